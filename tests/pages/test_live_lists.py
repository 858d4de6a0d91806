"""Open lists say within seconds what somebody does in another browser, and leave alone what is being done in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.documents import HARMLESS, entry, plan
from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SAID = "?actor=sam&pull_request=https://github.com/northwind/infra/pull/7&commit=3fa91c7&title=Split"
DATABASE = plan(entry("aws_db_instance.this", "delete", before={"identifier": "orders"}))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("lists"), "web") as started:
        started.owner("olive@example.org")
        started.owner("rita@example.org")
        yield started


def signed_in(page: Page, running: Portal, email: str) -> Page:
    page.goto(running.manage("login-link", "--user", email).strip())
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    return page


def upload(running: Portal, slug: str, body: bytes) -> str:
    token = running.manage("token", "create", "--workspace", slug, "--create").strip()
    status, answer = running.call(f"/api/v1/workspaces/{slug}/runs{SAID}", token, body)
    assert status == 201, answer
    return str(answer["url"])


def test_every_open_page_follows_what_another_browser_does(page: Page, running: Portal) -> None:
    run = upload(running, "data", DATABASE)
    upload(running, "apps", HARMLESS)
    signed_in(page, running, "olive@example.org")
    pages = {"list": page}
    for name, path in (("requests", "/requests/"), ("workspace", "/workspaces/data/"), ("other", "/guardrails/")):
        pages[name] = page.context.new_page()
        pages[name].goto(f"{running.url}{path}")
    pages["request"] = page.context.new_page()
    pages["request"].goto(f"{running.url}/requests/")
    pages["request"].locator("a.row-link").first.click()
    pages["request"].get_by_label("Comment on the change request").fill("I was about to say")
    page.goto(running.url)
    page.set_viewport_size({"width": 1440, "height": 300})
    search = page.get_by_label("Find a workspace")
    search.fill("da")
    page.evaluate("scrollTo(0, 60)")
    waiting = int(page.locator("[data-waiting]").inner_text())

    other = page.context.browser.new_context().new_page()  # type: ignore[union-attr]  # a context of a browser
    signed_in(other, running, "rita@example.org").goto(run)
    other.get_by_role("button", name="Reject…").click()
    other.locator("dialog[open]").get_by_label("Reason").fill("Not without a dump.")
    other.locator("dialog[open]").get_by_role("button", name="Reject").click()
    other.locator("#state", has_text="Rejected").wait_for()
    other.context.close()

    page.locator("live-news", has_text="data changed").wait_for()
    pages["requests"].locator("live-news", has_text="data changed").wait_for()
    pages["workspace"].locator("live-news", has_text="Run 1 rejected by Olive Owner").wait_for()
    pages["request"].locator("live-news", has_text="data: Run 1 rejected by Olive Owner").wait_for()
    for name, opened in pages.items():
        opened.locator("[data-waiting]", has_text=str(waiting - 1)).wait_for()
        assert opened.locator("live-news button").count() == (name != "other"), "only what a page shows is told"
    assert search.evaluate("one => one === document.activeElement && one.value === 'da'")
    assert page.evaluate("scrollY") == 60

    upload(running, "fresh", HARMLESS)
    page.locator("live-news", has_text="2 workspaces changed").wait_for()
    page.locator("live-news").get_by_role("button", name="Show").click()
    page.get_by_role("link", name="fresh", exact=True).wait_for()
    assert search.input_value() == "da"
    assert page.evaluate("scrollY") == 60
    assert page.locator("live-news").inner_text() == ""
    pages["request"].locator("live-news").get_by_role("button", name="Show").click()
    pages["request"].get_by_role("table").locator(".pill", has_text="Rejected").wait_for()
    assert pages["request"].get_by_label("Comment on the change request").input_value() == "I was about to say"


def test_keys_walk_a_list_and_open_what_waits(page: Page, running: Portal) -> None:
    upload(running, "walked", DATABASE)
    upload(running, "quiet", HARMLESS)
    signed_in(page, running, "rita@example.org").goto(f"{running.url}/?sort=name")
    rows = page.locator("row-navigation tbody tr")
    last = rows.count() - 1

    def stands() -> int:
        return rows.evaluate_all("(all) => all.findIndex((row) => row.contains(document.activeElement))")  # type: ignore[no-any-return]

    for key, row in (("j", 0), ("j", 1), ("k", 0), ("k", 0), *(("j", min(step, last)) for step in range(1, last + 3))):
        page.keyboard.press(key)
        assert stands() == row
    page.keyboard.press("Enter")
    page.wait_for_url("**/workspaces/walked/runs/1/")  # the run that waits, not the workspace
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type("jk")  # letters again
    assert page.get_by_label("Find a workspace").input_value() == "jk"
