"""In which currency people read amounts, out: the operator names it and a rate of a day, as `CURRENCY`.

It is looked at once when the portal starts: what is no rate stops it with a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gitops_portal.core import money

if TYPE_CHECKING:
    from decimal import Decimal


def current() -> money.Rate | None:
    """The rate; None where amounts are shown in US dollars, as they are reckoned."""
    try:
        return money.rate(settings.CURRENCY) if settings.CURRENCY else None
    except ValueError as error:
        raise ImproperlyConfigured(f"CURRENCY is no rate: {error}") from error


def shown(number: Decimal, currency: str = money.RECKONED) -> tuple[Decimal, str]:
    """An amount and its currency as people read it."""
    return money.shown(number, currency, current())


current()
