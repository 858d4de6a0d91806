"""What a run costs, component by component, and what its prices are of in; how that stands on pages out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.utils import timezone
from django.utils.html import format_html

from gitops_portal.core.cost_lines import Part, parts
from gitops_portal.core.pricing.age import warning
from gitops_portal.web.templatetags.portal import money, quantity
from gitops_portal.web.templatetags.runs import unit_price

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

register = template.Library()

_BRACKETS: Final = re.compile(r"([^()]*\()([^()]*)(\)[^()]*)")
"""A name that says one thing in brackets, such as the size of an instance."""


@register.filter
def old_prices(prices_of: str) -> str:
    """What is to be said of prices that were told long ago; `prices_of`: their days."""
    return warning(prices_of, timezone.now().date())


@register.filter
def components(line: Mapping[str, Any]) -> Iterator[Part]:
    """What a line is made of, before and after."""
    return parts(line)


@register.filter
def part_name(part: Part) -> str:
    """`Instance (t3.medium → t3.large, linux)` where it has another name afterwards."""
    before, after = (str(side["name"]) for side in (part.before or part.shown, part.shown))
    was, becomes = _BRACKETS.fullmatch(before), _BRACKETS.fullmatch(after)
    if not was or not becomes or before == after or (was[1], was[3]) != (becomes[1], becomes[3]):
        return _arrow(before, after)
    sides = [each[2].split(", ") for each in (was, becomes)]
    if len(sides[0]) != len(sides[1]):
        return f"{was[1]}{_arrow(was[2], becomes[2])}{was[3]}"
    return f"{was[1]}{', '.join(map(_arrow, *sides))}{was[3]}"


@register.filter
def quantities(part: Part) -> str:
    """How much of it, before and after where that differs."""
    amounts = (side["quantity"] for side in (part.before, part.after) if side)
    return _arrow(*("by use" if amount is None else quantity(amount) for amount in amounts))


@register.filter
def unit_prices(part: Part, currency: str) -> str:
    """What one costs, before and after where that differs."""
    return _arrow(*(unit_price(side["unit_price"], currency) for side in (part.before, part.after) if side))


@register.filter
def list_prices(part: Part, currency: str) -> str:
    """The same at list prices; empty where it is what is paid."""
    sides = [side for side in (part.before, part.after) if side]
    if all(side.get("list_price") is None for side in sides):
        return ""
    listed = (side["unit_price"] if side.get("list_price") is None else side["list_price"] for side in sides)
    return _arrow(*(unit_price(price, currency) for price in listed))


@register.filter
def month(side: Mapping[str, Any] | None, currency: str) -> str:
    """What a component costs a month, and between which ends where a usage file tells a range."""
    if side is None:
        return money(None, currency)
    sum_, low, high = (money(side.get(each), currency) for each in ("monthly", "low", "high"))
    return sum_ if low == high else format_html("{}<br>{} to {}", sum_, low, high)


def _arrow(*told: str) -> str:
    """One text where all are equal."""
    return " → ".join(dict.fromkeys(told))
