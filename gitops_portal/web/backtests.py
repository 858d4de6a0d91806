"""Backtests of a guardrails file: begun, followed while they run, and read. For owners of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import backtests as actions
from gitops_portal.records.queries import backtests as queries
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.models import Backtest
    from gitops_portal.records.queries.backtests import Workspaces

PAGE: Final = 25
_DIGITS: Final = 18
WORKSPACES: Final = 200
"""Workspaces in the table; the others are counted."""
LABELS: Final = {
    "blocked": "Blocked",
    "needs_approval": "Asks a person",
    "undetermined": "Undetermined",
    "passed": "Passes",
    "error": "Not evaluated",
}
"""What would be newly so, by the names of `queries.KINDS`."""


class Count(NamedTuple):
    """How many runs of something become what, under the name that the page is narrowed by."""

    kind: str
    label: str
    runs: int


class Row(NamedTuple):
    """One workspace."""

    slug: str
    runs: int
    counts: tuple[Count, ...]


@require_GET
@never_cache
def detail(request: HttpRequest, backtest: int) -> HttpResponse:
    access.require_owner(request)
    held = _held(backtest)
    match request.GET.get("part"):
        case "state":
            return render(request, "guardrails/_backtest_progress.html", {"backtest": held})
        case "form":
            return render(request, "guardrails/_backtest_here.html", beside_a_form(held))
    told = queries.by_workspace(held)
    workspace, kind = (request.GET.get(name, "").replace("\0", "") for name in ("workspace", "kind"))
    page = Paginator(queries.otherwise(held, workspace, kind), PAGE).get_page(request.GET.get("page"))
    context = {
        "backtest": held,
        "totals": _totals(told),
        "rows": [_row(each) for each in told[:WORKSPACES]],
        "rows_left_out": max(0, len(told) - WORKSPACES),
        "labels": LABELS.values(),
        "page": page,
        "workspace": workspace,
        "kind": LABELS.get(kind, ""),
    }
    return render(request, "guardrails/backtest.html", context)


@require_POST
def stop(request: HttpRequest, backtest: int) -> HttpResponse:
    access.require_owner(request)
    held = _held(backtest)
    actions.stop(access.actor(request), held.pk)
    messages.success(request, "Stopped: the results so far are kept.")
    return redirect("backtests.detail", held.pk)


def asked_for(request: HttpRequest) -> Backtest | None:
    """The one that the address of a form names, whose file the form is to begin with."""
    asked = request.GET.get("backtest", "")
    return _held(int(asked)) if asked.isdecimal() and len(asked) < _DIGITS else None


def back_to(address: str, begun: Backtest, request: HttpRequest, **named: str) -> HttpResponse:
    """The form that it was begun in, as it was filled in: by the file that is kept, and what is no part of that."""
    said = {"backtest": str(begun.pk), "run": request.POST.get("run", ""), **named}
    query = urlencode({name: value for name, value in said.items() if value})
    return redirect(f"{address}?{query}#backtest")


def initial(request: HttpRequest, held: Backtest) -> dict[str, Any]:
    """Of the fields that a form tries its change with."""
    return {"onto": held.onto, "days": held.days, "run": request.GET.get("run", "").replace("\0", "")[:200]}


def beside_a_form(held: Backtest | None) -> dict[str, Any]:
    """What a form shows of the backtest that was begun in it."""
    if held is None:
        return {}
    totals = _totals(queries.by_workspace(held))
    return {"backtest": held, "totals": totals, "otherwise": any(each.runs for each in totals)}


def _totals(told: list[Workspaces]) -> list[Count]:
    return [Count(name, label, sum(_counts(each)[name] for each in told)) for name, label in LABELS.items()]


def _held(pk: int) -> Backtest:
    try:
        return queries.backtest(pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _row(told: Workspaces) -> Row:
    counts = _counts(told)
    kinds = tuple(Count(name, label, counts[name]) for name, label in LABELS.items())
    return Row(told["run__workspace__slug"], told["runs"], kinds)


def _counts(told: Workspaces) -> dict[str, Any]:
    return {**told}
