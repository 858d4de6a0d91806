"""What runs and workspaces cost, as CSV: for spreadsheets, and for tools that read FOCUS."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.actions import cost_exports
from gitops_portal.core.cost_lines import money
from gitops_portal.core.pricing import cost_export
from gitops_portal.core.text import cell
from gitops_portal.records.queries import api as queries
from gitops_portal.records.queries import costs as of_costs
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from gitops_portal.records.queries.costs import WorkspaceCost

WORKSPACES = (
    *("workspace", "name", "labels", "run", "state", "evaluated_at", "monthly_now", "monthly_after"),
    *("monthly_low_after", "monthly_high_after", "budget", "currency", "priced", "usage_based", "unpriced", "free"),
)


@require_GET
@never_cache
def of_run(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """`?format=focus` asks for the columns of FOCUS."""
    run = access.run(request, slug, number)
    if run.evaluated_at is None:
        raise Http404
    form = request.GET.get("format", "csv")
    if form not in {"csv", "focus"}:
        raise Http404
    rows = cost_exports.focus(run) if form == "focus" else cost_export.table(queries.report(run).get("cost", {}))
    return _csv(f"{run.workspace.slug}-run-{run.number}-{'focus' if form == 'focus' else 'cost'}", rows)


@require_GET
@never_cache
def of_workspaces(request: HttpRequest) -> HttpResponse:
    """All that the person sees."""
    found = of_costs.of_workspaces(access.person(request))
    return _csv("workspaces-cost", [list(WORKSPACES), *map(_row, found)])


def _row(told: WorkspaceCost) -> list[str]:
    """Amounts are US dollars a month; empty where nothing could be priced."""
    workspace, run = told.workspace, told.run
    about = [cell(workspace.slug), cell(workspace.name), cell(json.dumps(workspace.labels, ensure_ascii=False))]
    newest = (
        [str(run.number), str(run.state), run.evaluated_at.isoformat() if run.evaluated_at else ""] if run else [""] * 3
    )
    amounts = [money(told.now), money(run.cost_after if run else None), told.ends["low_after"], told.ends["high_after"]]
    counts = [told.coverage.get(name) for name in ("priced", "usage_based", "unpriced", "free")]
    rest = [money(workspace.budget), "USD", *counts]
    return [*about, *newest, *("" if each is None else str(each) for each in (*amounts, *rest))]


def _csv(name: str, rows: Iterable[list[str]]) -> HttpResponse:
    out = StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
