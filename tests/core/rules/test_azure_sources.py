"""Addresses with holes cut into them: nothing more is lost than the holes, and nothing less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.rules.azure_sources import without
from gitops_portal.core.rules.internet import Range

RANGES = st.lists(
    st.builds(
        lambda version, first, length: Range(version, first, first + length),
        st.sampled_from([4, 6]),
        st.integers(0, 30),
        st.integers(1, 12),
    ),
    max_size=6,
)


def addresses(ranges: list[Range]) -> set[tuple[int, int]]:
    return {(each.version, address) for each in ranges for address in range(each.first, each.end)}


@given(RANGES, RANGES)
def test_what_is_left_is_what_is_in_no_hole(ranges: list[Range], holes: list[Range]) -> None:
    assert addresses(without(ranges, holes)) == addresses(ranges) - addresses(holes)
