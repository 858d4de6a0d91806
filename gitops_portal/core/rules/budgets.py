"""Budgets and what workspaces cost in; what stands against each budget, what is to come, and what no sum holds, out.

All amounts are US dollars a month. What is not known is counted apart from the sums, and never taken for zero. Where
usage files tell a range, sums hold what is typical, and budgets are judged by the upper end.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from gitops_portal.core.errors import Invalid
from gitops_portal.core.rules.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST: Final = 100
"""Budgets of an organisation: each is worked out whenever a plan is judged."""
LONGEST_KEY: Final = 128
LONGEST_VALUE: Final = 256
"""Characters of a tag: no provider allows more of a value."""
LARGEST: Final = Decimal(10**11)

Tag = tuple[str, str]
"""Key and value."""


class Budget(Struct, frozen=True):
    """What a month may cost in these workspaces; with a tag, what only the resources that have it may cost there."""

    name: str
    amount: Decimal
    scope: Scope = Scope()
    tag: Tag | None = None

    def __str__(self) -> str:
        """Of what it is, as people read it: labels env=prod, tag team=web."""
        tagged = f", tag {self.tag[0]}={self.tag[1]}" if self.tag else ""
        return f"{self.scope}{tagged}"


class Ends(Struct, frozen=True, gc=False):
    """How far the lower and the upper end of an amount lie from what is typical, as usage files tell."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)

    def __add__(self, other: Ends) -> Ends:
        return Ends(self.low + other.low, self.high + other.high)


class Sums(Struct, frozen=True):
    """What some resources cost: now, and how much more once all is applied that is approved."""

    now: Decimal = Decimal(0)
    coming: Decimal = Decimal(0)
    priced: int = 0
    unpriced: int = 0
    """Resources without a price, in no sum."""
    now_ends: Ends = Ends()
    coming_ends: Ends = Ends()

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.now + other.now,
            self.coming + other.coming,
            self.priced + other.priced,
            self.unpriced + other.unpriced,
            self.now_ends + other.now_ends,
            self.coming_ends + other.coming_ends,
        )

    @property
    def forecast(self) -> Decimal:
        return self.now + self.coming

    @property
    def low_now(self) -> Decimal:
        return self.now + self.now_ends.low

    @property
    def high_now(self) -> Decimal:
        return self.now + self.now_ends.high

    @property
    def low_forecast(self) -> Decimal:
        return self.forecast + self.now_ends.low + self.coming_ends.low

    @property
    def high_forecast(self) -> Decimal:
        return self.forecast + self.now_ends.high + self.coming_ends.high


class Own(NamedTuple):
    """What a plan itself comes to against a budget; `high` where as much is used as a usage file tells at most."""

    before: Decimal
    after: Decimal
    high_before: Decimal
    high_after: Decimal
    priced: int
    unpriced: int

    @property
    def adds(self) -> bool:
        """Whether the month costs more by it, typically or at most."""
        return self.after > self.before or self.high_after > self.high_before


class Place(Struct, frozen=True):
    """A workspace as budgets look at it."""

    workspace: str
    labels: Mapping[str, str]
    whole: Sums | None = None
    """None where no plan of it was judged."""
    tagged: Mapping[Tag, Sums] | None = None
    """By tag; None where that was not kept, as of plans of before. A tag that is missing has no resources."""
    untold: Mapping[str, int] = {}
    """Resources of which a tag's value is not known before the apply, by key; the empty one for any tag."""
    left_out: frozenset[str] = frozenset()
    """Keys of tags of which sums were not kept, for they have too many values; the empty one stands for any other."""

    def under(self, tag: Tag | None) -> Sums | None:
        """What counts for a budget; None where that is not known."""
        if tag is None or self.whole is None:
            return self.whole
        if self.tagged is None:
            return None
        if tag in self.tagged:
            return self.tagged[tag]
        keys = {key for key, _ in self.tagged}
        if tag[0] in self.left_out or ("" in self.left_out and tag[0] not in keys):
            return None
        return Sums()


class Standing(Struct, frozen=True):
    """A budget and what stands against it."""

    budget: Budget
    sums: Sums = Sums()
    workspaces: int = 0
    empty: int = 0
    """Workspaces among these without a plan that was judged: nobody knows what they cost."""
    apart: int = 0
    """Workspaces among these of which nobody knows what the tag comes to."""
    apart_forecast: Decimal = Decimal(0)
    """What these come to as a whole, at most: the tag comes to no more."""
    untold: int = 0
    """Resources that may count, for their tags are not known."""

    @property
    def forecast(self) -> Decimal:
        return self.sums.forecast

    @property
    def high(self) -> Decimal:
        """The forecast where as much is used as usage files tell at most: what is judged."""
        return self.sums.high_forecast

    @property
    def left_out(self) -> int:
        """Resources that no sum holds, and that may cost something."""
        return self.sums.unpriced + self.untold

    @property
    def counted(self) -> int:
        """Resources that a sum holds, or would if they had a price."""
        return self.sums.priced + self.left_out

    @property
    def state(self) -> str:
        """`over` it is already, `ahead` it will be by what is approved, `unclear` whether it is; else `within`.

        By the upper end.
        """
        if self.sums.high_now > self.budget.amount:
            return "over"
        if self.high > self.budget.amount:
            return "ahead"
        return "unclear" if unclear(self, self.high, self.sums.priced, self.left_out) else "within"

    @property
    def decides(self) -> list[str | int]:
        """All of it that can decide about a plan."""
        told = (self.budget.name, self.budget, self.budget.amount, self.forecast, self.high, self.apart_forecast)
        return [*map(str, told), self.sums.priced, self.left_out]


def unclear(held: Standing, total: Decimal, priced: int, left_out: int) -> bool:
    """Whether what no sum holds may break a budget that the total keeps.

    Resources without a price are taken to cost, each, what the priced ones do on average; where nothing has a price,
    there is no average. What nobody tells apart by tag is taken to have the tag.
    """
    if left_out and not priced:
        return True
    share = total * left_out / priced if left_out else Decimal(0)
    return total + share + held.apart_forecast > held.budget.amount


def up_to(typical: Decimal, most: Decimal) -> str:
    """An amount as it is judged: `130.00`, or `up to 130.00` where that is more than what is typical."""
    return f"{'' if typical == most else 'up to '}{most:.2f}"


def reaching(budgets: Iterable[Budget], workspace: str, labels: Mapping[str, str]) -> tuple[Budget, ...]:
    """Those that a plan of this workspace counts against."""
    return tuple(budget for budget in budgets if budget.scope.covers(workspace, labels))


def standing(budget: Budget, places: Iterable[Place]) -> Standing:
    """What stands against a budget, of those of the workspaces that it reaches."""
    reached = [place for place in places if budget.scope.covers(place.workspace, place.labels)]
    known = [(place, sums) for place in reached if (sums := place.under(budget.tag)) is not None]
    apart = [place.whole for place in reached if place.whole and place.under(budget.tag) is None]
    keys = {budget.tag[0], ""} if budget.tag else set()
    return Standing(
        budget,
        sum((sums for _, sums in known), Sums()),
        workspaces=len(reached),
        empty=sum(place.whole is None for place in reached),
        apart=len(apart),
        apart_forecast=sum((one.high_forecast for one in apart), Decimal(0)),
        untold=sum(place.untold.get(key, 0) for place, _ in known for key in keys),
    )


def check(name: str, amount: Decimal, key: str, value: str) -> None:
    """Raises Invalid for a budget without a name, an amount that is none, and half a tag."""
    if not name or len(name) > LONGEST_KEY:
        raise Invalid(f"Give the budget a name of at most {LONGEST_KEY} characters.")
    if not (amount.is_finite() and 0 < amount < LARGEST):
        raise Invalid("A budget is an amount above 0 and below a hundred thousand million US dollars a month.")
    if bool(key) != bool(value):
        raise Invalid("A tag has a key and a value: give both, or none of them.")
    if len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE:
        raise Invalid(f"A tag's key has at most {LONGEST_KEY} characters, its value {LONGEST_VALUE}.")
