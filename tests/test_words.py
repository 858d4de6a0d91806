"""What people read: the usual word for each thing, on pages, in answers and in the documentation."""

from __future__ import annotations

import re

import pytest

from tests.portal import ROOT

READ = sorted(
    path
    for folder, kind in (("templates", "*.html"), ("frontend", "*.js"), ("gitops_portal", "*.py"), ("docs", "*.md"))
    for path in (ROOT / folder).rglob(kind)
    if path.parent.name != "decisions"
)


@pytest.mark.parametrize(
    ("unusual", "usual"),
    [
        (r">\s*(Keep|Leave it|Take (back|away)|Put away)\s*<", "Save, Cancel, Remove"),
        (r">\s*((Make|Set)( [a-z ]+)?|Show|Filter)\s*</button>", "Create, Save, Apply"),
        (r"\b(Nearer|Farther)\b", "Zoom in, Zoom out"),
        (r'"(Newer|Older)"|>(Newer|Older)<', "Previous, Next"),
        (r"(?i)\b(mend(s|ed|ing)?|put right)\b", "fix, fixed"),
        (r"(?i)\b(dearer|upon|till|put away|takes the role)\b", "more expensive, on, until, remove, needs the role"),
    ],
)
def test_the_usual_word_stands(unusual: str, usual: str) -> None:
    found = [f"{path.name}: {said[0]}" for path in READ for said in re.finditer(unusual, path.read_text("utf-8"))]
    assert not found, f"say {usual}"


def test_no_page_writes_an_hour_without_its_zone() -> None:
    """`moment` and `ago` do: an hour by itself leaves open whose it is."""
    written = re.compile(r"\|(date|time):\"[^\"]*[gGhH][^\"]*\"")
    assert [path.name for path in READ if path.suffix == ".html" and written.search(path.read_text("utf-8"))] == []
