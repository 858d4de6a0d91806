"""How much a plan may change, and what it may cost, in; an objection out to the plan that is over it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

from msgspec import Meta, Struct
from msgspec.structs import replace

from gitops_portal.core.model import CostStatus
from gitops_portal.core.rules.rule import undetermined, violated
from gitops_portal.core.rules.tag_sums import counted, tags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Cost, CostLine
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


class _Sums(NamedTuple):
    """Before and after; what of the former goes on being paid, for what is forgotten."""

    before: Decimal
    after: Decimal
    left: Decimal


class _Judged(NamedTuple):
    """What a plan comes to, typically and at most; how many resources are in no sum, and why."""

    sums: _Sums
    most: _Sums
    untold: int
    why: str


class CostLimit(Struct, frozen=True, forbid_unknown_fields=True):
    """Amounts a month, in the currency of the price book; `increase_percent` is of what was paid before.

    With a tag, what resources that have it cost counts alone. Where a usage file tells a range, its upper end is
    judged. What is forgotten goes on costing, so it makes up for nothing that the plan adds. What has no price may cost
    anything: where some of it changes, a plan within can't be told to be.
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
    tag: Annotated[
        str,
        Meta(title="Only of a tag", description="Such as team=web: what resources with this tag or label cost."),
    ] = ""
    costs: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Raises ValueError where the tag is none."""
        if self.tag and not all(self._tag):
            raise ValueError(f"“{self.tag}” is not a tag: write its key and its value, such as team=web")

    def __call__(self, _plan: Subject, facts: Facts) -> Iterator[Objection]:
        cost = facts.cost
        sums, most, untold, why = self._of_tag(facts, cost) if self.tag else _of_all(cost)
        over = list(self._over(most, cost.currency, "up to ")) if most != sums else []
        over = over or list(self._over(sums, cost.currency))
        yield from (violated("", sentence) for sentence in over)
        if untold and not over:
            yield undetermined("", why)

    def _of_tag(self, facts: Facts, cost: Cost) -> _Judged:
        own, untold = facts.once("tags", lambda: counted(facts.changes, cost)).of(self._tag), self._untold(facts)
        why = f"{untold:,} resources that have the tag {self.tag}, or may have it, have no sum"
        left = replace(cost, lines=tuple(self._left(facts))).left_behind
        most = _Sums(own.high_before, own.high_after, left[1])
        return _Judged(_Sums(own.before, own.after, left[0]), most, untold, why)

    def _left(self, facts: Facts) -> Iterator[CostLine]:
        """What is forgotten and had the tag."""
        for change, line in zip(facts.changes.resources, facts.cost.lines, strict=True):
            if line.left_behind and self._tag in tags(change.before).known:
                yield line

    @property
    def _tag(self) -> tuple[str, str]:
        key, _, value = self.tag.partition("=")
        return key.strip(), value.strip()

    def _untold(self, facts: Facts) -> int:
        """How many have no price and change, or have tags that nobody knows."""
        key, _ = self._tag
        count = 0
        for change, line in zip(facts.changes.resources, facts.cost.lines, strict=True):
            becomes = tags(change.after)
            hidden = {key, ""} & becomes.hidden and line.status in {CostStatus.PRICED, CostStatus.UNPRICED}
            count += bool(hidden) or (line.may_cost_more and self._tag in becomes.known)
        return count

    def _over(self, sums: _Sums, currency: str, sign: str = "") -> Iterator[str]:
        """`sign` stands before what is judged."""
        before, after, left = sums
        rise = after - before + left
        currency = f"{currency} of {self.tag}" if self.tag else currency
        more = f"{sign}{rise:.2f} {currency} a month more is over"
        still = f"; what is forgotten still costs {left:.2f}" if left else ""
        if self.monthly is not None and after > self.monthly and rise > 0:
            yield f"{sign}{after:.2f} {currency} a month is over {self.monthly:.2f}{still}"
        if self.increase is not None and rise > self.increase:
            yield f"{more} {self.increase:.2f}{still}"
        if self.increase_percent is not None and rise > before * self.increase_percent / 100:
            yield f"{more} {self.increase_percent}% of {before:.2f}{still}"


def _of_all(cost: Cost) -> _Judged:
    untold = sum(line.may_cost_more for line in cost.lines)
    why = f"{untold:,} of the resources that change have no price"
    typically, at_most = cost.left_behind
    return _Judged(_Sums(cost.before, cost.after, typically), _Sums(*cost.most, at_most), untold, why)
