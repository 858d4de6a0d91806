"""What drifted of a workspace, now and before, for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from ninja import Router

from gitops_portal.core.drift.causes import said
from gitops_portal.records.queries import drifting
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.observations import posture
from gitops_portal.web.api.runs import PROBLEMS

if TYPE_CHECKING:
    from datetime import datetime

    from gitops_portal.records.models import DriftItem, Run

router = Router()
PAGE: Final = 100


@router.get(
    "/workspaces/{slug}/drift",
    response={200: dict[str, Any], **PROBLEMS},
    summary="What differs from the state, resource by resource, and what did before",
)
def index(request: HttpRequest, slug: str, page: int = 1) -> dict[str, Any]:
    """What is open first, then what was closed last, 100 a page. `posture` tells how old this knowledge is.

    `source` is who found it. What is no plan names the resource and says a word of its own (`said`), never how it
    differs: then `action` is `unknown`, and there are no `attributes`, `differences` and runs.

    `differences` are those of a change of a run; of a long text a part is shown. `grave` is why it may not be ignored.
    `closed_because` is `applied` where a run was applied after it was seen last, else `gone`.
    """
    workspace = caller(request).workspace(slug)
    found = drifting.of_workspace(workspace, page, PAGE)
    return {
        "posture": posture(workspace),
        "open": drifting.open_in(workspace),
        "total": found.paginator.count,
        "page": found.number,
        "pages": found.paginator.num_pages,
        "drift": [_out(item) for item in found],
    }


def _out(item: DriftItem) -> dict[str, Any]:
    return {
        "source": item.source,
        "subject": item.subject or None,
        "said": item.said or None,
        "address": item.address,
        "type": item.type,
        "action": item.action,
        "attributes": item.attributes,
        "differences": [{name: told for name, told in row.items() if name != "whole"} for row in item.diff],
        "differences_left_out": item.left_out,
        "cause": said(item.cause_kind, item.cause),
        "grave": item.grave or None,
        "first_seen_at": _at(item.opened_at),
        "changed_at": _at(item.changed_at),
        "last_seen_at": _at(item.last_seen_at),
        "closed_at": _at(item.closed_at),
        "closed_because": item.closing or None,
        "first_run": _run(item.first_run),
        "last_run": _run(item.last_run),
        "assigned_to": item.assignee.name if item.assignee else None,
        "accepted_at": _at(item.accepted_at),
        "snoozed_until": _at(item.snoozed_until),
        "ignored_until": _at(item.ignored_until),
        "reason": item.said_reason or None,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _run(run: Run | None) -> int | None:
    return run.number if run else None
