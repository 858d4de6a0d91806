"""A judgement, its graph and what was before in, the brief out: ranked sentences, and one headline made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from gitops_portal.core import cli_flags, money, report
from gitops_portal.core.brief.answers import objections, waived
from gitops_portal.core.brief.grants import grants
from gitops_portal.core.brief.losses import losses
from gitops_portal.core.brief.naming import capital, cut, kept, listed, plural
from gitops_portal.core.brief.openings import openings
from gitops_portal.core.index import Index
from gitops_portal.core.model import (
    Action,
    Brief,
    Change,
    ChangeSet,
    Cost,
    CostStatus,
    Graph,
    Gravity,
    Judgement,
    Kind,
    Mode,
    Outcome,
    Sentence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.ruleset import RuleSet

LONGEST: Final = 120
"""Characters of a headline."""
MOST: Final = 60
"""Sentences of one gravity; how many more there are is the last of them."""
_RANK: Final = tuple(Gravity)


class Past(Struct, frozen=True, gc=False):
    """What the workspace's earlier runs tell of this one."""

    first: bool = False
    """There is no earlier run."""
    returns_to: str = ""
    """The earlier applied run with the same planned result, as `run 12 applied, commit abc1234`."""
    moved: tuple[str, ...] = ()
    """Versions and sources that are not those of the run that was applied last, a clause each."""
    readers: int = 0
    """Workspaces that read outputs of this one which change."""
    may_read: int = 0
    """Workspaces that read outputs of this one, and do not tell which."""


class OfPlan(NamedTuple):
    """What a plan alone gives to say, before and after what earlier runs do; not in order of gravity yet."""

    before: list[Sentence]
    after: list[Sentence]


def brief(judgement: Judgement, graph: Graph, rules: RuleSet, past: Past | None = None) -> Brief:
    """What a run comes to. Without `past` nothing is said of earlier runs."""
    return briefly(judgement, of_plan(judgement, graph, rules), past or Past())


def briefly(judgement: Judgement, said: OfPlan, past: Past) -> Brief:
    """The same, where it is known already what the plan alone gives to say."""
    ranked = sorted([*said.before, *_past(past), *said.after], key=lambda one: _RANK.index(one.gravity))
    return Brief(_headline(judgement, ranked), tuple(_bounded(ranked)))


def of_plan(judgement: Judgement, graph: Graph, rules: RuleSet) -> OfPlan:
    changes = judgement.changes
    managed = [change for change in changes.changes if change.mode is not Mode.DATA]
    before = [
        *losses(managed),
        *_failure(changes),
        *objections(judgement.findings, rules),
        *_doubts(changes),
        *openings(Index(changes)),
        *grants(managed),
        *waived(judgement.findings, rules),
        *_unjudged(judgement),
        *_cost(judgement.cost, rules),
        *_reach(graph),
        *_effects(changes),
    ]
    return OfPlan(before, [*_drift(changes)])


def _bounded(ranked: list[Sentence]) -> Iterator[Sentence]:
    """The first of each gravity, and how many more there are."""
    for gravity in Gravity:
        alike = [one for one in ranked if one.gravity is gravity]
        yield from alike[:MOST]
        if rest := alike[MOST:]:
            addresses = kept([address for one in rest for address in one.addresses])
            yield Sentence(gravity, rest[0].kind, f"{len(rest):,} more of this kind, not listed here.", addresses)


# ── what nobody understands ──────────────────────────────────────────────────────────────────────────────────────


def _unjudged(judgement: Judgement) -> Iterator[Sentence]:
    for said in judgement.unjudged:
        yield Sentence(Gravity.CANNOT_BE_TOLD, Kind.UNJUDGED, said, short="not all checked by a guardrail")


def _failure(changes: ChangeSet) -> Iterator[Sentence]:
    if changes.errored:
        said = "Planning failed: what the plan shows is incomplete and can't be approved; make a new plan."
        yield Sentence(Gravity.BLOCKS, Kind.ERRORED, said, short="planning failed")


def _doubts(changes: ChangeSet) -> Iterator[Sentence]:
    strange = [change.address for change in changes.changes if change.action is Action.UNKNOWN]
    if strange:
        said = f"The plan does something this portal does not know to {listed(strange)}."
        short = f"an unknown action on {plural(len(strange), 'resource')}"
        yield Sentence(Gravity.NOT_UNDERSTOOD, Kind.UNKNOWN_ACTION, said, kept(strange), short=short)
    for oddity in changes.oddities:
        yield Sentence(Gravity.NOT_UNDERSTOOD, Kind.ODD, cut(oddity, 400), short="an odd plan")
    if changes.complete is False and not changes.errored:
        yield _incomplete(cli_flags.limits(changes.flags))
    if cli_flags.unrefreshed(changes.flags):
        said = "The plan was made without a refresh (-refresh=false): what drifted since can't be seen in it."
        yield Sentence(Gravity.CANNOT_BE_TOLD, Kind.UNREFRESHED, said, short="made without a refresh")
    if changes.deferred:
        addresses = [change.address for _, change in changes.deferred]
        said = f"{plural(len(addresses), 'change')} deferred to a later plan: {listed(addresses)}."
        yield Sentence(Gravity.NOT_UNDERSTOOD, Kind.DEFERRED, said, kept(addresses))


def _incomplete(limits: tuple[str, ...]) -> Sentence:
    if limits:
        said = f"The plan is partial, made with {listed(limits)}: another plan has to follow."
        return Sentence(Gravity.NOT_UNDERSTOOD, Kind.INCOMPLETE, said, short="partial")
    said = "The plan is not complete (limited to targets, or with deferred changes): another plan has to follow."
    return Sentence(Gravity.NOT_UNDERSTOOD, Kind.INCOMPLETE, said, short="not complete")


# ── cost, reach, effects ─────────────────────────────────────────────────────────────────────────────────────────


def _cost(cost: Cost, rules: RuleSet) -> Iterator[Sentence]:
    covered = cost.coverage
    unpriced, used = covered[CostStatus.UNPRICED], covered[CostStatus.USAGE_BASED]
    of_them = f"{plural(unpriced, 'resource')} unpriced here" if cost.told_by else plural(unpriced, "unpriced resource")
    beside = [of_them] if unpriced else []
    if used:
        beside.append(plural(used, "usage-based resource"))
    if left := cost.left_behind[0]:
        beside.append(f"what is forgotten still costs {money.exact(left, cost.currency)}")
    if not report.cost_told(cost):
        yield Sentence(Gravity.INFORMS, Kind.COST, f"What it costs is not known: {', '.join(beside)}.")
        return
    if not cost.lines:
        return
    if cost.told_by:
        beside.insert(0, f"as {cost.told_by} says")
    if rules.budget:
        beside.insert(0, f"{int(cost.after * 100 / rules.budget)}% of the budget")
    tail = "".join(f"; {told}" for told in beside)
    before, after = (money.exact(side, cost.currency) for side in (cost.before, cost.after))
    if not cost.delta:
        if not cost.after and not beside:
            return  # free of charge, as before
        yield Sentence(Gravity.INFORMS, Kind.COST, f"Costs {after} a month, as before{tail}.")
        return
    more = "more" if cost.delta > 0 else "less"
    said = f"Costs {money.exact(abs(cost.delta), cost.currency)} a month {more} ({before} → {after}){tail}."
    yield Sentence(Gravity.INFORMS, Kind.COST, said, short=f"{money.signed(cost.delta, cost.currency)}/month")


def _reach(graph: Graph) -> Iterator[Sentence]:
    if not graph.downstream:
        return
    least = "At least " if graph.left_out else ""
    said = f"{least}{plural(graph.downstream, 'unchanged resource')} depend{_s(graph.downstream)} on what changes"
    if hit := graph.destroyed.instances:
        said += f"; {plural(hit, 'instance')} of them on what is destroyed or replaced"
    yield Sentence(Gravity.INFORMS, Kind.REACH, f"{said}.")


def _s(count: int) -> str:
    """The ending of the verb."""
    return "s" if count == 1 else ""


def _effects(changes: ChangeSet) -> Iterator[Sentence]:
    if told := [found.address for found in changes.invocations]:
        said = f"The apply runs {plural(len(told), 'provider action')}: {listed(told)}."
        yield Sentence(Gravity.INFORMS, Kind.RUNS, said, kept(told), short=f"runs {plural(len(told), 'action')}")
    moved = changes.changes if changes.provisioned else ()
    runs = list(dict.fromkeys(change.address for change in moved if _provisioned(change, changes)))
    if runs:
        said = f"The apply may run provisioners of {listed(runs)}."
        yield Sentence(Gravity.INFORMS, Kind.RUNS, said, kept(runs))


def _provisioned(change: Change, changes: ChangeSet) -> bool:
    """A plan does not tell whether a provisioner runs at the creation or at the destruction."""
    comes_or_goes = change.action is Action.CREATE or change.action.destroys
    return comes_or_goes and change.block in changes.provisioned


def _past(past: Past) -> Iterator[Sentence]:
    if past.readers:
        said = f"{plural(past.readers, 'other workspace')} read{_s(past.readers)} outputs that change."
        yield Sentence(Gravity.INFORMS, Kind.READERS, said)
    if past.may_read:
        said = f"{plural(past.may_read, 'other workspace')} may read outputs that change."
        yield Sentence(Gravity.INFORMS, Kind.READERS, said)
    for clause in past.moved:
        yield Sentence(Gravity.INFORMS, Kind.VERSIONS, f"{capital(clause)}.")
    if past.returns_to:
        said = f"Returns to what {past.returns_to}."
        yield Sentence(Gravity.INFORMS, Kind.RETURNS, said, short=f"returns to what {past.returns_to}")
    if past.first:
        yield Sentence(Gravity.INFORMS, Kind.FIRST, "The first plan of this workspace.")


def _drift(changes: ChangeSet) -> Iterator[Sentence]:
    if drifted := [change.address for change in changes.drifted]:
        said = f"{plural(len(drifted), 'resource')} drifted from the state: {listed(drifted)}."
        yield Sentence(Gravity.INFORMS, Kind.DRIFTED, said, kept(drifted))


# ── the headline ─────────────────────────────────────────────────────────────────────────────────────────────────

_LEADS: Final = {Outcome.BLOCKED: "Blocked: ", Outcome.NEEDS_APPROVAL: "Needs approval: ", Outcome.PASSED: ""}
_CALM: Final = frozenset({Gravity.CANNOT_BE_TOLD, Gravity.INFORMS})
"""Where nothing is graver, the headline begins with how much changes."""
_DOES: Final = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to destroy",
    "forget": "to forget",
}


def _headline(judgement: Judgement, ranked: list[Sentence]) -> str:
    """What blocks first, then the gravest; cost last. What finds no room is counted."""
    told = [one for one in ranked if one.short and one.kind is not Kind.COST]
    told.sort(key=lambda one: one.gravity is not Gravity.BLOCKS)
    shorts = list(dict.fromkeys(one.short for one in told))
    if all(one.gravity in _CALM for one in told):
        shorts.insert(0, _counts(judgement.changes))
    cost = next((one.short for one in ranked if one.kind is Kind.COST and one.short), "")
    lead = _LEADS[judgement.verdict.outcome]
    room = LONGEST - len(lead) - (len(cost) + 2 if cost else 0)
    said, rest = shorts[0], len(shorts) - 1
    if len(said) > room - len(_more(rest)):
        said = cut(said, room - len(_more(rest)))
    for short in shorts[1:]:
        if len(said) + 2 + len(short) + len(_more(rest - 1)) > room:
            break
        said, rest = f"{said}; {short}", rest - 1
    return capital(f"{lead}{said}{_more(rest)}{f'; {cost}' if cost else ''}")


def _more(rest: int) -> str:
    return f"; {rest:,} more" if rest > 0 else ""


def _counts(changes: ChangeSet) -> str:
    counted = report.counts(changes)
    told = [f"{counted[name]:,} {does}" for name, does in _DOES.items() if counted[name]]
    if not told and (outputs := sum(each.action is not Action.NO_OP for each in changes.outputs)):
        return f"{plural(outputs, 'output')} to change"
    return ", ".join(told) or "No changes"
