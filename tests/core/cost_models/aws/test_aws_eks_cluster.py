from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import line, monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"name": "main"}, "73.00"),  # 730*0.10
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_eks_cluster", attributes) == costs


@pytest.mark.parametrize(
    ("version", "note"),
    [
        ("1.35", ""),
        (None, "a version in standard support assumed"),
        (UNKNOWN, "a version in standard support assumed"),
    ],
)
def test_a_version_that_is_not_known_is_told(version: object, note: str) -> None:
    found = line("aws_eks_cluster", {"name": "main", "version": version}, "", {"name", "version"})
    assert found.components[0].note == note
