"""The guardrails files that docs/guardrails.md shows are such files, and their rules answer as their examples say."""

from __future__ import annotations

import re

import pytest

from gitops_portal.adapters import cel, rule_files
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.rules import book
from tests.portal import ROOT

PAGE = (ROOT / "docs" / "guardrails.md").read_text(encoding="utf-8")
FILES = [
    text for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE) if text.startswith("version:")
]


@pytest.mark.parametrize("text", FILES)
def test_a_file_that_is_shown_holds(text: str) -> None:
    document = rule_files.read(text).document
    assert set(book.read(document, guardrails(), cel.evaluators).rules) == set(document["rules"])


def test_two_of_them_have_conditions() -> None:
    assert [{*re.findall("kind: (cel.*)", text)} for text in FILES] == [set(), {"cel"}, {"cel_plan"}]
