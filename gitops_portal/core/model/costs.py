"""What the resources of a plan cost, per month."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from gitops_portal.core.model.changes import Action


class CostStatus(StrEnum):
    PRICED = "priced"
    FREE = "free"
    USAGE_BASED = "usage_based"
    UNPRICED = "unpriced"


class PricedComponent(Struct, frozen=True, gc=False):
    """A billable part of a resource. `quantity` is in `unit` per month; None means it depends on use."""

    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    monthly: Decimal | None
    note: str = ""
    """An assumption that a reader must know, such as an estimated region or a default size."""


class CostLine(Struct, frozen=True, gc=False):
    """One resource instance, per month. `before`/`after` are None where it does not stand or is not priced."""

    address: str
    type: str
    action: Action
    status: CostStatus
    before: Decimal | None = None
    after: Decimal | None = None
    components: tuple[PricedComponent, ...] = ()
    """Of the resource afterwards; of the resource before when it is gone afterwards."""
    note: str = ""
    """Why a resource is unpriced, in a sentence."""

    @property
    def delta(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    @property
    def may_cost_more(self) -> bool:
        """Whether it changes, goes on costing something, and nobody can say how much."""
        goes = self.action in {Action.DELETE, Action.FORGET}
        return self.status is CostStatus.UNPRICED and self.action.changes and not goes


class Cost(Struct, frozen=True):
    """The monthly cost of everything in the plan, before and after, and what that leaves out."""

    lines: tuple[CostLine, ...] = ()
    currency: str = "USD"
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    price_date: str = ""
    """The oldest and newest price used, as `2021-08-03 to 2026-08-03`; one date when they are equal."""

    @property
    def delta(self) -> Decimal:
        return self.after - self.before

    @property
    def coverage(self) -> Mapping[CostStatus, int]:
        counts = dict.fromkeys(CostStatus, 0)
        for line in self.lines:
            counts[line.status] += 1
        return counts
