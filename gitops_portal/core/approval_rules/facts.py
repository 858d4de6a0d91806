"""What a run does, as its rows keep it, in; what approval rules ask about it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from msgspec import Struct, field

from gitops_portal.core import report
from gitops_portal.core.model import Action, CostStatus, Outcome, Status

if TYPE_CHECKING:
    from gitops_portal.core.model import Cost, Evaluation, Graph

MOST: Final = 1_000
"""Types of changed blocks of which is kept what depends on them."""


class Touched(NamedTuple):
    """One change."""

    address: str
    type: str
    module: str
    action: str


class Kind(NamedTuple):
    """What changes have in common of which there may be thousands."""

    type: str
    module: str
    action: str


class Found(NamedTuple):
    """What a guardrail says of something that the plan touches."""

    guardrail: str
    severity: str
    status: str


class Beside(Struct, frozen=True):
    """What no row of a run tells, kept beside it; bounded."""

    downstream: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """By the type of what changes: the block on which most depend, and how many do, at any distance."""
    coverage: Decimal | None = None
    """Which share of the resources that have a price is priced; None where nothing has one."""
    applies: bool = True
    """Whether an apply would do anything."""
    rises_up_to: Decimal | None = None
    """By how much a month the cost rises at most, where a usage file tells a range or something is forgotten, which
    goes on costing; else None.
    """
    unsettled: str = ""
    """Why no rule may approve it, whatever else it does; empty where one may."""


class Facts(Struct, frozen=True, dict=True):
    """Everything about a run that a rule can ask for."""

    touched: tuple[Touched, ...] = ()
    found: tuple[Found, ...] = ()
    cost_delta: Decimal | None = None
    """A month, at most; None where it is not known."""
    beside: Beside = field(default_factory=Beside)
    author: str = ""
    """Who wants it, where the identity of the job proves it; empty where not."""

    @cached_property
    def kinds(self) -> Mapping[Kind, list[int]]:
        """The places of changes by their kind: rules look at each kind once."""
        found: dict[Kind, list[int]] = {}
        for place, one in enumerate(self.touched):
            found.setdefault(Kind(one.type, one.module, one.action), []).append(place)
        return found


def beside(evaluation: Evaluation) -> Beside:
    applies = report.applies(report.plan(evaluation.changes, ""))
    return Beside(
        downstream=_downstream(evaluation.graph),
        coverage=_coverage(evaluation.cost.coverage),
        applies=applies,
        rises_up_to=_rises_up_to(evaluation.cost),
        unsettled=_unsettled(evaluation),
    )


def written(beside: Beside) -> Any:
    """As plain values, to be kept."""
    return msgspec.to_builtins(beside)


def _downstream(graph: Graph) -> dict[str, tuple[str, int]]:
    most: dict[str, tuple[str, int]] = {}
    for node in graph.nodes:
        count = graph.dependants.get(node.address, 0)
        if count and node.action not in {Action.NO_OP, Action.READ} and count > most.get(node.type, ("", 0))[1]:
            most[node.type] = (node.address, count)
    return dict(list(most.items())[:MOST])


def _coverage(counts: Mapping[CostStatus, int]) -> Decimal | None:
    priced = counts.get(CostStatus.PRICED, 0)
    open_ones = counts.get(CostStatus.UNPRICED, 0) + counts.get(CostStatus.USAGE_BASED, 0)
    return Decimal(priced) / (priced + open_ones) if priced + open_ones else None


def _rises_up_to(cost: Cost) -> Decimal | None:
    _, at_most = cost.rise
    return None if at_most == cost.delta else at_most


def _unsettled(evaluation: Evaluation) -> str:
    """The gravest reason; what is odd makes a verdict of its own."""
    plan = evaluation.changes
    unknown = any(change.action is Action.UNKNOWN for change in plan.changes)
    open_ones = any(one.status is Status.UNDETERMINED and not one.standing for one in evaluation.findings)
    reasons = (
        (plan.errored, "planning failed"),
        (plan.complete is False, "the plan is not complete"),
        (bool(plan.deferred), "something is deferred to a later plan"),
        (unknown, "the plan does something that nobody here knows"),
        (evaluation.verdict.outcome is not Outcome.PASSED, "a guardrail, or the plan itself, asks for a person"),
        (open_ones, "an answer of a guardrail can't be told"),
    )
    return next((why for holds, why in reasons if holds), "")


def facts(
    changes: Iterable[Touched],
    findings: Iterable[Found],
    costs: tuple[Decimal | None, Decimal | None],
    beside: Beside,
    identity: Mapping[str, Any],
) -> Facts:
    """`costs` are before and after; `identity` is what the job's token says of it."""
    before, after = costs
    delta = None if before is None or after is None else after - before
    if delta is not None and beside.rises_up_to is not None:
        delta = max(delta, beside.rises_up_to)
    proved = "actor" in identity.get("proves", ())
    author = str(identity.get("actor", "")) if proved else ""
    return Facts(tuple(changes), tuple(findings), delta, beside, author)
