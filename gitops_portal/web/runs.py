"""One run as a page with its tabs, and the decision about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import decide as decisions
from gitops_portal.core.errors import PortalError
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Enforcement, Role
from gitops_portal.records import queries
from gitops_portal.records.queries import About, asked, one_run, outcomes, rulebook
from gitops_portal.records.queries.deciding import wanted
from gitops_portal.web import (
    access,
    briefs,
    budgets,
    changes,
    charts,
    choices,
    costs,
    discussion,
    later,
    news,
    run_graph,
    texts,
    tool_reports,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.records.queries import Objections, Person, Run, RunFinding

View = Callable[[HttpRequest, str, int], HttpResponse]

PLOTS: Final = cast("Callable[[View], View]", csp_update({"style-src": [charts.STYLE_OF_SCRIPT]}))
"""The page loads plotly. The decorator's own type knows views without arguments only."""

TABS: Final = ("graph", "changes", "cost", "guardrails", "outputs", "discussion", "history")
SHOWN: Final = 20
"""Resources of one guardrail: the rest is a link."""
WIDE: Final = 500
"""The same, once a reader asked for one guardrail alone."""


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────


@require_GET
@never_cache
@PLOTS
def detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    news.follow(request, About(workspace=slug))
    run = access.run(request, slug, number)
    if request.GET.get("part") == "state":
        return render(request, "runs/_progress.html", {"run": run})
    return _page(request, run)


def _page(request: HttpRequest, run: Run, status: int = 200, **more: Any) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    context = {
        "run": run,
        "evaluated": run.evaluated_at is not None,
        "moving": State(run.state).moving,
        "choices": choices.of(run, access.person(request)),
        "applicable": State(run.state).open or State(run.state).allows_apply,
        "opened": request.GET.get("decide", ""),
        "tab": tab,
        "tabs": _tabs(run, access.person(request)),
        **more,
    }
    if context["evaluated"]:
        apply = outcomes.outcome(run) if run.applied_at or run.state == State.APPLY_FAILED else None
        context |= {"apply": apply, "ended": outcomes.ended(apply, SHOWN) if apply and apply.digest else []}
        decisions, rules = queries.keep_decisions(run), asked.book_of(run.workspace)
        approvals = queries.approvals(run, asked.asked(run, rules))
        context |= {
            "decisions": decisions,
            "brief": briefs.of(run, decisions),
            "approvals": approvals,
            "frozen": [each for each in asked.frozen(rules, timezone.now()) if not each.passed_by(decisions)],
            "wanted": wanted(run, approvals) if context["applicable"] else [],
            "since": queries.since_approval(run),
            "readers": queries.readers(run, access.person(request)),
            **later.of(run),
            **_TAB[tab](request, run),
        }
    return render(request, "runs/detail.html", context, status=status)


def _tabs(run: Run, person: Person) -> list[tuple[str, str, int | None]]:
    """Name, label and count of each tab."""
    numbers = {
        "changes": sum(run.counts.values()),
        "guardrails": run.blocking + run.warnings + run.undetermined,
        "outputs": run.summary.get("plan", {}).get("outputs_changed", 0),
        "discussion": queries.open_threads(run, person),
    }
    return [(name, name.capitalize(), numbers.get(name)) for name in TABS]


# ── its tabs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _cost(request: HttpRequest, run: Run) -> dict[str, Any]:
    cost = one_run.cost(run)
    opinions = tool_reports.second_opinions(run, cost.get("lines", ()))
    beside = {"opinions": opinions, **budgets.shared(request, run.workspace)}
    if not cost:
        return beside
    return {
        **beside,
        "waterfall": costs.waterfall(cost),
        "groups": list(costs.groups(cost)),
        "treemap": charts.treemap(cost),
        "lines": costs.by_status(cost["lines"]),
        "untold": costs.untold(cost["lines"]),
    }


@dataclass(frozen=True, slots=True)
class Group:
    """One guardrail and what it says of this run; `rule` is None when the portal no longer has it."""

    id: str
    rule: Rule | None
    enforcement: str
    assigned: str
    """Whose setting the enforcement is; empty of a run that was judged before that was kept."""
    violated: int
    undetermined: int
    waived: int
    standing: bool
    findings: Sequence[RunFinding]
    left_out: int

    @property
    def remedy_is_code(self) -> bool:
        """Whether the remedy has lines of HCL rather than a sentence."""
        return self.rule is not None and "\n" in self.rule.remedy


def _guardrails(request: HttpRequest, run: Run) -> dict[str, Any]:
    only = request.GET.get("rule", "").replace("\0", "")  # PostgreSQL has no NUL
    objections = queries.objections(run, WIDE if only else SHOWN, only)
    known = rulebook.named(found.guardrail for found in objections)
    assigned = run.summary.get("assigned", {})
    groups = [_group(found, known, assigned) for found in objections]
    return {
        "groups": sorted(groups, key=_gravity),
        "only": only,
        "owns": access.may(request, run.workspace, Role.OWNER),
        "reports": [] if only else tool_reports.panels(run),
    }


def _group(found: Objections, known: Mapping[str, Rule], assigned: Mapping[str, str]) -> Group:
    return Group(
        id=found.guardrail,
        rule=known.get(found.guardrail),
        enforcement=found.enforcement,
        assigned=assigned.get(found.guardrail, ""),
        violated=found.violated,
        undetermined=found.undetermined,
        waived=found.total - found.violated - found.undetermined,
        standing=not found.touched,
        findings=found.first,
        left_out=found.total - len(found.first),
    )


def _gravity(group: Group) -> tuple[bool, bool, int, bool, str]:
    strictness = [Enforcement.MANDATORY, Enforcement.SOFT_MANDATORY, Enforcement.ADVISORY, Enforcement.OFF]
    waived = not group.violated and not group.undetermined
    return group.standing, waived, strictness.index(Enforcement(group.enforcement)), not group.violated, group.id


def _outputs(_: HttpRequest, run: Run) -> dict[str, Any]:
    outputs = run.summary.get("outputs", [])
    return {
        "outputs": outputs,
        "texts": texts.on_page(run, (row for output in outputs for row in (output, *output["diff"]))),
    }


def _history(_: HttpRequest, run: Run) -> dict[str, Any]:
    return {
        "events": queries.run_events(run),
        "approved_before": queries.approved_before(run),
        "comparable": queries.comparable(run),
    }


_TAB: Final = dict(
    zip(TABS, (run_graph.tab, changes.tab, _cost, _guardrails, _outputs, discussion.tab, _history), strict=True)
)


# ── its decision ─────────────────────────────────────────────────────────────────────────────────────────────────


_DONE: Final = {
    "approve": "Approved.",
    "request_changes": "Changes requested: the gate is closed until that is resolved.",
    "reject": "Rejected.",
    "override": "Overridden and approved.",
}


@require_POST
@PLOTS
def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    run = access.run(request, slug, number, Role.VIEWER)
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "")
    ticked = request.POST.getlist("sentences")
    try:
        decisions.decide(
            run,
            by=access.person(request),
            action=action,
            reason=reason,
            evidence=request.POST.get("evidence", ""),
            guardrails=request.POST.getlist("guardrails"),
            sentences=ticked,
            address=access.client_address(request),
        )
    except PortalError as error:
        news.follow(request, About(workspace=slug))
        fresh = access.run(request, slug, number)
        return _page(request, fresh, error.status, problem=str(error), opened=action, written=reason, ticked=ticked)
    messages.success(request, _DONE[action])
    return redirect("runs.detail", slug, number)


@require_POST
def resolve(request: HttpRequest, slug: str, number: int, decision: int) -> HttpResponse:
    """Say that requested changes are made, or not needed."""
    run = access.run(request, slug, number, Role.REVIEWER)
    try:
        found = queries.decision(run, decision)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    by, address = access.person(request), access.client_address(request)
    act = partial(decisions.resolve, found, by=by, address=address)
    return access.done(request, act, "Resolved.", "runs.detail", slug, number)
