"""How a state stands to the last apply and to the newest open plan: a table."""

from __future__ import annotations

import pytest

from gitops_portal.core.bypass import Serial
from gitops_portal.core.serials import Of, compared

LAST, PLAN = 5, 6


def of(run: int, number: int | None, lineage: str = "a") -> Of:
    return Of(run, Serial(number, lineage))


@pytest.mark.parametrize(
    ("applied", "told", "odd"),
    [
        (None, "No apply has told", False),
        (of(LAST, None), "No apply has told", False),
        (of(LAST, 7), "It is what the last apply, of run 5, left", False),
        (of(LAST, 7, ""), "It is what the last apply, of run 5, left", False),
        (of(LAST, 1000), "It is older than what the last apply, of run 5, left: that was serial 1,000", True),
        (of(LAST, 4), "It is further than the last apply, of run 5, left it at serial 4", True),
        (of(LAST, 7, "b"), "It is of another lineage", True),
    ],
)
def test_beside_what_was_applied(applied: Of | None, told: str, odd: bool) -> None:
    (said,) = compared(Serial(7, "a"), applied, None)
    assert said.text.startswith(told)
    assert said.text.endswith(".")
    assert said.odd is odd


@pytest.mark.parametrize(
    ("planned", "told", "odd"),
    [
        (of(PLAN, None), "does not tell", False),
        (of(PLAN, 7), "was planned on it", False),
        (of(PLAN, 6), "plan again", True),
        (of(PLAN, 8), "newer state", True),
        (of(PLAN, 7, "b"), "another lineage", True),
    ],
)
def test_beside_what_is_planned(planned: Of, told: str, odd: bool) -> None:
    _, said = compared(Serial(7, "a"), None, planned)
    assert said.text.startswith("Run 6 ")
    assert told in said.text
    assert said.odd is odd


def test_a_state_without_a_serial_is_compared_with_nothing() -> None:
    assert compared(Serial(None, "a"), of(LAST, 7), of(PLAN, 7)) == []
