"""What must exist first stands left, nothing stands on anything else, and the same tiles are always placed the same."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.drawing.layout import Arrangement, Box, Tile, arrange

Pairs = list[tuple[int, int]]


def tiles(*around: str) -> list[Tile]:
    """Tiles of one unit by the areas around each: "a/b" stands in b, which stands in a."""
    return [Tile(tuple(each.split("/")) if each else ()) for each in around]


def holds(box: Box, x: float, y: float, tile: Tile) -> bool:
    half, tall = tile.width / 2 - 0.01, tile.height / 2 - 0.01  # places are rounded to three digits
    return box.x0 <= x - half and x + half <= box.x1 and box.y0 <= y - tall and y + tall <= box.y1


def check(placed: list[Tile], found: Arrangement) -> None:
    """No tile on another, each inside the boxes of its areas and outside of all others, boxes nested or apart."""
    near = 0.99
    both = list(zip(placed, found.places, strict=True))
    for (one, (x0, y0)), (other, (x1, y1)) in combinations(both, 2):
        assert (
            abs(x0 - x1) >= (one.width + other.width) / 2 * near
            or abs(y0 - y1) >= (one.height + other.height) / 2 * near
        )
    for tile, (x, y) in both:
        inside = [box.area for box in found.boxes if holds(box, x, y, tile)]
        assert inside == list(tile.around[: len(inside)])
        assert len(inside) == min(len(tile.around), 4)
        assert not any(
            box.x0 < x < box.x1 and box.y0 < y < box.y1 and box.area not in tile.around for box in found.boxes
        )
    for left, right in combinations(found.boxes, 2):
        apart = left.x1 <= right.x0 or right.x1 <= left.x0 or left.y1 <= right.y0 or right.y1 <= left.y0
        nested = any(
            a.x0 <= b.x0 and a.y0 <= b.y0 and b.x1 <= a.x1 and b.y1 <= a.y1 for a, b in ((left, right), (right, left))
        )
        assert apart or nested


def forward(found: Arrangement, edges: Pairs) -> bool:
    return all(found.places[a][0] < found.places[b][0] for a, b in edges)


def test_nothing_is_placed_of_nothing() -> None:
    assert arrange([], []) == Arrangement()


def test_a_chain_runs_from_left_to_right_in_a_line() -> None:
    found = arrange(tiles("", "", ""), [(0, 1), (1, 2)])
    xs, ys = zip(*found.places, strict=True)
    assert xs == tuple(sorted(set(xs)))
    assert len(set(ys)) == 1


def test_an_area_that_waits_for_another_stands_right_of_it() -> None:
    found = arrange(tiles("m", "m", "n", "n/o"), [(0, 2), (2, 3)])
    boxes = {box.area: box for box in found.boxes}
    assert boxes.keys() == {"m", "n", "o"}
    assert boxes["m"].x1 < boxes["n"].x0 < boxes["o"].x0 < boxes["o"].x1 < boxes["n"].x1


def test_areas_that_wait_for_each_other_are_drawn_in_parts() -> None:
    placed, edges = tiles("m", "n", "m"), [(0, 1), (1, 2)]
    found = arrange(placed, edges)
    check(placed, found)
    assert sorted((box.area, box.part) for box in found.boxes) == [("m", 1), ("m", 2), ("n", 0)]
    assert forward(found, edges)


def test_areas_nested_without_end_share_the_box_of_the_sixth() -> None:
    assert len(arrange([Tile(tuple(map(str, range(500))))], []).boxes) == 6


def test_pairs_that_are_not_drawn_keep_their_direction_and_pull_nothing_together() -> None:
    held = [(0, number) for number in range(1, 14)]
    found = arrange(tiles(*[""] * 14), [], held)
    assert forward(found, held)
    assert len({y for _, y in found.places}) < 8  # shelves, and no column of thirteen


def test_a_large_tile_has_the_room_that_it_says() -> None:
    placed = [Tile(), Tile((), 2.4, 1.9), Tile(("m",), 1.5, 3.0), Tile()]
    check(placed, arrange(placed, [(0, 1), (1, 2)]))


def test_what_hangs_together_with_nothing_is_packed_to_the_shape_of_a_page() -> None:
    found = arrange(tiles(*[""] * 400), [])
    width, height = (max(place[axis] for place in found.places) for axis in (0, 1))
    assert 0.9 < width / height < 1.4


areas = st.sampled_from(["", "a", "b", "a/c", "d/e"])
pairs = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30)


@given(st.lists(areas, min_size=14, max_size=14), pairs, pairs)
def test_of_any_dependencies_every_edge_runs_to_the_right(around: list[str], drawn: Pairs, held: Pairs) -> None:
    edges, waiting = ([(min(pair), max(pair)) for pair in each if pair[0] != pair[1]] for each in (drawn, held))
    placed = tiles(*around)
    found = arrange(placed, edges, waiting)
    check(placed, found)
    assert forward(found, edges)
    assert forward(found, waiting)


@given(st.lists(areas, min_size=14, max_size=14), pairs)
def test_of_circles_everything_has_its_place_all_the_same(around: list[str], drawn: Pairs) -> None:
    placed = tiles(*around)
    check(placed, arrange(placed, [pair for pair in drawn if pair[0] != pair[1]]))


SCRIPT = """
import random
from gitops_portal.core.drawing.layout import Tile, arrange
r = random.Random(7)
tiles = [Tile(r.choice([(), ("a",), ("b",), ("a", "c")])) for _ in range(150)]
print(arrange(tiles, sorted({tuple(sorted(r.sample(range(150), 2))) for _ in range(260)})))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_tiles_are_placed_the_same_in_every_process(seed: str) -> None:
    def run(hash_seed: str) -> bytes:
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        return subprocess.run([sys.executable, "-c", SCRIPT], env=environment, check=True, capture_output=True).stdout

    assert run(seed) == run("3")
