"""Moments on pages: in UTC, and in the zone of who looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tools.demo import company

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.portal import Portal

pytestmark = pytest.mark.browser

AUDIT = "/workspaces/orders-prod/audit/"
LATE = """
  window.late = 0;
  new MutationObserver((records) => {
    const came = new Set(records.flatMap(({ addedNodes }) => [...addedNodes]));
    window.late += records.filter(({ target }) => target.localName === "local-time" && !came.has(target)).length;
  }).observe(document, { childList: true, subtree: true });
"""
"""Counts the moments that are written after their element came, and so may move what was painted meanwhile."""


def seen(browser: Browser, demo: Portal, zone: str, *, scripts: bool) -> Page:
    page = browser.new_context(timezone_id=zone, java_script_enabled=scripts).new_page()
    page.add_init_script(LATE)
    page.goto(demo.manage("login-link", "--user", company.INGRID).strip())
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{demo.url}{AUDIT}")
    return page


def test_the_own_zone_stands_beside_utc_from_the_first(browser: Browser, demo: Portal) -> None:
    page = seen(browser, demo, "Asia/Kolkata", scripts=True)
    cell = page.locator("td:visible:has(> time)").first
    told = re.fullmatch(r"[-\d]+ (\d+):(\d+):(\d+) UTC\s*[-\d]+ (\d+):(\d+):(\d+) GMT\+5:30", cell.inner_text())
    assert told
    hour, minute, second, *here = (int(number) for number in told.groups())
    minutes = (hour * 60 + minute + 330) % 1440
    assert here == [*divmod(minutes, 60), second]
    assert page.evaluate("window.late") == 0
    page.goto(f"{demo.url}/workspaces/orders-prod/runs/4/")
    ago = page.locator("time").first
    ago.hover()
    assert re.fullmatch(r"[-\d]+ [\d:]+ GMT\+5:30\n[-\d]+ [\d:]+ UTC", ago.get_attribute("title") or "")
    page.context.close()


@pytest.mark.parametrize(("zone", "scripts"), [("Asia/Kolkata", False), ("UTC", True)])
def test_utc_alone_without_a_script_or_another_zone(browser: Browser, demo: Portal, zone: str, scripts: bool) -> None:
    page = seen(browser, demo, zone, scripts=scripts)
    assert re.fullmatch(r"[-\d]+ [\d:]+ UTC", page.locator("td:visible:has(> time)").first.inner_text().strip())
    page.context.close()
