"""A link that works once, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("empty"), "web") as running:
        yield running


def test_a_link_signs_in_once(empty: Portal, page: Page) -> None:
    link = empty.owner()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{empty.url}/"
    page.context.clear_cookies()
    page.goto(f"{empty.url}/settings/")
    assert "/sign-in/" in page.url
