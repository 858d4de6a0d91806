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


class Tier(Struct, frozen=True, gc=False):
    """Where a price holds that changes with use: `size` units of use, or those beyond `size` where it is `over`."""

    word: str
    """`first`, `next` or `over`."""
    size: Decimal


class Use(Struct, frozen=True, gc=False):
    """How a part that depends on use is told: by which name, and how many units of use one unit of its price holds."""

    name: str
    per: Decimal
    tier: Tier | None = None


class PricedComponent(Struct, frozen=True, gc=False):
    """A billable part of a resource. `quantity` is in `unit` per month; None means it depends on use."""

    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    monthly: Decimal | None
    note: str = ""
    """An assumption that a reader must know, such as an estimated region or a default size."""
    use: Use | None = None
    """Of what depends on use and has a price."""
    low: Decimal | None = None
    """What it costs a month where it is used least, by a usage file that tells `use`; None where none does."""
    high: Decimal | None = None
    """The same where it is used most; `quantity` and `monthly` are what is typical."""
    list_price: Decimal | None = None
    """The list price of one unit, where the organisation pays another one."""


class Spread(Struct, frozen=True, gc=False):
    """What a line or a plan costs a month where as little, or as much, is used as a usage file tells."""

    low_before: Decimal = Decimal(0)
    low_after: Decimal = Decimal(0)
    high_before: Decimal = Decimal(0)
    high_after: Decimal = Decimal(0)

    def __add__(self, other: Spread) -> Spread:
        return Spread(
            self.low_before + other.low_before,
            self.low_after + other.low_after,
            self.high_before + other.high_before,
            self.high_after + other.high_after,
        )


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
    spread: Spread | None = None
    """Of what a usage file tells; None where it tells nothing, so that low and high are what is typical."""
    components_before: tuple[PricedComponent, ...] | None = None
    """Of a resource that stands before and after, before: `components` itself where they are the same. None where it
    stands on one side alone, or nobody knows what one side is made of.
    """
    left_behind: bool = False
    """Whether what stands before is forgotten rather than destroyed: it goes on costing, outside this configuration."""

    @property
    def delta(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    @property
    def may_cost_more(self) -> bool:
        """Whether it changes, goes on costing something, and nobody can say how much."""
        goes = self.action in {Action.DELETE, Action.FORGET}
        return self.status is CostStatus.UNPRICED and self.action.changes and not goes


class Unmatched(Struct, frozen=True, gc=False):
    """An entry of a usage file that tells of nothing in the plan, or `uses` of it that no bill has."""

    entry: str
    uses: tuple[str, ...] = ()
    """Empty where no resource is meant by the entry."""

    def __str__(self) -> str:
        return f"{self.entry} ({', '.join(self.uses)})" if self.uses else self.entry


class Cost(Struct, frozen=True):
    """The monthly cost of everything in the plan, before and after, and what that leaves out."""

    lines: tuple[CostLine, ...] = ()
    currency: str = "USD"
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    price_date: str = ""
    """The oldest and newest price used, as `2021-08-03 to 2026-08-03`; one date when they are equal."""

    unmatched: tuple[Unmatched, ...] = ()
    """What a usage file tells, and nothing in the plan takes."""
    told_by: str = ""
    """Whose sums `before` and `after` are; empty for those of the lines, which are the portal's."""

    @property
    def own(self) -> tuple[Decimal, Decimal]:
        """The sums of the lines, before and after."""
        if not self.told_by:
            return self.before, self.after
        none = Decimal(0)
        before = sum((line.before or none for line in self.lines), none)
        return before, sum((line.after or none for line in self.lines), none)

    @property
    def delta(self) -> Decimal:
        return self.after - self.before

    @property
    def spread(self) -> Spread | None:
        """The sums of low and high; None where no line has its figure by a usage file, or the sums are another's."""
        if self.told_by or not any(line.spread for line in self.lines):
            return None
        none = Decimal(0)
        plain = (Spread(*(line.before or none, line.after or none) * 2) for line in self.lines if not line.spread)
        return sum((*plain, *(line.spread for line in self.lines if line.spread)), Spread())

    @property
    def most(self) -> tuple[Decimal, Decimal]:
        """Before and after where as much is used as a usage file tells at most; the sums where none tells a range."""
        spread = self.spread
        return (spread.high_before, spread.high_after) if spread else (self.before, self.after)

    @property
    def left_behind(self) -> tuple[Decimal, Decimal]:
        """What of `before` goes on being paid for what is forgotten, typically and at most, as the lines say."""
        none = Decimal(0)
        lines = [line for line in self.lines if line.left_behind]
        highest = (line.spread.high_before if line.spread else line.before or none for line in lines)
        return sum((line.before or none for line in lines), none), sum(highest, none)

    @property
    def rise(self) -> tuple[Decimal, Decimal]:
        """By how much the bill rises a month, typically and at most: what is forgotten saves nothing."""
        (typically, at_most), (before, after) = self.left_behind, self.most
        return self.delta + typically, after - before + at_most

    @property
    def coverage(self) -> Mapping[CostStatus, int]:
        counts = dict.fromkeys(CostStatus, 0)
        for line in self.lines:
            counts[line.status] += 1
        return counts
