"""An amount and its currency in, how people read it out: rounded, with a sign where it is a difference.

All is reckoned in US dollars. Where the operator names another currency, people read amounts in it, by a rate of a day.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

CENT: Final = Decimal("0.01")
SYMBOLS: Final[Mapping[str, str]] = {"USD": "$", "EUR": "€", "GBP": "£"}
RECKONED: Final = "USD"
"""The currency of the price book, of sums, budgets and thresholds."""
_RATE: Final = re.compile(r"([A-Z]{3}) (\d{1,7}(?:\.\d{1,8})?) (\d{4}-\d{2}-\d{2})")
_ROUND_FROM: Final = 100
"""From here on cents are noise in a heading."""


class Rate(Struct, frozen=True):
    """What a US dollar is in the currency that people read, as of a day."""

    code: str
    rate: Decimal
    on: date

    @property
    def said(self) -> str:
        """What stands on every page that shows amounts."""
        return f"Amounts are in {self.code}, at {self.rate:f} for a US dollar as of {self.on:%-d %B %Y}."


@lru_cache(maxsize=8)
def rate(text: str) -> Rate | None:
    """`EUR 0.92 2026-11-02`; None for none. Raises ValueError, with a sentence."""
    if not text.strip():
        return None
    found = _RATE.fullmatch(" ".join(text.split()))
    try:
        told = Rate(found[1], Decimal(found[2]), date.fromisoformat(found[3])) if found else None
    except ValueError:
        told = None
    if told is None or told.code == RECKONED or not told.rate:
        raise ValueError("write a currency, what a US dollar is in it, and as of which day: EUR 0.92 2026-11-02")
    return told


def shown(number: Decimal, currency: str, by: Rate | None) -> tuple[Decimal, str]:
    """An amount as people read it: what is reckoned in US dollars by this rate, all else as it is."""
    return (number * by.rate, by.code) if by and currency == RECKONED else (number, currency)


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
