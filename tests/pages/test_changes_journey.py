"""A reviewer's way through the changes, in a browser: filter, view one by one, and find what differs in the next plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.documents import entry, plan
from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SLUG = "orders-prod"


def document(size: int) -> bytes:
    """Six equal instances, a single change that depends on `size`, and one that is always the same."""

    def resized(address: str, to: int) -> dict[str, object]:
        kept = {"zone": "eu-1", "engine": "postgres"}
        return entry(address, "update", before=kept | {"size": 1}, after=kept | {"size": to})

    equal = [resized(f'aws_x.same["{name}"]', 2) for name in "abcdef"]
    return plan(*equal, resized("aws_x.alone", size), resized("aws_x.other", 4))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("changes"), "web") as started:
        yield started


@pytest.fixture(scope="module")
def token(running: Portal) -> str:
    return running.manage("token", "create", "--workspace", SLUG, "--create").strip()


def uploaded(running: Portal, token: str, size: int) -> str:
    status, answer = running.call(f"/api/v1/workspaces/{SLUG}/runs?branch=main", token, document(size))
    assert status == 201, answer
    return f"{running.url}/workspaces/{SLUG}/runs/{answer['number']}/?tab=changes"


def progress(page: Page, text: str) -> None:
    page.locator("#viewed [role=status]", has_text=text).wait_for()


def test_what_was_viewed_stays_so_until_it_differs(running: Portal, token: str, page: Page) -> None:
    first = uploaded(running, token, 2)
    page.goto(running.owner("rita@example.org"))
    page.get_by_role("button", name="Sign in").click()
    page.goto(first)
    assert page.locator("details.change").count() == 3
    group = page.locator("details.group")
    assert "the same change × 6" in group.inner_text()

    page.locator(".entry:has(> .group) > .viewed-mark").click()
    progress(page, "6 of 8 viewed")
    assert group.get_attribute("open") is None

    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("n")
    page.keyboard.press("v")
    progress(page, "7 of 8 viewed")
    page.keyboard.press("v")
    progress(page, "8 of 8 viewed")
    page.reload()
    progress(page, "8 of 8 viewed")
    assert page.locator("details.change[open]").count() == 0

    page.goto(uploaded(running, token, 3))
    progress(page, "7 of 8 viewed")
    page.get_by_role("checkbox", name="not viewed").check()
    page.wait_for_url("**viewed=no**")
    expect(page.locator("details.change")).to_have_count(1)
    assert "aws_x.alone" in page.locator("details.change").inner_text()


def test_names_and_values_are_found_and_unchanged_ones_open(running: Portal, token: str, page: Page) -> None:
    run = uploaded(running, token, 9)
    page.goto(running.owner("tom@example.org"))
    page.get_by_role("button", name="Sign in").click()
    page.goto(run)
    page.get_by_role("searchbox", name="Part of an address").press_sequentially("9")
    expect(page.locator("details.change")).to_have_count(1)
    assert "find=9" in page.url
    change = page.locator("details.change")
    change.get_by_role("link", name="Show 2 unchanged").click()
    change.get_by_text('"postgres"').wait_for()

    page.goto(run)
    page.locator("details.group").get_by_role("link", name='aws_x.same["c"]').click()
    page.locator("details.group details.change", has_text='aws_x.same["c"]').locator(
        "th", has_text="size"
    ).first.wait_for()


def test_without_script_everything_is_a_form_or_a_link(running: Portal, token: str, page: Page) -> None:
    run = uploaded(running, token, 7)
    link = running.owner("una@example.org")
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(link)
    plain.get_by_role("button", name="Sign in").click()
    plain.goto(run)
    plain.locator(".entry:has(> .group) > .viewed-mark").click()
    assert "6 of 8 viewed" in plain.locator("#viewed").inner_text()
    plain.locator("details.change", has_text="aws_x.alone").get_by_role("link", name="Show 2 unchanged").click()
    assert '"postgres"' in plain.locator("main").inner_text()
    plain.context.close()
