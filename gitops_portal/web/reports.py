"""A run in, one HTML file that says all of it out: no script, its styles inside, nothing fetched, open anywhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core.model import Action
from gitops_portal.core.view import graph
from gitops_portal.core.view.differences import lines
from gitops_portal.core.view.picture import draw
from gitops_portal.records import queries
from gitops_portal.records.queries import one_run, rulebook
from gitops_portal.web import access, briefs, costs, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpRequest

    from gitops_portal.records.queries import Run, RunChange

CHANGES: Final = 300
ROWS: Final = 60
"""Attributes of one change."""
TEXTS: Final = 3_000_000
"""Characters of long texts; where there are more, they stand in the portal."""
FINDINGS: Final = 500
EVENTS: Final = 200


@cache
def styles() -> str:
    """The portal's own style sheets, as they stand in the file."""
    return render_to_string("runs/_report_styles.html")


def policy() -> str:
    """Nothing runs and nothing is fetched; this one style, known by its hash, is applied."""
    digest = base64.b64encode(hashlib.sha256(styles().encode()).digest()).decode()
    closed = ("default-src", "script-src", "object-src", "base-uri", "form-action")
    return "; ".join([*(f"{name} 'none'" for name in closed), f"style-src 'sha256-{digest}'"])


@require_GET
@never_cache
def report(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = access.run(request, slug, number)
    if run.evaluated_at is None:
        raise Http404
    response = HttpResponse(render_to_string("runs/report.html", _told(run)))
    response["Content-Disposition"] = f'attachment; filename="{run.workspace.slug}-run-{run.number}.html"'
    response["Content-Security-Policy"] = f"{policy()}; frame-ancestors 'none'"
    return response


def _rows(run: Run, changes: Iterable[RunChange]) -> Iterator[Mapping[str, Any]]:
    for change in changes:
        yield from lines(change.diff)[:ROWS]
    for output in run.summary.get("outputs", []):
        yield from (output, *output["diff"])
    for beside in (*run.summary.get("invocations", []), *run.summary.get("drift", [])):
        yield from beside.get("diff", [])


def _told(run: Run) -> dict[str, Any]:
    """Everything the file says, bounded; what is beyond is counted and stands in the portal."""
    changes = queries.run_changes(run, 1, {}, CHANGES)
    findings, findings_count = queries.gravest_findings(run, FINDINGS)
    events = queries.run_events(run)
    cost = one_run.cost(run)
    decisions = queries.run_decisions(run)
    drawn = queries.view(run)
    return {
        "run": run,
        "written_at": timezone.now(),
        "portal": settings.PORTAL_URL,
        "address": settings.PORTAL_URL + reverse("runs.detail", args=[run.workspace.slug, run.number]),
        "policy": policy(),
        "picture": draw(drawn, graph.first(drawn)),
        "legend": [action for action in Action if action.changes],
        "changes": changes,
        "texts": texts.on_page(run, _rows(run, changes), TEXTS, TEXTS),
        "changes_left_out": changes.paginator.count - len(changes),
        "findings": findings,
        "findings_left_out": findings_count - len(findings),
        "rules": rulebook.named(found.guardrail for found in findings),
        "waterfall": costs.waterfall(cost) if cost else None,
        "lines": costs.by_status(cost["lines"]) if cost else {},
        "decisions": decisions,
        "events": events[:EVENTS],
        "events_left_out": max(0, len(events) - EVENTS),
        "brief": briefs.of(run, decisions),
        "outputs": run.summary.get("outputs", []),
    }
