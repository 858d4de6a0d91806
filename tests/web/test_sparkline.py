"""Figures as a small line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.web.sparkline import HEIGHT, WIDTH, sparkline


@pytest.mark.parametrize("figures", [[], [Decimal(5)]])
def test_a_point_is_no_trend(figures: list[Decimal]) -> None:
    assert sparkline(figures) is None


def test_what_never_changes_is_level() -> None:
    line = sparkline([Decimal(7)] * 3)
    assert line
    assert {point.split(",")[1] for point in line.points.split()} == {"10.0"}


@given(st.lists(st.decimals(0, 10**9, places=4), min_size=2, max_size=30))
def test_every_point_lies_inside_and_the_highest_on_top(figures: list[Decimal]) -> None:
    line = sparkline(figures)
    assert line
    points = [tuple(map(float, point.split(","))) for point in line.points.split()]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert points[figures.index(max(figures))][1] == min(y for _, y in points)
    assert (line.last_x, line.last_y) == points[-1]
