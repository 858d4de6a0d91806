"""A resource of a type without a cost model in, its bill by the rows of the price book out.

Of each component the row is chosen whose selector holds. Where none does, or where that can't be told, there is no
price and a sentence says why: never the nearest row. Rows of a type with a cost model say what comes on top of its
bill.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, on_top
from gitops_portal.core.pricing.price_book import BASES, DamagedBookError, PriceBook, Row, RowKind
from gitops_portal.core.pricing.quantities import quantity
from gitops_portal.core.pricing.selectors import MalformedError, assumed, conditions, decisive, holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def by_rows(resource: Resource, prices: PriceBook) -> Iterator[Component]:
    """The bill. Raises UnpricedError, also where the type has no rows and where a row is not as it should be."""
    rows = prices.rows.get(resource.type, ())
    if not rows:
        raise UnpricedError(_unheard_of(resource.type))
    try:
        yield from _refused([row for row in rows if row.kind is RowKind.UNPRICED], resource, summed=_summed(rows))
        billed = [row for row in rows if row.kind is not RowKind.UNPRICED]
        for component, alternatives in groupby(billed, key=lambda row: row.component):
            yield from _component(component, list(alternatives), resource)
    except MalformedError as reason:
        raise UnpricedError(_unreadable(resource.type, reason)) from reason


def beyond(resource: Resource, prices: PriceBook) -> Iterator[Component]:
    """What is paid on top of the bill of a cost model, by the rows of its type: the sum without it is the least to pay.

    Raises UnpricedError where a row is not as it should be.
    """
    try:
        rows = prices.rows.get(resource.type, ())
    except DamagedBookError as reason:
        yield on_top("Further cost", f"whether there is one can't be told: {reason}")
        return
    for row in rows:
        try:
            if not _filled_in(row.selector, resource) and holds(row.selector, resource):
                yield on_top(row.name)
        except UnpricedError as reason:
            yield on_top(row.name, f"whether it is paid for can't be told: {reason}")
        except MalformedError as reason:
            raise UnpricedError(_unreadable(resource.type, reason)) from reason


def _filled_in(selector: str, resource: Resource) -> bool:
    """Whether it asks for what nobody sets and the provider fills in later: nothing is paid for by that alone."""
    return any(resource.get(root) is UNKNOWN and resource.sets(root) is False for root in _roots(selector))


@cache
def _roots(selector: str) -> tuple[str, ...]:
    """The attributes of the resource itself that a selector asks for, or for what stands in."""
    return tuple((*one.path.blocks, one.path.name)[0] for one in conditions(selector))


def _summed(rows: Sequence[Row]) -> bool:
    """Whether anything of it comes to a sum: of what is paid by use alone, a gap makes no sum too small."""
    return any(row.kind is RowKind.BASELINE for row in rows)


def _refused(rows: Sequence[Row], resource: Resource, *, summed: bool) -> Iterator[Component]:
    """Raises UnpricedError where a row says that there is no price."""
    for row in rows:
        try:
            applies = holds(row.selector, resource)
        except UnpricedError as reason:
            if summed:
                raise
            yield on_top("Further cost", f"whether there is one can't be told: {reason}")
            continue
        if applies:
            raise UnpricedError(row.note)


def _component(component: str, alternatives: Sequence[Row], resource: Resource) -> Iterator[Component]:
    """What is paid for one component."""
    try:
        chosen = [row for row in alternatives if holds(row.selector, resource)]
    except UnpricedError as reason:
        if _summed(alternatives):
            raise
        yield on_top(_named(component), f"which price it has can't be told: {reason}")
        return
    if any(row.kind is RowKind.NONE for row in chosen):
        return
    if not chosen:
        where = decisive((row.selector for row in alternatives), resource)
        if _summed(alternatives):
            raise UnpricedError(f"{_named(component)} has no price in the price book where {where}.")
        yield on_top(_named(component), f"the price book holds no price for it where {where}")
    if sum(row.kind is RowKind.BASELINE for row in chosen) > 1:
        raise UnpricedError(f"{_named(component)} has several prices in the price book, and nothing tells which holds.")
    for row in chosen:
        yield _line(row, resource)


def _line(row: Row, resource: Resource) -> Component:
    if row.kind is RowKind.EXTRA:
        return on_top(row.name)
    taken, number = assumed(row.selector, resource), None
    if row.kind is RowKind.BASELINE:
        number, further = quantity(row.quantity, resource)
        taken += further
    note = f"assumed, not stated in the plan: {', '.join(taken)}" if taken else ""
    return Component(row.name, resource.type, row.item, number, row.unit, note)


def _unreadable(kind: str, reason: MalformedError) -> str:
    return f"A row for {kind} in the price book can't be read. {reason}"


def _unheard_of(kind: str) -> str:
    provider = kind.partition("_")[0]
    if provider in BASES:
        return f"There is no price for {kind} in the price book."
    return f"The price book holds no prices of the provider {provider}, so no {kind} is priced."


def _named(component: str) -> str:
    return component.replace("_", " ").capitalize()
