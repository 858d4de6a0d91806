"""The graph of a change request: what is read stands left of what reads it, no box lies on another, and names fit."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.change_requests import Read
from gitops_portal.core.view.workspaces import HUB, PALE, WIDTH, Box, Drawing, Named, Workspace, draw

GONE = Named("aws_db_instance.orders", "delete", blocks=False)


def drawn(names: str, *reads: tuple[str, str]) -> Drawing:
    return draw([Workspace(name) for name in names], [Read(*pair, ("vpc_id",)) for pair in reads])


def places(found: Drawing) -> dict[str, float]:
    return {box.name: box.x for box in found.boxes}


@pytest.mark.parametrize(
    "reads",
    [
        [("b", "a")],
        [("b", "a"), ("c", "b")],
        [("c", "a"), ("c", "b")],
        [("b", "a"), ("c", "a"), ("d", "b"), ("d", "c")],
        [("d", "a"), ("b", "a"), ("c", "b"), ("d", "c")],
    ],
)
def test_what_is_read_stands_left_of_what_reads_it(reads: list[tuple[str, str]]) -> None:
    found = drawn("abcd", *reads)
    at = places(found)
    assert all(at[read] + WIDTH < at[reader] for reader, read in reads)
    assert not any(line.back or line.circle for line in found.lines)
    assert [line.label for line in found.lines] == ["vpc_id"] * len(reads)
    assert [(line.read.reader, line.read.read) for line in found.lines] == reads


def test_boxes_are_told_in_the_order_of_the_applies() -> None:
    assert [box.name for box in drawn("cba", ("b", "a"), ("c", "b")).boxes] == ["a", "b", "c"]


def test_a_circle_is_drawn_with_heads_at_both_ends() -> None:
    """Of two that read each other one line runs backwards, on the way of the other; what only reads them does not."""
    found = drawn("abc", ("a", "b"), ("b", "a"), ("c", "a"))
    lines = {(line.read.reader, line.read.read): line for line in found.lines}
    assert [line.circle for line in found.lines] == [True, True, False]
    assert sorted(line.back for line in found.lines) == [False, False, True]
    assert lines["a", "b"].head != lines["b", "a"].head
    assert lines["a", "b"].path == lines["b", "a"].path


def test_what_many_read_has_no_lines_until_it_is_chosen() -> None:
    many = [f"w{number:02}" for number in range(HUB + 1)]
    reads = [Read(name, "network", ("vpc_id",)) for name in many]
    found = draw([Workspace("network"), *map(Workspace, many)], reads)
    assert all(line.hub and not line.label for line in found.lines)
    assert {box.reads for box in found.boxes} == {"", "reads network"}
    at = places(found)
    assert all(at["network"] < at[name] for name in many)
    assert len({at[name] for name in many}) > 1, "side by side, and not in one long column"


@pytest.mark.parametrize(
    ("named", "left_out", "rows", "more"),
    [((), 0, 0, 0), ((GONE,), 0, 1, 0), ((GONE,) * 3, 0, 3, 0), ((GONE,) * 5, 0, 3, 2), ((GONE,) * 12, 30, 3, 39)],
)
def test_a_box_names_three_resources_and_counts_the_others(
    named: tuple[Named, ...], left_out: int, rows: int, more: int
) -> None:
    found = draw([Workspace("a", named, left_out), Workspace("b")], [])
    one, other = sorted(found.boxes, key=lambda box: box.name)
    assert (len(one.rows), one.more) == (rows, more)
    assert (one.height > other.height) is bool(rows)


def test_long_names_are_cut_in_the_middle_and_leave_room_for_what_stands_beside() -> None:
    name = "production-europe-west-" + "x" * 30 + "-payments"
    found = draw([Workspace(name, beside="+$1,204"), Workspace(name[:-1]), Workspace("o" + name, outside=True)], [])
    title = {box.name: box.title for box in found.boxes}
    assert title[name].startswith("production")
    assert title[name].endswith("payments")
    assert len(title[name]) < len(title[name[:-1]]) < len(name)
    address = f"module.{'m' * 90}.aws_db_instance.orders"
    found = draw([Workspace("a", (Named(address, "delete", blocks=False),))], [])
    assert found.boxes[0].rows[0].address.endswith("instance.orders")


def test_a_label_names_the_first_output_and_counts_the_others() -> None:
    some = ("a_rather_long_name_of_an_output", "b", "c")
    told = [Read("b", "a", some), Read("c", "a", ("zone",), untold=True), Read("d", "a", (), untold=True)]
    found = draw([Workspace(name) for name in "abcd"], told)
    assert [line.label for line in found.lines] == ["a_rathe…output +2", "zone", ""]


names = st.sampled_from("abcdefgh")


@given(st.sets(st.tuples(names, names), max_size=20), st.sets(names))
def test_of_any_reads_no_box_lies_upon_another_and_all_is_inside(
    pairs: set[tuple[str, str]], outside: set[str]
) -> None:
    reads = [Read(*pair, ("x",)) for pair in sorted(pairs) if pair[0] != pair[1]]
    found = draw([Workspace(name, (GONE,) * ord(name), outside=name in outside) for name in "abcdefgh"], reads)
    assert len(found.lines) == len(reads)
    for one, other in combinations(found.boxes, 2):
        assert apart(one, other)
    for box in found.boxes:
        assert 0 < box.x < box.x + box.width < found.width
        assert 0 < box.y < box.y + box.height < found.height
        assert box.width == (PALE[0] if box.outside else WIDTH)
    at = places(found)
    assert all(line.circle for line in found.lines if line.back)
    assert all(line.back == (at[line.read.read] > at[line.read.reader]) for line in found.lines)


def apart(one: Box, other: Box) -> bool:
    beside = one.x + one.width < other.x or other.x + other.width < one.x
    return beside or one.y + one.height < other.y or other.y + other.height < one.y
