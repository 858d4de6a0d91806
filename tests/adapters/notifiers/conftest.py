"""A server that stands for somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hooks import Server, server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def hook() -> Iterator[Server]:
    with server() as running:
        yield running
