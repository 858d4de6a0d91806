"""A plan, its cost, its graph and the run it is of in; out: what conditions in CEL may read beside a resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping  # noqa: TC003 - a struct reads its annotations
from datetime import datetime  # noqa: TC003 - as well
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.model import Action, CostStatus, Figures, ToolReport
from gitops_portal.core.placed import Place, converted
from gitops_portal.core.rules.cel.around import Around
from gitops_portal.core.rules.cel.neighbours import Neighbours

if TYPE_CHECKING:
    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Cost, Graph
    from gitops_portal.core.rules.ruleset import RuleSet


class Occasion(Struct, frozen=True):
    """The run that a plan is of; what is empty or None is not known."""

    actor: str = ""
    branch: str = ""
    at: datetime | None = None
    """When the plan arrived; aware."""
    reports: tuple[ToolReport, ...] = ()
    """What other tools said of it."""
    figures: Figures | None = None
    """What it costs as another tool says, where that counts in place of the portal's sums."""


NONE: Final = Occasion()
"""As where a plan alone is judged."""


class WrittenFacts(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An example of a condition about the plan as a whole: what is not said is not known."""

    creates: int | None = None
    updates: int | None = None
    replaces: int | None = None
    deletes: int | None = None
    blast_radius: int | None = None
    cost_before: float | None = None
    cost_after: float | None = None
    cost_delta: float | None = None
    cost_coverage: float | None = None
    actor: str | None = None
    branch: str | None = None
    labels: dict[str, str] | None = None
    workspace: str | None = None
    at: datetime | None = None


_COUNTED: Final = {
    "creates": Action.CREATE,
    "updates": Action.UPDATE,
    "replaces": Action.REPLACE,
    "deletes": Action.DELETE,
}


def facts(told: Any, place: Place) -> dict[str, Any]:
    """Of an example. Raises Misplaced."""
    said = converted(told, WrittenFacts, place)
    return {name: value for name, value in msgspec.structs.asdict(said).items() if value is not None}


def around(rules: RuleSet, masked: Index, cost: Cost, occasion: Occasion, drawn: Callable[[], Graph]) -> Around:
    """`masked`: the plan with its secrets hidden. The graph is drawn only where a condition reads something of it."""
    graph = cache(drawn)

    def plan(name: str) -> object | None:
        if name == "blast_radius":
            return graph().downstream
        return known().get(name)

    @cache
    def known() -> Mapping[str, object]:
        of_run = {
            "actor": occasion.actor or None,
            "branch": occasion.branch or None,
            "at": occasion.at,
            "workspace": rules.workspace or None,
            "labels": rules.labels,
        }
        return {**_counts(masked), **_costs(cost), **{name: held for name, held in of_run.items() if held is not None}}

    return Around(plan, cache(lambda: Neighbours(masked, graph())))


def _counts(index: Index) -> dict[str, int]:
    """By what happens to resources; nothing where one of them has an action that nobody knows."""
    counts = Counter(change.action for change in index.changes.resources)
    return {} if counts[Action.UNKNOWN] else {name: counts[action] for name, action in _COUNTED.items()}


def _costs(cost: Cost) -> dict[str, float]:
    """A month, in the currency of the price book; coverage is the share of resources that nothing is missing of.

    What is forgotten leaves `cost_after`, but goes on costing, so that `cost_delta` is by how much the bill rises.
    """
    unpriced = cost.coverage[CostStatus.UNPRICED]
    return {
        "cost_before": float(cost.before),
        "cost_after": float(cost.after),
        "cost_delta": float(cost.rise[0]),
        "cost_coverage": 1 - unpriced / len(cost.lines) if cost.lines else 1.0,
    }
