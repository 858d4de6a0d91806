"""One portal for the tests of what runs in CI, and a token of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.killing import Reviewer
from tests.portal import Portal, portal


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("web"), "web") as running:
        yield running


@pytest.fixture(scope="session")
def token(web: Portal) -> str:
    """It may make workspaces."""
    return web.manage("token", "create", "--create").strip()


@pytest.fixture(scope="session")
def reviewer(web: Portal) -> Reviewer:
    """An owner, who is made once in a portal."""
    return Reviewer(web)
