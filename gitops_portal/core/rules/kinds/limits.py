"""How much a plan may change, and what it may cost, in; an objection out to the plan that is over it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta, Struct

from gitops_portal.core.rules.rule import undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class ChangeLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """At most so many resources change; at most so many of them are destroyed or replaced."""

    changes: Annotated[int | None, Meta(title="Changes, at most", description="Resources of a plan.")] = None
    destroys: Annotated[
        int | None, Meta(title="Destroyed or replaced, at most", description="0 where nothing may go.")
    ] = None

    def __call__(self, _plan: Subject, facts: Facts) -> Iterator[Objection]:
        counts = Counter(change.action for change in facts.changes.resources if change.action.changes)
        destroyed = sum(change.destroys for change in facts.changes.resources)
        for most, count, what in (
            (self.changes, counts.total(), "change"),
            (self.destroys, destroyed, "are destroyed or replaced"),
        ):
            if most is not None and count > most:
                yield violated("", f"{count:,} resources {what}, and at most {most:,} may")


class CostLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """Amounts a month, in the currency of the price book; `increase_percent` is of what was paid before.

    Where a usage file tells a range, its upper end is judged. What has no price may cost anything: where some of it
    changes, a plan within the limit can't be told to be.
    """

    monthly: Annotated[
        Decimal | None,
        Meta(title="A month costs at most", description="A plan that adds to the month and is over it violates."),
    ] = None
    increase: Annotated[
        Decimal | None, Meta(title="A plan adds at most", description="An amount a month, in the currency of prices.")
    ] = None
    increase_percent: Annotated[
        Decimal | None, Meta(title="A plan adds at most, in percent", description="Of what was paid before.")
    ] = None
    costs: ClassVar[bool] = True

    def __call__(self, _plan: Subject, facts: Facts) -> Iterator[Objection]:
        cost = facts.cost
        over = list(self._over(*cost.most, cost.currency, "up to ")) if cost.most != (cost.before, cost.after) else []
        over = over or list(self._over(cost.before, cost.after, cost.currency))
        yield from (violated("", sentence) for sentence in over)
        unpriced = sum(line.may_cost_more for line in cost.lines)
        if unpriced and not over:
            yield undetermined("", f"{unpriced:,} of the resources that change have no price")

    def _over(self, before: Decimal, after: Decimal, currency: str, sign: str = "") -> Iterator[str]:
        """`sign` stands before what is judged."""
        rise = after - before
        if self.monthly is not None and after > self.monthly and rise > 0:
            yield f"{sign}{after:.2f} {currency} a month is over {self.monthly:.2f}"
        if self.increase is not None and rise > self.increase:
            yield f"{sign}{rise:.2f} {currency} a month more is over {self.increase:.2f}"
        if self.increase_percent is not None and rise > before * self.increase_percent / 100:
            yield f"{sign}{rise:.2f} {currency} a month more is over {self.increase_percent}% of {before:.2f}"
