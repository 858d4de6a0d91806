"""The components of a resource in, what it comes to on one side of a change out; and what two sides come to."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from msgspec import Struct

from gitops_portal.core.model import CostStatus, PricedComponent, Spread

_NOTHING: Final = Decimal(0)


class Side(Struct, frozen=True, gc=False):
    """A resource as it stands on one side of a change, priced."""

    components: tuple[PricedComponent, ...]
    status: CostStatus
    monthly: Decimal
    note: str = ""
    """Why it has no price, when it has none."""
    low: Decimal | None = None
    """Where a usage file tells its use: the least it comes to."""
    high: Decimal | None = None

    @classmethod
    def of(cls, components: tuple[PricedComponent, ...], note: str = "") -> Side:
        known = any(component.quantity is not None for component in components)
        status = CostStatus.PRICED if known else CostStatus.USAGE_BASED if components else CostStatus.FREE
        monthly = sum((component.monthly for component in components if component.monthly), _NOTHING)
        if not any(component.low is not None for component in components):
            return cls(components, CostStatus.UNPRICED if note else status, monthly, note)
        low, high = (
            sum((amount for amount in amounts if amount), _NOTHING)
            for amounts in (
                [part.monthly if part.low is None else part.low for part in components],
                [part.monthly if part.high is None else part.high for part in components],
            )
        )
        return cls(components, CostStatus.UNPRICED if note else status, monthly, note, low, high)


def spread(was: Side | None, becomes: Side | None) -> Spread | None:
    if (was is None or was.low is None) and (becomes is None or becomes.low is None):
        return None
    (low_before, high_before), (low_after, high_after) = map(_ends, (was, becomes))
    return Spread(low_before, low_after, high_before, high_after)


def _ends(side: Side | None) -> tuple[Decimal, Decimal]:
    """The least and the most that a side comes to."""
    if side is None:
        return _NOTHING, _NOTHING
    return (
        side.monthly if side.low is None else side.low,
        side.monthly if side.high is None else side.high,
    )


def components_before(was: Side | None, becomes: Side | None) -> tuple[PricedComponent, ...] | None:
    """As a line has them: those of the other side where they are the same."""
    if was is None or becomes is None or any(side.note and not side.components for side in (was, becomes)):
        return None
    return becomes.components if was.components == becomes.components else was.components
