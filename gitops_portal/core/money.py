"""An amount and its currency in, how people read it out: rounded, with a sign where it is a difference."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CENT: Final = Decimal("0.01")
SYMBOLS: Final[Mapping[str, str]] = {"USD": "$", "EUR": "€", "GBP": "£"}
_ROUND_FROM: Final = 100
"""From here on cents are noise in a heading."""


def exact(number: Decimal, currency: str, digits: Decimal = CENT) -> str:
    """`1234.5` -> `$1,234.50`; less than a cent is said to be so, never zero."""
    sign = SYMBOLS.get(currency, f"{currency} ")
    size = abs(number)
    told = f"<{sign}0.01" if 0 < size < CENT else f"{sign}{size.quantize(digits, ROUND_HALF_UP):,}"
    return f"−{told}" if number < 0 else told


def rounded(number: Decimal, currency: str) -> str:
    """Without the cents once they stop mattering: `3327.18` -> `$3,327`."""
    return exact(number, currency, Decimal(1) if abs(number) >= _ROUND_FROM else CENT)


def signed(number: Decimal, currency: str) -> str:
    """A difference: `+$413.00`, `−$4.10`, `$0.00`."""
    return f"+{exact(number, currency)}" if number > 0 else exact(number, currency)


def signed_rounded(number: Decimal, currency: str) -> str:
    """A difference, without the cents once they stop mattering."""
    return f"+{rounded(number, currency)}" if number > 0 else rounded(number, currency)
