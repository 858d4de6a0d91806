"""Leaves that stand where a secret was."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import Sensitive

ONE = Sensitive("9f86d081")


@pytest.mark.parametrize(
    ("other", "equal"),
    [
        (Sensitive("9f86d081"), True),
        (Sensitive("9f86d081", suspected=True), True),
        (Sensitive("9f86d081", text=True), True),
        (Sensitive("60303ae2"), False),
        ("9f86d081", False),
        (None, False),
    ],
)
def test_secrets_are_equal_by_their_macs_alone(other: object, equal: bool) -> None:
    assert (other == ONE) is equal
    assert (other != ONE) is not equal
    assert len({ONE, other}) == (1 if equal else 2)
