from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gitops_portal.core import money

EUROS = money.Rate("EUR", Decimal("0.92"), date(2026, 11, 2))


def test_a_rate_says_what_a_dollar_is_and_as_of_when() -> None:
    assert money.rate(" EUR  0.92 2026-11-02 ") == EUROS
    assert EUROS.said == "Amounts are in EUR, at 0.92 for a US dollar as of 2 November 2026."
    assert money.rate("") is None


@pytest.mark.parametrize(
    "text",
    [
        "EUR",
        "EUR 0.92",
        "eur 0.92 2026-11-02",
        "EUR 0 2026-11-02",
        "EUR -1 2026-11-02",
        "EUR 0,92 2026-11-02",
        "EUR 0.92 2026-02-30",
        "EUR 0.92 2026-11-02 x",
        "USD 1 2026-11-02",
    ],
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"EUR 0\.92 2026-11-02"):
        money.rate(text)


@pytest.mark.parametrize(
    ("number", "currency", "by", "told"),
    [
        ("100", "USD", EUROS, "€92.00"),
        ("-100", "USD", EUROS, "−€92.00"),
        ("0.01", "USD", EUROS, "<€0.01"),
        ("100", "EUR", EUROS, "€100.00"),
        ("100", "USD", None, "$100.00"),
        ("100", "USD", money.Rate("CHF", Decimal("0.8"), date(2026, 11, 2)), "CHF 80.00"),
    ],
)
def test_what_is_reckoned_in_dollars_is_shown_by_the_rate(
    number: str, currency: str, by: money.Rate | None, told: str
) -> None:
    assert money.exact(*money.shown(Decimal(number), currency, by)) == told
