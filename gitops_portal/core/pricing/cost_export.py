"""The cost of a report in, rows for a spreadsheet out: as the page shows it, or with the columns of FOCUS 1.x.

All are estimates, of a month at list prices or at those of one's own, and no bill. What has no price has no amount:
never zero. Texts of a plan are cells that no spreadsheet takes for a formula.
"""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003 - a struct's fields are looked up when it is made
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.cost_lines import Part, parts
from gitops_portal.core.pricing.own import BY_CONTRACT
from gitops_portal.core.pricing.services import service
from gitops_portal.core.text import cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TABLE: Final = (
    *("address", "type", "module", "status", "component", "quantity", "unit", "unit_price", "component_monthly"),
    *("monthly_before", "monthly_after", "monthly_difference", "monthly_low_after", "monthly_high_after"),
    *("currency", "note", "component_side", "component_before", "component_after", "component_difference"),
    *("quantity_before", "unit_price_before"),
)
"""A row of a resource has its sums; below it, the rows of its components have what each costs, and in which sum."""
FOCUS: Final = (
    *("BilledCost", "EffectiveCost", "ContractedCost", "ContractedUnitPrice", "ListCost", "ListUnitPrice"),
    *("PricingQuantity", "PricingUnit", "BillingCurrency"),
    *("ChargeCategory", "ChargeDescription", "ChargePeriodStart", "ChargePeriodEnd", "ProviderName", "ServiceName"),
    *("ServiceCategory", "RegionId", "ResourceId", "ResourceType", "Tags", "x_Estimate", "x_Status", "x_Note"),
    *("x_CostBefore", "x_CostDifference", "x_QuantityBefore", "x_UnitPriceBefore"),
)
"""A row for each component of what stands after the apply; columns of our own begin with x_, as FOCUS asks."""
ESTIMATE: Final = "estimate from a plan, at list prices"
OWN_ESTIMATE: Final = "estimate from a plan, at own prices"


class Stands(Struct, frozen=True):
    """What a plan says of a resource, beside its cost."""

    region: str = ""
    tags: Mapping[str, str] = {}


def table(cost: Mapping[str, Any]) -> Iterator[list[str]]:
    """As the page shows it: amounts a month."""
    yield list(TABLE)
    currency = cost.get("currency", "")
    for line in cost.get("resources", []):
        place = addresses.parse(without_keys(line["address"]))
        named = [cell(line["address"]), cell(place.type), cell(place.module), line["status"]]
        before, after = line["monthly_before"], line["monthly_after"]
        ends = [(line.get(end) or {}).get("after") or "" for end in ("low", "high")]
        sums = [before or "", after or "", _difference(before, after), *ends]
        yield [*named, "", "", "", "", "", *sums, currency, cell(line["note"]), "", "", "", "", "", ""]
        for one in parts(line):
            part = one.shown
            amounts = [part["quantity"] or "", cell(part["unit"]), part["unit_price"] or "", part["monthly"] or ""]
            about = [currency, cell(one.note), _side(one, line)]
            yield [*named, cell(part["name"]), *amounts, "", "", "", "", "", *about, *_compared(one, line)]


def _side(part: Part, line: Mapping[str, Any]) -> str:
    """Of which sum of its resource what it costs is a part; empty where it is of none."""
    side = "after" if part.after else "before"
    return side if line[f"monthly_{side}"] is not None else ""


def _compared(part: Part, line: Mapping[str, Any]) -> list[str]:
    """What it costs before, after and more, and how it was before."""
    before = part.before or {}
    after = (part.after or {}).get("monthly") if part.told or _side(part, line) else None
    delta = "" if part.delta is None else f"{part.delta:f}"
    return [before.get("monthly") or "", after or "", delta, *_was(part)]


def _was(part: Part) -> list[str]:
    before = part.before or {}
    return [before.get("quantity") or "", before.get("unit_price") or ""]


def _difference(before: str | None, after: str | None) -> str:
    return "" if before is None and after is None else f"{Decimal(after or 0) - Decimal(before or 0):f}"


def focus(
    cost: Mapping[str, Any], stands: Mapping[str, Stands], period: tuple[datetime, datetime]
) -> Iterator[list[str]]:
    """`stands` is by address; what is not there is gone after the apply. `period` is the month: its begin and end."""
    yield list(FOCUS)
    start, end = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in period)
    for line in cost.get("resources", []):
        found = stands.get(line["address"])
        if found is None:
            continue
        kind = addresses.parse(without_keys(line["address"])).type
        sold = service(kind)
        tags = json.dumps(dict(sorted(found.tags.items())), ensure_ascii=False) if found.tags else ""
        about = [
            cell(sold.provider),
            cell(sold.name),
            sold.category,
            cell(found.region),
            cell(line["address"]),
            cell(kind),
        ]
        for one in [each for each in parts(line) if each.after] or [Part(None, _NO_PART)]:
            part = one.shown
            is_summed = not one.after or bool(_side(one, line))
            amounts, estimate = _amounts(part, free=line["status"] == "free", is_summed=is_summed)
            charged = [cost.get("currency", ""), "Usage", cell(part["name"]), start, end]
            note = "; ".join(filter(None, (line["note"], part["note"])))
            told = [*charged, *about, tags, estimate, line["status"], cell(note)]
            yield [*amounts, cell(part["unit"]), *told, *_before(one)]


def _before(part: Part) -> list[str]:
    """What it cost before, how much more it costs, how much of it there was and at what price."""
    return [(part.before or {}).get("monthly") or "", "" if part.delta is None else f"{part.delta:f}", *_was(part)]


def _amounts(part: Mapping[str, Any], *, free: bool, is_summed: bool) -> tuple[list[str], str]:
    """The columns from BilledCost to PricingQuantity, and by what prices they are estimated.

    A part of what has no sum, as another part of it has no price, costs nothing here either: the sum is of all rows.
    """
    paid = (part["monthly"] or ("0" if free else "")) if is_summed else ""
    unit, quantity = part["unit_price"] or "", part["quantity"] or ""
    listed = part.get("list_price")
    if listed is not None:
        whole = f"{Decimal(listed) * Decimal(quantity):f}" if quantity and is_summed else ""
        return [paid, paid, paid, unit, whole, listed, quantity], OWN_ESTIMATE
    if any(said.startswith(BY_CONTRACT) for said in part["note"].split("; ")):  # the price book has none
        return [paid, paid, paid, unit, "", "", quantity], OWN_ESTIMATE
    return [paid, paid, paid, unit, paid, unit, quantity], ESTIMATE


_NO_PART: Final = {"name": "", "unit": "", "quantity": None, "unit_price": None, "monthly": None, "note": ""}
