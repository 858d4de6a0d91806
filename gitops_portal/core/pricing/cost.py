"""A plan and a price book in, the monthly cost of every resource before and after out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from gitops_portal.core.model import (
    Action,
    Attributes,
    Change,
    Cost,
    CostLine,
    CostStatus,
    Mode,
    PricedComponent,
)
from gitops_portal.core.pricing import uses
from gitops_portal.core.pricing.bill import Component, CostModel, Find, Resource, UnpricedError
from gitops_portal.core.pricing.by_rows import beyond, by_rows
from gitops_portal.core.pricing.matching import Matching
from gitops_portal.core.pricing.never_billed import never_billed
from gitops_portal.core.pricing.price_book import DamagedBookError, Price, PriceBook
from gitops_portal.core.pricing.remembered import Kind, Remembered
from gitops_portal.core.pricing.side import Side, components_before, spread
from gitops_portal.core.pricing.usage import NOT_TOLD, Usage
from gitops_portal.core.regions import region, told_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.core.index import Index
    from gitops_portal.core.pricing.usage import Amount

UNTOLD: Final = "The plan does not say what it looks like"
NO_REGION: Final = "and its region is not known"
LEFT_BEHIND: Final = (
    "It leaves management but goes on existing: it still costs what it cost, outside this configuration."
)
_LEAVES: Final = frozenset({Action.DELETE, Action.FORGET})
_FREE_MODES: Final = frozenset({Mode.DATA, Mode.EPHEMERAL})
_NOTHING: Final = Decimal(0)
_UNTOLD: Final[tuple[frozenset[str] | None, frozenset[str]]] = (None, frozenset())
"""What is set by a block that is not written."""
_KNOWN: Final = frozenset({CostStatus.PRICED, CostStatus.FREE})
_GRAVEST_FIRST: Final = (CostStatus.UNPRICED, CostStatus.PRICED, CostStatus.USAGE_BASED, CostStatus.FREE)


def estimate(
    index: Index,
    models: Mapping[str, CostModel],
    prices: PriceBook,
    regions: Mapping[str, str] | None = None,
    usage: Usage = NOT_TOLD,
) -> Cost:
    """The cost of every resource; `models` are by resource type.

    `regions` names, per provider (aws, azurerm, google), where resources stand that do not say so themselves; `usage`
    tells how much is used of what is paid by use.
    """
    pricer = _Pricer(models, prices, regions or {}, index, usage)
    lines = tuple(pricer.line(change) for change in index.changes.resources)
    return Cost(
        lines,
        before=sum((line.before for line in lines if line.before), _NOTHING),
        after=sum((line.after for line in lines if line.after), _NOTHING),
        price_date=_period({price.date for price in pricer.asked.values() if price and price.date}),
        unmatched=tuple(pricer.matching.unmatched()),
    )


class _Pricer:
    """Everything needed to price one change. Large plans ask the same again and again: all answers are kept."""

    def __init__(
        self,
        models: Mapping[str, CostModel],
        prices: PriceBook,
        regions: Mapping[str, str],
        index: Index,
        usage: Usage = NOT_TOLD,
    ) -> None:
        self.models = models
        self.usage, self.matching = usage, Matching(usage)
        self._use_is_told = bool(usage)
        self.prices = prices
        self.regions = regions
        self.index = index
        self.asked: dict[tuple[str, str, str], Price | None] = {}
        self._remembered = Remembered(self._billed)
        self._refers: set[str] = set()
        """Types of which one is billed by another resource too."""
        self._told: dict[tuple[int, int], tuple[Side, Mapping[str, Amount], Side]] = {}

    def line(self, change: Change) -> CostLine:
        stands_before = change.action is not Action.CREATE
        stands_after = change.action not in _LEAVES
        read = change.mode in _FREE_MODES
        reason = "" if read else never_billed(change.type)
        if reason or read or change.type in self.prices.free:
            before, after = _NOTHING if stands_before else None, _NOTHING if stands_after else None
            return CostLine(change.address, change.type, change.action, CostStatus.FREE, before, after, (), reason)
        was = self._side(change, "before") if stands_before else None
        same = was is not None and stands_after and not change.differs
        if same and not self._follows(change):
            return _line(change, was, was)
        becomes = self._side(change, "after") if stands_after else None
        return _line(change, was, was if same and becomes == was else becomes)

    def _follows(self, change: Change) -> bool:
        """Whether the bill of one that stays as it is may be another one, by what it refers to."""
        model = self.models.get(change.type)
        return change.type in self._refers and not (model and model.keeps(change.after or {}))

    def _side(self, change: Change, side: str) -> Side:
        values = _values(change, side)
        if self.prices.problem or values is None:
            found = Side.of((), self.prices.problem or f"{UNTOLD} {side} the change.")
        else:
            kind = self._kind(change, values, side)
            found = self._remembered.known(kind, values) or self._remembered.priced(self._resource(change, kind, side))
        return self._by_use(found, change) if self._use_is_told else found

    def _by_use(self, side: Side, change: Change) -> Side:
        """The same with what a usage file tells. Kept with what it was made of, so that no other gets its identity."""
        known = side.components or side.status is not CostStatus.UNPRICED
        self.matching.meet(change.address, change.type, side.components if known else None)
        amounts = self.usage.of(change.address, change.type)
        if not amounts:
            return side
        key = id(side), id(amounts)
        if key not in self._told:
            self._told[key] = side, amounts, Side.of(uses.told(side.components, amounts), side.note)
        return self._told[key][2]

    def _kind(self, change: Change, values: Attributes, side: str) -> Kind:
        block = self.index.block(change)
        written, pending = (block.arguments, block.pending) if block else _UNTOLD
        return change.type, self._region(change, values, side, pending), written, pending

    def _resource(self, change: Change, kind: Kind, side: str) -> Resource:
        name, region, arguments, pending = kind
        return Resource(
            _values(change, side) or {},
            arguments=arguments,
            pending=pending,
            type=name,
            region=region,
            find=self._finding(change, side),
            images=self.index.changes.images,
        )

    def _billed(self, resource: Resource) -> Side:
        model = self.models.get(resource.type)
        try:
            bill = list(model.bill(resource) if model else by_rows(resource, self.prices))
            if model and bill:
                bill += beyond(resource, self.prices)
            return self._priced(resource, bill)
        except (UnpricedError, DamagedBookError) as reason:
            return Side.of((), str(reason))

    def _priced(self, resource: Resource, components: Iterable[Component]) -> Side:
        done = self._named(resource, list(components))
        missing = [one.name for one in done if one.unit_price is None and one.quantity is not None]
        if not missing:
            return Side.of(done)
        where = f"in {resource.region}" if resource.region else NO_REGION
        return Side.of(done, f"There is no price for {missing[0]} {where}.")

    def _named(self, resource: Resource, parts: Sequence[Component]) -> tuple[PricedComponent, ...]:
        """Priced; what depends on use with the name by which it can be told."""
        done = [self._component(resource, part) for part in parts]
        open_ones = [at for at, one in enumerate(done) if one.quantity is None and one.unit_price is not None]
        asked = [uses.part(resource.type, done[at].name, parts[at].item, done[at].unit) for at in open_ones]
        for at, use in zip(open_ones, uses.uses(asked), strict=True):
            done[at] = replace(done[at], use=use)
        return tuple(done)

    def _component(self, resource: Resource, part: Component) -> PricedComponent:
        key = (part.shelf, part.item, resource.region)
        if key not in self.asked:
            self.asked[key] = self.prices.price(*key)
        price = self.asked[key]
        if price is None:
            return PricedComponent(part.name, part.unit, part.quantity, None, None, part.note)
        monthly = None if part.quantity is None else part.quantity * price.usd
        note = "; ".join(filter(None, (part.note, price.note)))
        unit = part.unit or price.unit
        return PricedComponent(part.name, unit, part.quantity, price.usd, monthly, note, list_price=price.listed)

    def _finding(self, change: Change, side: str) -> Find:
        """How the cost model of one resource finds those that it refers to, as they stand on the same side."""

        def find(kind: str) -> Resource:
            self._refers.add(change.type)
            found = list(self.index.referred(change, kind))
            if len(found) != 1:
                raise UnpricedError(f"Which {kind} it refers to is not known.")
            values = _values(found[0], side)
            if values is None:
                raise UnpricedError(f"{UNTOLD} {side} the change.")
            return self._resource(found[0], self._kind(found[0], values, side), side)

        return find

    def _region(self, change: Change, values: Attributes, side: str, pending: frozenset[str]) -> str:
        own = change.region if change.before is change.after else region(change.type, values) or change.region
        if own or told_later(change.type, values, pending):
            return own
        provider = change.type.partition("_")[0]
        if provider == "azurerm":
            sides = (_values(one, side) for one in self.index.referred(change))
            around = {region(change.type, one) for one in sides} - {""}
            own = around.pop() if len(around) == 1 else ""
        return own or self.regions.get(provider, "").lower().replace(" ", "")


def _period(dates: set[str]) -> str:
    """The oldest and the newest; one date when they are equal."""
    return " to ".join(sorted({min(dates), max(dates)})) if dates else ""


def _line(change: Change, was: Side | None, becomes: Side | None) -> CostLine:
    stays_behind = change.leaves_object
    if was is not None and was is becomes and not stays_behind:  # most lines, told at once
        known = was.status in _KNOWN
        same = was.monthly if known else None
        return CostLine(
            change.address,
            change.type,
            change.action,
            was.status,
            same,
            same,
            was.components,
            was.note,
            spread(was, was) if known else None,
            was.components,
        )
    shown = becomes or was
    sides = [side for side in (was, becomes) if side]
    status = min((side.status for side in sides), key=_GRAVEST_FIRST.index, default=CostStatus.UNPRICED)
    notes = [side.note for side in sides if side.note] + [LEFT_BEHIND] * stays_behind
    known = status in _KNOWN
    return CostLine(
        change.address,
        change.type,
        change.action,
        status,
        was.monthly if was and known else None,
        becomes.monthly if becomes and known else None,
        shown.components if shown else (),
        " ".join(dict.fromkeys(notes)) if notes else "",
        spread(was, becomes) if known else None,
        components_before(was, becomes),
        left_behind=stays_behind,
    )


def _values(change: Change, side: str) -> Attributes | None:
    return change.before if side == "before" else change.after
