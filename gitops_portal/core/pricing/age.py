"""The days that prices are of in, what is to be said of their age out."""

from __future__ import annotations

from datetime import date
from typing import Final

OLD: Final = 180
"""Days after which a price counts as old: clouds change some of theirs every few months."""


def days_old(prices_of: str, today: date) -> int:
    """How long ago the oldest price was told, in days; 0 where no day is. `prices_of`: as `Cost.price_date` is."""
    first = prices_of.partition(" ")[0]
    return max(0, (today - date.fromisoformat(first)).days) if first else 0


def warning(prices_of: str, today: date) -> str:
    """A sentence where the oldest price is old, else nothing."""
    days = days_old(prices_of, today)
    if days <= OLD:
        return ""
    told = f"The oldest of these prices is {days:,} days old and may have changed since"
    return f"{told}; manage.py prices refresh renews the price book."
