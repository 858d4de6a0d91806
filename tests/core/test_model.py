"""Addresses without their keys, whatever stands in the keys."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import without_keys


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("t.a", "t.a"),
        ("t.a[0]", "t.a"),
        ('module.m["x.y"].t.a[10].id', "module.m.t.a.id"),
        ('t.a["[0].b"]', "t.a"),
        ('t.a["]\\"]"].b', "t.a.b"),
        ("t.a[", "t.a["),
        ('t.a["x', 't.a["x'),
    ],
)
def test_without_keys(address: str, plain: str) -> None:
    assert without_keys(address) == plain


@pytest.mark.parametrize("part", ["[", "[0", '["', '["a', '["\\'])
def test_broken_addresses_take_no_longer_than_others(part: str) -> None:
    """A million characters; a pattern that looks back would need hours."""
    assert without_keys(part * 300_000).startswith("[")
