"""Names that join two runs, and where two diffs of one resource part."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.difference import compare
from gitops_portal.core.difference.compare import Parting

ROWS = st.lists(
    st.fixed_dictionaries({"path": st.sampled_from("abc"), "before": st.sampled_from([None, "1"]), "after": st.text()}),
    max_size=5,
)


def row(path: str, before: str | None = "1", after: str | None = "2", **flags: Any) -> dict[str, Any]:
    return {"path": path, "before": before, "after": after, **flags}


def test_names_do_not_run_into_each_other() -> None:
    assert compare.key("a", "bc") != compare.key("ab", "c")
    assert len(compare.key("\ud800" + "x" * 10_000)) == 64


@pytest.mark.parametrize(
    ("earlier", "later", "partings"),
    [
        ([], [], ()),
        ([row("a")], [row("a")], ()),
        ([row("a")], [], (Parting("a", (row("a"),)),)),
        ([], [row("a")], (Parting("a", (), (row("a"),)),)),
        ([row("a"), row("b")], [row("b"), row("a", after="3")], (Parting("a", (row("a"),), (row("a", after="3"),)),)),
        ([row("a", after=None)], [row("a", after=None), row("a", before=None)], (Parting("a", (), (row("a", None),)),)),
        ([row("a")], [row("a"), row("a")], (Parting("a", (), (row("a"),)),)),
    ],
)
def test_where_two_diffs_part(earlier: list[Any], later: list[Any], partings: tuple[Parting, ...]) -> None:
    assert compare.partings(earlier, later) == partings


@given(ROWS, ROWS)
def test_nothing_parts_exactly_where_the_rows_are_the_same(earlier: list[Any], later: list[Any]) -> None:
    def order(rows: list[Any]) -> list[str]:
        return sorted(json.dumps(row, sort_keys=True) for row in rows)

    assert (compare.partings(earlier, later) == ()) == (order(earlier) == order(later))


@given(ROWS, ROWS)
def test_the_other_way_round_it_is_the_same_partings(earlier: list[Any], later: list[Any]) -> None:
    there = {parting.path: (parting.earlier, parting.later) for parting in compare.partings(earlier, later)}
    back = {parting.path: (parting.later, parting.earlier) for parting in compare.partings(later, earlier)}
    assert there == back
