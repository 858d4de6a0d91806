"""Waivers, for scripts: what is waived, by whom and until when; owners make, approve and withdraw them here as well."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from gitops_portal.actions import waivers as actions
from gitops_portal.core.errors import Refused
from gitops_portal.records.queries import rulebook
from gitops_portal.records.queries import waivers as queries
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS
from gitops_portal.web.drift_forms import end_of
from gitops_portal.web.waivers import rows

if TYPE_CHECKING:
    from datetime import datetime

    from gitops_portal.records.queries import Person, Workspace
    from gitops_portal.web.api.caller import Caller
    from gitops_portal.web.waivers import Row

router = Router()
ANSWERS = {200: dict[str, Any], **PROBLEMS}
PAGE: Final = 100


class WaiverIn(Schema):
    """`address` is empty for what judges the plan as a whole; with `pattern` each `*` in it is any text. `ends_at` is a
    day, of which the last moment counts. `ceiling` is an amount a month, of guardrails about cost alone. Another name
    is refused: what was meant to narrow a waiver is never left out in silence.
    """

    model_config = ConfigDict(extra="forbid")

    guardrail: str
    address: str = ""
    pattern: bool = False
    ceiling: Decimal | None = None
    ends_at: date
    reason: str


@router.get("/waivers", response=ANSWERS, summary="What is waived in every workspace that the caller reaches")
def index(request: HttpRequest, page: int = 1, *, ended: bool = False) -> dict[str, Any]:
    """The next to end first, 100 a page; with `ended` those that ended or were withdrawn, the last first. `holds` is
    false while a waiver waits for another owner.
    """
    return _page(caller(request), page, ended=ended)


@router.get("/workspaces/{slug}/waivers", response=ANSWERS, summary="What is waived in a workspace")
def of_workspace(request: HttpRequest, slug: str, page: int = 1, *, ended: bool = False) -> dict[str, Any]:
    """As `/waivers`, of one workspace."""
    asking = caller(request)
    return _page(asking, page, asking.workspace(slug), ended=ended)


@router.post(
    "/workspaces/{slug}/waivers", response={201: dict[str, Any], **PROBLEMS}, summary="Waive findings of a guardrail"
)
def create(request: HttpRequest, slug: str, told: WaiverIn) -> Status[dict[str, Any]]:
    """For owners of the workspace: only a person can make a waiver, a token is refused. What blocks or asks waits for
    another owner; it counts from the next plan on. The same sent again by the same person makes no second one: the
    first is answered.
    """
    asking = caller(request)
    workspace, by = asking.workspace(slug), _person(asking)
    said = told.model_dump() | {"ends_at": end_of(told.ends_at)}
    made = actions.make(workspace, by, **said, client=asking.actor.address)
    return Status(201, _one(made.pk, workspace))


@router.post(
    "/workspaces/{slug}/waivers/{int:waiver}/approve", response=ANSWERS, summary="Let a waiver of another owner hold"
)
def approve(request: HttpRequest, slug: str, waiver: int) -> dict[str, Any]:
    """409 where it was approved before, or has ended."""
    asking, workspace = _held(request, slug, waiver)
    actions.approve(waiver, _person(asking), asking.actor.address)
    return _one(waiver, workspace)


@router.post(
    "/workspaces/{slug}/waivers/{int:waiver}/withdraw", response=ANSWERS, summary="Let a waiver hold no longer"
)
def withdraw(request: HttpRequest, slug: str, waiver: int) -> dict[str, Any]:
    """For owners: what it covered blocks and asks again. 409 where it has ended already."""
    asking, workspace = _held(request, slug, waiver)
    actions.withdraw(waiver, _person(asking), asking.actor.address)
    return _one(waiver, workspace)


def _held(request: HttpRequest, slug: str, waiver: int) -> tuple[Caller, Workspace]:
    """Raises Http404 where the workspace is none of the caller's, or the waiver none of the workspace's."""
    asking = caller(request)
    workspace, found = asking.workspace(slug), queries.waiver(waiver)
    if found is None or found.workspace_id != workspace.pk:
        raise Http404
    return asking, workspace


def _person(asking: Caller) -> Person:
    if asking.person is None:
        raise Refused("Only a person can make a waiver: sign in. A token reads waivers, and makes none.")
    return asking.person


def _page(asking: Caller, number: int, workspace: Workspace | None = None, *, ended: bool) -> dict[str, Any]:
    find = queries.ended if ended else queries.listed
    found = Paginator(find(asking.who, timezone.now(), workspace), PAGE)
    listed = list(found.get_page(number)) if 0 < number <= found.num_pages else []
    return {
        "total": found.count,
        "page": number,
        "pages": found.num_pages,
        "waivers": [_out(row) for row in rows(listed, rulebook.named(one.guardrail for one in listed))],
    }


def _one(pk: int, workspace: Workspace) -> dict[str, Any]:
    found = queries.waiver(pk)
    if found is None or found.workspace_id != workspace.pk:
        raise Http404
    return _out(rows([found], rulebook.named([found.guardrail]))[0])


def _out(row: Row) -> dict[str, Any]:
    waiver = row.waiver
    return {
        "id": waiver.pk,
        "workspace": waiver.workspace.slug,
        "guardrail": waiver.guardrail,
        "address": waiver.address,
        "pattern": waiver.pattern,
        "ceiling": None if waiver.ceiling is None else f"{waiver.ceiling:.2f}",
        "reason": waiver.reason,
        "holds": row.holds and waiver.ended_at is None and waiver.ends_at > timezone.now(),
        "made_by": waiver.made_by,
        "made_at": waiver.made_at.isoformat(),
        "ends_at": waiver.ends_at.isoformat(),
        "approved_by": waiver.approved_by or None,
        "approved_at": _at(waiver.approved_at),
        "ended_at": _at(waiver.ended_at),
        "ended_by": waiver.ended_by or None,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
