"""An edge passes no other tile and no name: it is led through the gap between two rows, or stays as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.drawing.layout import Tile, arrange
from gitops_portal.core.drawing.routes import Point, Routes
from tests.drawn import crossed


def test_an_edge_with_nothing_in_its_way_has_no_bends() -> None:
    assert Routes([Tile(), Tile()], [(0.5, 0.5), (2.1, 3.5)]).of((0, 1)) == []


def test_an_edge_is_led_around_what_stands_between_its_ends() -> None:
    places = [(0.5, 1.5), (2.1, 0.5), (2.1, 1.5), (2.1, 2.5), (3.7, 1.5)]
    bends = Routes([Tile()] * 5, places).of((0, 4))
    assert [round(y, 2) for _, y in bends] == [1.22, 1.22]  # between the name above and the node below
    assert bends[0][0] < 2.1 < bends[1][0]
    assert crossed(places, [Tile()] * 5, (0, 4), bends) == set()
    assert crossed(places, [Tile()] * 5, (0, 4), []) == {2}


def test_a_large_tile_is_passed_outside() -> None:
    tiles = [Tile(), Tile((), 2.0, 3.0), Tile()]
    places = [(0.5, 1.5), (3.0, 1.5), (5.5, 1.5)]
    (_, y), *_ = Routes(tiles, places).of((0, 2))
    assert abs(y - 1.5) > 1.5


def test_an_edge_leaves_level_where_something_wider_stands_above_its_start() -> None:
    tiles = [Tile((), 1.1, 0.86), Tile((), 1.7, 1.35), Tile((), 1.0, 0.8), Tile((), 1.0, 0.8)]
    places = [(2.13, 1.78), (2.44, 0.68), (2.1, 2.61), (4.39, 0.4)]
    bends = Routes(tiles, places).of((0, 3))
    assert crossed(places, tiles, (0, 3), bends) == set()
    assert bends[0][1] == 1.78


def test_a_level_line_is_told_without_the_points_that_it_passes() -> None:
    columns = range(8)
    places = [(1.6 * column, 0.0) for column in columns]
    bends = Routes([Tile()] * len(columns), places).of((0, len(columns) - 1))
    assert len(bends) == 2  # up to the gap above all of them, and down


def test_between_columns_of_large_tiles_an_edge_has_the_room_that_there_is() -> None:
    tiles = [Tile((), 2.4, 1.0)] * 4
    places = [(1.2, 0.5), (1.2, 1.5), (4.2, 0.5), (4.2, 1.5)]
    assert Routes(tiles, places).of((0, 3)) == []


pairs = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), min_size=4, max_size=24)


@given(pairs)
def test_of_any_drawing_no_edge_crosses_a_name(found: list[Point]) -> None:
    edges = [(int(min(pair)), int(max(pair))) for pair in found if pair[0] != pair[1]]
    tiles = [Tile()] * 16
    places = arrange(tiles, edges).places
    routes = Routes(tiles, places)
    assert {edge: seen for edge in edges if (seen := crossed(places, tiles, edge, routes.of(edge)))} == {}
