"""What is destroyed, replaced or blocks inside a fold is named on its tile, the gravest first, as far as there is room."""

from __future__ import annotations

import pytest

from gitops_portal.core.view import named, tile
from gitops_portal.core.view.folding import Choice
from gitops_portal.core.view.graph import Document
from gitops_portal.core.view.scene import Spot, scene
from tests.core.view.test_scene import node

SHOP = [
    node("orders", "replace", "module.shop", type="aws_db_instance"),
    node("this", "delete", "module.shop", type="aws_s3_bucket", actions={"delete": 2, "create": 1}),
    node("open", "create", "module.shop", type="aws_security_group", finding="blocks"),
    node("warned", "update", "module.shop", finding="warns"),
    node("many", "update", "module.shop", actions={"update": 2, "replace": 1}),
]


def test_a_fold_names_what_is_destroyed_replaced_or_blocks_the_gravest_first() -> None:
    (fold,) = scene(Document(nodes=SHOP), Choice(level="0"), {}).spots
    assert fold.named == [
        ("delete", "s3_bucket.this", "s3_bucket"),
        ("replace", "db_instance.orders", "orders"),
        ("replace", "x.many", "many"),
        ("blocks", "security_group.open", "open"),
    ]
    assert fold.unnamed == 0


def test_a_fold_names_a_bounded_number_and_says_how_many_more_there_are() -> None:
    found, more = named.named(node(f"n{number}", "delete") for number in range(50))
    assert (len(found), more) == (named.MOST, 50 - named.MOST)
    assert named.named([node("a"), node("b", "update", finding="warns")]) == ([], 0)


def test_a_fold_that_names_something_has_room_for_it() -> None:
    modules = [node("x", module=f"module.m{number}") for number in range(9)]
    folds = scene(Document(nodes=[*modules, node("y", "delete", "module.gone")]), Choice(level="0"), {}).spots
    sizes = {spot.told.name: (spot.w, spot.h) for spot in folds if spot.told}
    assert sizes["m1"] == (1.0, 0.8)
    assert sizes["gone"] == (1.6, 1.4)


NAMED = [("delete", "s3_bucket.this", "s3_bucket"), ("blocks", "security_group.open", "open"), ("replace", "x.y", "y")]


@pytest.mark.parametrize(
    ("across", "down", "unnamed", "lines"),
    [
        (20, 84, 0, None),
        (150, 16, 0, []),
        (150, 32, 0, ["− s3_bucket.this +2 more"]),  # what must be named comes before what is counted
        (150, 46, 0, ["−1 +2", "− s3_bucket.this +2 more"]),
        (150, 61, 0, ["−1 +2", "− s3_bucket.this", "+2 more"]),
        (150, 75, 0, ["−1 +2", "− s3_bucket.this", "! security_group.open", "± x.y"]),
        (150, 75, 5, ["−1 +2", "− s3_bucket.this", "! security_group.open", "+6 more"]),
        (150, 90, 0, ["−1 +2", "− s3_bucket.this", "! security_group.open", "± x.y", "3 resources"]),
        (100, 75, 0, ["−1 +2", "− s3_bucket.this", "! open", "± x.y"]),
        (48, 32, 0, ["− s…et +2"]),
    ],
)
def test_a_tile_says_as_much_as_it_has_room_for(across: int, down: int, unnamed: int, lines: list[str] | None) -> None:
    told = node("shop", "delete", count=3, actions={"create": 2, "delete": 1})
    spot = Spot([0], 0, 0, w=1, h=1, fold=True, named=NAMED, unnamed=unnamed)
    name, found = tile.inscription(spot, told, across, down)
    assert name == ("" if lines is None else "shop")
    assert [" ".join(text for _, text in line) for line in found] == (lines or [])
