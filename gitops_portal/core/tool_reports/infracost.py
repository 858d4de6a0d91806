"""What Infracost wrote in, its figures of a month out: beside ours, and in them only where a workspace says so.

`infracost breakdown --path plan.json --format json` of version 0.10 (schema 0.2) tells what a plan costs before and
after. `infracost scan` of version 2 reads a folder and no plan: what it tells is what stands there, and no before.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import ToolCost, ToolKind, ToolReport
from gitops_portal.core.text import visible
from gitops_portal.core.tool_reports.report import LONGEST_ADDRESS, inner, rows, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted

MOST_COSTS: Final = 2_000
"""Resources whose amounts are kept."""
_MOST: Final = Decimal(10) ** 12
_FIGURES: Final = {
    "before": "pastTotalMonthlyCost",
    "after": "totalMonthlyCost",
    "delta": "diffTotalMonthlyCost",
}
_LEFT_OUT: Final = {
    "totalUnsupportedResources": "of a type that Infracost does not price",
    "totalNoPriceResources": "without a price",
    "totalUsageBasedResources": "priced by use",
}
_OF_A_FOLDER: Final = "It is of `infracost scan`, which reads a folder and no plan: it tells nothing of before."


def recognises(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("projects"), list) and "currency" in document


def read(document: Mapping[str, Any], quoted: Quoted) -> ToolReport:
    """Raises Invalid for figures that are none."""
    currency = words(document.get("currency"))
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):  # noqa: PLR2004 - ISO 4217
        raise Invalid("currency is no code of three letters.")
    projects = rows(document["projects"])
    reads = _of_plan if "totalMonthlyCost" in document else _of_folder
    figures, found, told = reads(document, projects)
    if len(projects) > 1:
        found, told = [], [*told, f"It is of {len(projects):,} projects: their resources are not compared."]
    kept = sorted(found, key=lambda one: (-(one.after or one.before or Decimal(0)), one.address))[:MOST_COSTS]
    left = [f"{len(found) - len(kept):,} more resources are not kept here."] if len(found) > len(kept) else []
    return ToolReport(
        kind=ToolKind.INFRACOST,
        tool="Infracost",
        findings=[],
        figures={**figures, "currency": currency.upper()},
        told=[*told, *left],
        costs=[ToolCost(_address(one.address, quoted), one.before, one.after) for one in kept],
    )


def _address(text: str, quoted: Quoted) -> str:
    return visible(quoted.address(text[:LONGEST_ADDRESS]))


_Read = tuple[dict[str, str | None], list[ToolCost], list[str]]


def _of_plan(document: Mapping[str, Any], projects: list[Mapping[str, Any]]) -> _Read:
    figures = {name: _told(document.get(said)) for name, said in _FIGURES.items()}
    sides = [
        {words(one.get("name")): _amount(one) for each in projects for one in rows(inner(each, side).get("resources"))}
        for side in ("pastBreakdown", "breakdown")
    ]
    names = [name for name in {**sides[0], **sides[1]} if name]
    found = [ToolCost(name, sides[0].get(name), sides[1].get(name)) for name in names]
    return figures, found, list(_left_out(inner(document, "summary")))


def _amount(resource: Mapping[str, Any]) -> Decimal | None:
    """Not known where a price is missing: Infracost counts such a part as nothing."""
    missing = any(one.get("priceNotFound") is True for one in _parts(resource, "costComponents"))
    return None if missing else _figure(resource.get("monthlyCost"))


def _of_folder(_: Mapping[str, Any], projects: list[Mapping[str, Any]]) -> _Read:
    resources = [one for each in projects for one in rows(each.get("resources"))]
    priced = [one for one in resources if one.get("is_supported") is True]
    found = [ToolCost(name, None, _sum(one)) for one in priced if (name := words(one.get("name")))]
    told, unpriced = [_OF_A_FOLDER], len(resources) - len(priced)
    if unpriced:
        told.append(_counted(unpriced, _LEFT_OUT["totalUnsupportedResources"]))
    sums = [each.after for each in found if each.after is not None]
    after = str(sum(sums, Decimal(0)).quantize(Decimal("0.0001"))) if sums else None
    return {"before": None, "after": after, "delta": None}, found, told


def _sum(resource: Mapping[str, Any]) -> Decimal | None:
    """Not known where no part of it has an amount."""
    if resource.get("is_free") is True:
        return Decimal(0)
    amounts = [_figure(one.get("total_monthly_cost")) for one in _parts(resource, "cost_components")]
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if known else None


def _parts(resource: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """The components of a resource and of those inside of it, however deep."""
    waiting: list[Iterable[Mapping[str, Any]]] = [[resource]]
    while waiting:
        for one in waiting.pop():
            yield from rows(one.get(name))
            waiting.append(rows(one.get("subresources")))


def _told(value: Any) -> str | None:
    amount = _figure(value)
    return None if amount is None else str(amount)


def _figure(value: Any) -> Decimal | None:
    """A decimal as Infracost writes it; null is not known."""
    if value is None:
        return None
    try:
        amount = Decimal(value if isinstance(value, str) else repr(value))
    except InvalidOperation as error:
        raise Invalid("A figure of it is no decimal number.") from error
    if not amount.is_finite() or abs(amount) > _MOST:
        raise Invalid("A figure of it is out of bounds.")
    return amount.quantize(Decimal("0.0001"))


def _left_out(summary: Mapping[str, Any]) -> Iterator[str]:
    for name, said in _LEFT_OUT.items():
        count = summary.get(name)
        if isinstance(count, int) and not isinstance(count, bool) and 0 < count < 10**9:
            yield _counted(count, said)


def _counted(count: int, said: str) -> str:
    return f"{count:,} {'resource' if count == 1 else 'resources'} {said}."
