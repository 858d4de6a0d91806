"""Change requests: all runs that one pull request brought, over many workspaces, as one page and one decision."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import decide as decisions
from gitops_portal.core import words
from gitops_portal.core.errors import PortalError
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Gravity
from gitops_portal.records import queries
from gitops_portal.records.queries import About
from gitops_portal.web import access, briefs, discussion, news, request_graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.core.approvals import Approvals
    from gitops_portal.core.change_requests import Read
    from gitops_portal.records.queries import Request, Run
    from gitops_portal.web.request_graph import Ties

ROWS: Final = 12
"""Sentences that stand open; the rest is folded."""
_GRAVITIES: Final = tuple(Gravity)
_GRAVEST: Final = (
    State.BLOCKED,
    State.CHANGES_REQUESTED,
    State.AWAITING,
    State.ERRORED,
    State.APPLY_FAILED,
    State.REJECTED,
    State.APPROVED,
)
"""Whose state says who acts next, where several differ."""


@dataclass(frozen=True, slots=True)
class Line:
    """One workspace of a change request. `place` is its turn among the applies; None where nobody can tell."""

    run: Run
    approvals: Approvals
    mine: bool
    """Whether whoever looks can approve it now."""
    place: int | None
    first: Sequence[str]
    """Workspaces that have to be applied before it, and are not yet."""
    reads: Sequence[Read]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one run's brief; `value` names both, to be ticked."""

    run: Run
    said: briefs.Said

    @property
    def value(self) -> str:
        return f"{self.run.pk} {self.said.text}"


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    news.follow(request, About(every=True))
    page = queries.change_requests_of(access.person(request), request.GET.get("page", 1))
    return render(request, "requests/index.html", {"page": page, "rows": [(each, _next(each)) for each in page]})


def _next(found: Request) -> str:
    """Who acts next, of the gravest of its runs."""
    states = {run.state for run in found.runs}
    gravest = next((state for state in _GRAVEST if state in states), None)
    return words.NEXT.get(str(gravest), "") if gravest else ""


@require_GET
@never_cache
def detail(request: HttpRequest, key: str) -> HttpResponse:
    news.follow(request, About(request=key))
    return _page(request, access.change_request(request, key))


def _page(request: HttpRequest, found: Request, status: int = 200, **more: Any) -> HttpResponse:
    tied = request_graph.ties(found, access.person(request))
    lines = _lines(request, found, tied)
    sentences, mine = _sentences(found.runs), [line.run for line in lines if line.mine]
    context = {
        "found": found,
        "lines": lines,
        "tied": tied,
        **request_graph.page(found, tied, request.GET.get("workspace", "")),
        "sentences": sentences[:ROWS],
        "folded": sentences[ROWS:],
        "mine": mine,
        "actions": ("reject", "request_changes", "approve") if mine else (),
        "opened": request.GET.get("decide", ""),
        "not_mine": [line.run for line in lines if not line.mine],
        "named": _named(sentences, {run.pk for run in mine}),
        "cost": _cost(found.runs),
        **discussion.of_request(request, found),
        **more,
    }
    return render(request, "requests/detail.html", context, status=status)


def _lines(request: HttpRequest, found: Request, tied: Ties) -> list[Line]:
    """In the order of the applies, those that have no place in it last."""
    waiting = {run.pk for run in access.waiting_runs(request)}
    approvals = queries.approvals_of(found.runs)
    lines = [
        Line(
            run=run,
            approvals=approvals[run.pk],
            mine=run.pk in waiting and run.state == State.AWAITING,
            place=tied.places.get(run.workspace.slug),
            first=tied.first.get(run.workspace.slug, ()),
            reads=tied.read_by(run.workspace.slug),
        )
        for run in found.runs
    ]
    return sorted(lines, key=lambda line: (line.place is None, line.place or 0))


@require_GET
@never_cache
def workspace(request: HttpRequest, key: str) -> HttpResponse:
    """What stands beside the graph of one of its boxes."""
    found = access.change_request(request, key)
    tied = request_graph.ties(found, access.person(request))
    card = request_graph.card(found, tied, request.GET.get("address") or request_graph.gravest(found, tied))
    if card is None:
        raise Http404
    return render(request, "requests/_card.html", {"card": card, "tied": tied})


def _sentences(runs: Sequence[Run]) -> list[Sentence]:
    """What the runs come to, the gravest first, whichever workspace it is of."""
    told = queries.briefs_of(runs)
    found = [
        Sentence(run, said)
        for run in runs
        if run.pk in told
        for said in briefs.told(told[run.pk], run.verdict, run.decisions.all()).sentences
    ]
    return sorted(found, key=lambda one: _GRAVITIES.index(one.said.gravity))


def _named(sentences: Sequence[Sentence], mine: set[int]) -> list[Sentence]:
    return [one for one in sentences if one.run.pk in mine and one.said.gravity.named]


def _cost(runs: Sequence[Run]) -> dict[str, Any]:
    """The sums, and of how many runs nothing is known."""
    known = [run for run in runs if run.cost_before is not None and run.cost_after is not None]
    before = sum((run.cost_before or Decimal(0) for run in known), Decimal(0))
    after = sum((run.cost_after or Decimal(0) for run in known), Decimal(0))
    return {"before": before, "after": after, "delta": after - before, "known": known, "rest": len(runs) - len(known)}


@require_POST
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """Approve or reject the chosen runs, each by its own evidence: all of them, or none."""
    found = access.change_request(request, key)
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    ticked = request.POST.getlist("sentences")
    chosen = [
        decisions.Chosen(run, request.POST.get(f"evidence-{run.pk}", ""), _accepted(run, ticked))
        for run in found.runs
        if str(run.pk) in request.POST.getlist("run")
    ]
    try:
        done = decisions.decide_all(
            chosen,
            by=access.person(request),
            action=action,
            reason=reason,
            address=access.client_address(request),
        )
    except PortalError as error:
        told = {"problem": str(error), "opened": action, "written": reason, "ticked": ticked}
        news.follow(request, About(request=key))
        return _page(request, access.change_request(request, key), error.status, **told)
    messages.success(request, f"{words.DECIDED[action]}: {', '.join(sorted(str(one.run) for one in done))}.")
    return redirect("requests.detail", key)


def _accepted(run: Run, ticked: Sequence[str]) -> frozenset[str]:
    mark = f"{run.pk} "
    return frozenset(value.removeprefix(mark) for value in ticked if value.startswith(mark))
