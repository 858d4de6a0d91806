"""The report of a run, in a browser: downloaded, then opened from disk with the network off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.documents import entry, plan
from tests.portal import portal

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture
def report(page: Page, tmp_path: Path) -> Path:
    """The report as a reviewer downloads it."""
    with portal(tmp_path / "portal", "web") as running:
        token = running.manage("token", "create", "--workspace", "orders", "--create").strip()
        document = plan(
            entry("aws_db_instance.orders", "update", before={"name": HOSTILE}, after={"name": "orders"}),
            entry('aws_sns_topic.a["</style><b>"]', after={"name": "a"}),
        )
        status, answer = running.call("/api/v1/workspaces/orders/runs", token, document)
        assert status == 201, answer
        page.goto(running.owner())
        page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
        page.goto(f"{running.url}/workspaces/orders/runs/1/")
        with page.expect_download() as download:
            page.get_by_role("link", name="Report", exact=True).click()
        assert download.value.suggested_filename == "orders-run-1.html"
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        page.goto("about:blank")  # an open page asks for news
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_disk_with_the_network_off(browser: Browser, report: Path, scheme: str) -> None:
    context = browser.new_context(offline=True, color_scheme=scheme)  # type: ignore[arg-type]  # the two words it knows
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(asked.url))
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(report.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert page.locator("svg.picture circle[class^=dot-]").count() == 2
    assert "aws_db_instance.orders" in page.locator("#changes").inner_text()
    assert HOSTILE in page.locator("#changes").inner_text()
    assert page.locator("script, img, link").count() == 0
    light = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(245, 247, 249)"
    assert light is (scheme == "light"), "the styles hold, in the reader's own theme"
    assert page.evaluate("getComputedStyle(document.querySelector('.dot-update')).fill") == "rgb(154, 101, 8)"
    context.close()
    assert not wrong


def test_it_prints_whole_and_white(browser: Browser, report: Path) -> None:
    page = browser.new_context(color_scheme="dark", viewport={"width": 794, "height": 1123}).new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    picture, paper = page.locator("svg.picture").bounding_box(), page.locator("main").bounding_box()
    assert picture
    assert paper
    assert paper["x"] <= picture["x"]
    assert picture["x"] + picture["width"] <= paper["x"] + paper["width"]
    assert "aws_db_instance.orders" in page.locator("#changes").inner_text()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.context.close()
