"""Runs, for CI: ask what became of one, read the report and the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import Field, Router, Schema

from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Action
from gitops_portal.core.view import older
from gitops_portal.records import queries
from gitops_portal.records.queries import api as api_queries
from gitops_portal.web import texts
from gitops_portal.web.api.applies import apply_out
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.costs import cost_out
from gitops_portal.web.api.needs import needs_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.records.queries import Run

router = Router()

ROOM: Final = 5_000_000
"""Characters of long texts in one answer; further ones have an address."""


class Problem(Schema):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Uploaded(Schema):
    id: int
    number: int
    url: str
    status: str
    verdict: str | None


class RunOut(Uploaded):
    workspace: str
    kind: str
    digest: str = Field(description="SHA-256 of the uploaded bytes")
    evidence: str = Field(description="What a decision is bound to: SHA-256 over plan, rules and conclusions")
    planfile_sha256: str
    flags: str = Field(description="Flags of the plan command that make the plan partial")
    commit: str
    committed_at: str | None
    pipeline: int | None
    branch: str
    pull_request: str
    title: str
    actor: str
    ci_url: str
    identity: dict[str, Any] = Field(description="What the CI job's token says; `proves` names the proved fields")
    created_at: str
    evaluated_at: str | None
    error: str
    changes: dict[str, int]
    cost: dict[str, str | dict[str, str | None] | None] = Field(
        description="Per month; `low` and `high` are null if no usage file gives a range"
    )
    guardrails: dict[str, int]
    reasons: list[str]
    needs: list[dict[str, Any]] = Field(description="The approvals it still needs: how many, whose, why, and who can")
    approved_until: str | None = Field(description="When its approval ends; null if it has none")
    apply: dict[str, Any] | None = Field(description="What CI reported of its apply, failed resources first")
    brief: dict[str, Any] = Field(description="Its summary: a headline, and ranked sentences with their gravity")


PROBLEMS: Final = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 503), Problem)
UPLOAD_PROBLEMS: Final = {**PROBLEMS, 408: Problem}
_TIMES: Final = ("created_at", "committed_at", "evaluated_at")


def uploaded(run: Run) -> dict[str, Any]:
    """What an upload is answered with."""
    address = reverse("runs.detail", args=[run.workspace.slug, run.number])
    return {
        "id": run.pk,
        "number": run.number,
        "url": settings.PORTAL_URL + address,
        "status": str(run.state),
        "verdict": run.verdict or None,
    }


def run_out(run: Run) -> dict[str, Any]:
    """A run as the API tells it."""
    summary: dict[str, Any] = run.summary
    arrived = ("kind", "digest", "planfile_sha256", "commit", "branch", "pull_request", "title", "actor", "ci_url")
    said = (*arrived, "flags", "evidence", "error", "identity", "pipeline")
    return {
        **uploaded(run),
        **{name: getattr(run, name) for name in said},
        "workspace": run.workspace.slug,
        **{name: (at := getattr(run, name)) and at.isoformat() for name in _TIMES},
        "changes": summary.get("plan", {}).get("changes", {}),
        "cost": cost_out(run),
        "guardrails": {"blocking": run.blocking, "warnings": run.warnings, "undetermined": run.undetermined},
        "reasons": summary.get("reasons", []),
        "needs": needs_out(run),
        "approved_until": (until := run.approved_until) and until.isoformat(),
        "apply": apply_out(run),
        "brief": older.brief(summary, run.verdict),
    }


@router.get("/runs/{int:pk}", response={200: RunOut, **PROBLEMS}, url_name="run", summary="A run's state")
def state(
    request: HttpRequest,
    response: HttpResponse,
    pk: int,
    wait: int = 0,  # noqa: ARG001 - the door holds the answer (web/door/waiting.py)
) -> dict[str, Any]:
    """`?wait=60` holds the answer until the run is evaluated, for so many seconds at most.

    An answer with `Retry-After` came before the evaluation: ask again.
    """
    run = caller(request, *Scope).run(pk)
    if State(run.state).moving:
        response["Retry-After"] = "1"
    return run_out(run)


@router.get("/runs/{int:pk}/report", response={200: dict[str, Any], **PROBLEMS}, summary="The evaluation report")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole evaluation report; 409 while there is none yet."""
    run = caller(request).run(pk)
    found = api_queries.report(run)
    if not found:
        return _none_yet(run)
    return JsonResponse(found)


def _none_yet(run: Run) -> HttpResponse:
    told = run.error or f"This run is {State(run.state).label}: ask again with ?wait=60 on the run itself."
    document = {"type": "about:blank", "title": "No report", "status": 409, "detail": told}
    return JsonResponse(document, status=409, content_type="application/problem+json")


@router.get(
    "/runs/{int:pk}/changes", response={200: dict[str, Any], **PROBLEMS}, summary="The changes, filtered and paged"
)
def changes(
    request: HttpRequest,
    pk: int,
    action: Action | None = None,
    type: str = "",  # noqa: A002 - the field's name in the interface
    module: str = "",
    q: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """By risk, 100 a page; none after the last. Filters: `action`, `type`, `module` (whole), `q` (in the address).

    `digest` is equal exactly where two plans, or two changes, would do the same.
    """
    run = caller(request).run(pk)
    filters = {"action": action or "", "type": type, "module": module, "text": q}
    found = queries.run_changes(run, page, filters, size=100)
    rows = list(found) if found.number == page else []
    at_hand = texts.on_page(run, (told for row in rows for told in row.diff), ROOM, ROOM)
    return {
        "digest": run.change_digest,
        "total": found.paginator.count,
        "page": page,
        "pages": found.paginator.num_pages,
        "changes": [
            {
                "address": row.address,
                "module": row.module,
                "type": row.type,
                "action": row.action,
                "digest": row.digest,
                "marks": row.marks,
                "differences": [_with_texts(run, told, at_hand) for told in row.diff],
                "unchanged": row.unchanged,
                "monthly_before": row.cost_before,
                "monthly_after": row.cost_after,
            }
            for row in rows
        ],
        **_beside(run),
    }


def _beside(run: Run) -> dict[str, Any]:
    """What a plan does beside its changes, as far as the page shows it."""
    outputs = run.summary.get("outputs", [])
    invocations = run.summary.get("invocations", [])
    told = [*outputs, *(row for found in (*outputs, *invocations) for row in found["diff"])]
    at_hand = texts.on_page(run, told, ROOM, ROOM)

    def readable(found: dict[str, Any]) -> dict[str, Any]:
        rows = [_with_texts(run, row, at_hand) for row in found["diff"]]
        return {**_with_texts(run, found, at_hand), "diff": rows}

    return {
        "outputs": [readable(found) for found in outputs],
        "invocations": [readable(found) for found in invocations],
        "providers": run.summary.get("providers", []),
    }


def _with_texts(run: Run, row: dict[str, Any], at_hand: Mapping[str, str]) -> dict[str, Any]:
    """A difference; a text that its line shows in part stands beside it, or where it can be read."""
    if "whole" not in row:
        return row
    told = {
        side: {
            **text,
            "text": at_hand.get(text["digest"]),
            "url": settings.PORTAL_URL + reverse("api:text", args=[run.pk, text["digest"]]),
        }
        for side, text in row["whole"].items()
    }
    return {**row, "whole": told}


@router.get("/runs/{int:pk}/texts/{digest}", response={200: str, **PROBLEMS}, url_name="text", summary="A long text")
def text(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """A value that the changes show in part, as plain text: whole, or its first million characters."""
    return texts.plain(caller(request).run(pk), digest)
