"""How pages are laid out: nothing scrolls sideways, no line begins with a separator, and the picture starts high up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.pages.test_accessibility import PAGES
from tools.demo import company

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.portal import Portal

pytestmark = pytest.mark.browser

WIDTHS = (390, 820, 1024, 1440)
HIGHEST = 300
"""Pixels above the picture of a run, at 1440 x 900."""

BEGUN_BY_A_DOT = """() => {
  const place = (node, at) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const line = (node) => {  // what it is wrapped in, items of one row together
    let one = node.parentElement;
    while (getComputedStyle(one).display.startsWith("inline") || getComputedStyle(one.parentElement).display === "flex") one = one.parentElement;
    return one;
  };
  const found = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let before = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.length; at += 1) {
      if (!node.data[at].trim()) continue;
      const box = place(node, at);
      if (!box.width) continue;
      const here = line(node), separates = node.data[at] === "·" && !node.parentElement.closest(".act, svg");
      if (separates && before?.here === here && box.top >= before.box.bottom - 2) found.push(here.innerText.slice(0, 80));
      before = { box, here };
    }
  }
  return found;
}"""
SCROLLED = """() => [document.documentElement, ...document.querySelectorAll(".table-scroll")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className || one.localName)"""


@pytest.fixture(scope="module")
def owner(browser: Browser, demo: Portal) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(demo.manage("login-link", "--user", company.INGRID).strip())
    page.get_by_role("button", name="Sign in").click()
    yield page
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_fits_and_its_lines_end_in_separators(owner: Page, demo: Portal, path: str, width: int) -> None:
    owner.set_viewport_size({"width": width, "height": 900})
    owner.goto(f"{demo.url}{path}")
    assert owner.evaluate(SCROLLED) == []
    assert owner.evaluate(BEGUN_BY_A_DOT) == []


def test_the_picture_of_a_run_that_waits_starts_high_up(owner: Page, demo: Portal) -> None:
    owner.set_viewport_size({"width": 1440, "height": 900})
    owner.goto(f"{demo.url}/?state=waiting")
    links = owner.locator("a[href*='/runs/']").evaluate_all("links => links.map((link) => link.pathname)")
    runs = {link for link in links if re.fullmatch(r"/workspaces/[\w-]+/runs/\d+/", link)}
    assert len(runs) > 2
    for run in sorted(runs):
        owner.goto(f"{demo.url}{run}")
        assert owner.locator("plan-graph").evaluate("one => one.getBoundingClientRect().top") <= HIGHEST, run
