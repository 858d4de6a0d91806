"""A run on paper: printed from the dark theme, it is white, whole, and without what can only be clicked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

A4 = {"width": 794, "height": 1123}
CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && !one.closest("svg, .graph-plot, .visually-hidden") && (box.right > innerWidth + 1 || box.left < -1);
}).map((one) => one.outerHTML.slice(0, 80))"""
SHOWN = """(names) => [...document.querySelectorAll(names)].filter((one) => one.checkVisibility())
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("print")) as started:
        started.manage("demo")  # before it runs: its clock would end what waits in the past that is being made
        started.start("web")
        started.wait_until_it_answers()
        started.manage("createsuperuser", "--no-input", "--email", "olive@example.org", "--name", "Olive Owner")
        yield started


@pytest.fixture
def paper(running: Portal, page: Page) -> Page:
    page.set_viewport_size(A4)  # type: ignore[arg-type]  # both are there
    page.emulate_media(color_scheme="dark")
    page.goto(running.manage("login-link", "--user", "olive@example.org").strip())
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    return page


@pytest.mark.parametrize("tab", ["graph", "changes", "cost", "guardrails", "history"])
def test_a_run_is_printed_whole(paper: Page, running: Portal, tab: str) -> None:
    paper.goto(f"{running.url}/workspaces/orders-prod/runs/4/?tab={tab}")
    if tab == "graph":
        paper.wait_for_selector("plan-graph[data-ready]")
    paper.emulate_media(media="print", color_scheme="dark")
    paper.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert paper.evaluate(CUT) == []
    assert (
        paper.evaluate(
            SHOWN, "button:not(.graph-legend button), select, input:not([type=hidden]), .button, nav, .site-head"
        )
        == []
    )
    expect(paper.locator("main")).to_contain_text("SSH is not open to the internet")
    white = "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).every((one) => one > 240)"
    assert paper.evaluate(white)
    assert paper.pdf(format="A4", print_background=True).startswith(b"%PDF")
    paper.evaluate("dispatchEvent(new Event('afterprint'))")
    assert paper.evaluate("document.documentElement.dataset.theme ?? ''") == ""


def test_the_brief_is_printed_with_what_is_folded_on_a_screen(paper: Page, running: Portal) -> None:
    paper.goto(f"{running.url}/workspaces/orders-prod/runs/4/")
    folded = paper.locator(".brief details li").first
    expect(folded).to_be_hidden()
    paper.emulate_media(media="print")
    expect(folded).to_be_visible()
