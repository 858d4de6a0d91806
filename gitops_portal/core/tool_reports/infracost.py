"""What `infracost breakdown --format json` wrote in, its figures of a month out: beside ours, never in them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import ToolKind, ToolReport
from gitops_portal.core.tool_reports.report import inner, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def recognises(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("projects"), list) and "currency" in document


def read(document: Mapping[str, Any]) -> ToolReport:
    """Raises Invalid for what no plan was given to, and for figures that are none."""
    if "totalMonthlyCost" not in document:
        raise Invalid(
            "This is of `infracost scan`, which reads no plan: send what"
            " `infracost breakdown --path plan.json --format json` of version 0.10 writes."
        )
    figures: dict[str, str | None] = {name: _figure(document.get(told)) for name, told in _FIGURES.items()}
    currency = words(document.get("currency"))
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):  # noqa: PLR2004 - ISO 4217
        raise Invalid("currency is no code of three letters.")
    return ToolReport(
        kind=ToolKind.INFRACOST,
        tool="Infracost",
        findings=[],
        figures={**figures, "currency": currency.upper()},
        told=list(_told(inner(document, "summary"))),
    )


def _figure(value: Any) -> str | None:
    """A decimal as Infracost writes it; null is not known."""
    if value is None:
        return None
    try:
        amount = Decimal(words(value))
    except InvalidOperation as error:
        raise Invalid("A figure of it is no decimal number.") from error
    if not amount.is_finite() or abs(amount) > _MOST:
        raise Invalid("A figure of it is out of bounds.")
    return str(amount.quantize(Decimal("0.0001")))


def _told(summary: Mapping[str, Any]) -> Iterator[str]:
    for name, said in _LEFT_OUT.items():
        count = summary.get(name)
        if isinstance(count, int) and not isinstance(count, bool) and 0 < count < 10**9:
            yield f"{count:,} {'resource' if count == 1 else 'resources'} {said}."
