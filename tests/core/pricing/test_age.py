from __future__ import annotations

from datetime import date, timedelta

import pytest

from gitops_portal.core.pricing.age import OLD, days_old, warning

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("prices_of", "days"),
    [
        ("", 0),
        ("2026-11-30", 0),
        ("2026-11-29", 1),
        ("2021-08-03 to 2026-08-03", 1945),
        ("2027-01-01", 0),
    ],
)
def test_the_oldest_price_tells(prices_of: str, days: int) -> None:
    assert days_old(prices_of, TODAY) == days


def test_it_is_said_of_what_is_older_than_half_a_year() -> None:
    assert warning(f"{TODAY - timedelta(OLD)}", TODAY) == ""
    assert warning(f"{TODAY - timedelta(OLD + 1)} to {TODAY}", TODAY).startswith(
        "The oldest of these prices is 181 days old"
    )
    assert warning("", TODAY) == ""
