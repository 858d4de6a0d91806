"""In a picture too small for all names those have it that find room, the gravest first: never on top of anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.model import Action
from gitops_portal.core.view.folding import Choice
from gitops_portal.core.view.graph import Document, whole
from gitops_portal.core.view.names import HIGH, Box, Placed, Point, place
from gitops_portal.core.view.picture import draw
from gitops_portal.core.view.scene import scene
from gitops_portal.core.view.tile import BOLD
from tests.core.view.test_scene import node

ROOM: Box = (0.0, 0.0, 400.0, 200.0)
BELOW: Box = (150.0, 108.0, 250.0, 130.0)
ABOVE: Box = (150.0, 70.0, 250.0, 92.0)


@pytest.mark.parametrize(
    ("kept", "beside", "found"),
    [
        ([], True, {0: Placed("queue", 0, 15)}),
        ([BELOW], True, {0: Placed("queue", 0, -15)}),
        ([BELOW, ABOVE], True, {0: Placed("queue", 8 + 5 * BOLD / 2, 0)}),
        ([BELOW, ABOVE], False, {}),
    ],
)
def test_a_name_stands_below_above_or_beside_its_node(
    kept: list[Box],
    beside: bool,
    found: dict[int, Placed],
) -> None:
    placed = place([Point(200, 100, 6, "queue", beside)], kept, ROOM)
    assert placed.keys() == found.keys()
    for number, (text, *away) in found.items():
        assert placed[number].text == text
        assert placed[number][1:] == pytest.approx(tuple(away))


places = st.tuples(st.integers(0, 400), st.integers(0, 200), st.sampled_from(["a", "orders_queue", "x" * 40]))


@given(st.lists(places, max_size=40))
def test_no_name_stands_upon_a_node_or_another_name(nodes: list[tuple[int, int, str]]) -> None:
    points = [Point(x, y, 6, name, beside=True) for x, y, name in nodes]
    boxes = []
    for number, (text, dx, dy) in place(points, [], ROOM).items():
        x, y, half = points[number].x + dx, points[number].y + dy, len(text) * BOLD / 2
        boxes.append((x - half, y - HIGH / 2, x + half, y + HIGH / 2))
    for number, one in enumerate(boxes):
        assert ROOM[0] <= one[0] < one[2] <= ROOM[2]
        circles = [(p.x - 6, p.y - 6, p.x + 6, p.y + 6) for p in points]
        for other in (*boxes[:number], *circles):
            meets = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
            assert min(meets) <= 1e-6


def test_what_changes_is_named_in_a_graph_without_modules_however_large() -> None:
    nodes = [node(f"queue_{number:03}", "delete" if number % 20 == 0 else "no-op") for number in range(300)]
    document = Document(nodes=nodes)
    drawn = scene(document, Choice(everything=True), {})
    picture = draw(document, drawn)
    assert picture is not None
    names = {dot.address: dot.name for dot in picture.dots if Action(dot.action).changes}
    assert all(names[f"queue_{number:03}"] for number in range(0, 300, 20))
    readable = draw(Document(nodes=nodes[:4]), whole(Document(nodes=nodes[:4])).first)
    assert readable is not None
    assert all(dot.name and dot.aside == 0 for dot in readable.dots)
