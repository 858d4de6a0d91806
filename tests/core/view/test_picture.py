"""The still picture looks as the script's does, which takes over in its place: the figures of both are the same."""

from __future__ import annotations

import re

import pytest

from gitops_portal import places
from gitops_portal.core.drawing import routes
from gitops_portal.core.view import names, picture, tile


@pytest.mark.parametrize(
    ("file", "name", "ours"),
    [
        ("figure.js", "CLOSEST", [picture.ACROSS, picture.DOWN]),
        ("figure.js", "MARGIN", [*picture.MARGIN]),
        ("places.js", "SIDE", [routes.SIDE]),
        ("traces.js", "NAMED", [*picture._NAMED]),
        ("traces.js", "TYPED", [picture._TYPED]),
        ("marks.js", "CHARACTER", [tile.LETTER]),
        ("marks.js", "BOLD", [tile.BOLD]),
        ("marks.js", "EVEN", [tile.EVEN]),
        ("names.js", "LENGTHS", [*names.LENGTHS]),
        ("names.js", "HIGH", [names.HIGH]),
        ("names.js", "GAP", [names.GAP]),
        ("inscription.js", "ROW", [tile.ROW]),
        ("inscription.js", "SMALLEST", [*tile.SMALLEST]),
        ("inscription.js", "WORDY", [tile.WORDY]),
    ],
)
def test_figures_that_both_draw_with_are_the_same(file: str, name: str, ours: list[float]) -> None:
    text = (places.FILES / "frontend" / "lib" / file).read_text(encoding="utf-8")
    found = re.search(rf"const {name} = \[?([\d., ]+)\]?;", text)
    assert found is not None
    assert [float(number) for number in found[1].split(",")] == ours
