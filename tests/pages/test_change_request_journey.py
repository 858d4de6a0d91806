"""A pull request over three workspaces, in a browser: one brief, one decision, and one run that it leaves alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.documents import HARMLESS, OPEN_SSH, entry, plan

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal import Portal

pytestmark = pytest.mark.browser

SAID = "?actor=sam&pull_request=https://github.com/northwind/infra/pull/901&commit=3fa91c7&title=Split"
DATABASE = plan(
    entry("aws_db_instance.this", "delete", "create", before={"identifier": "orders-prod"}, after={"identifier": "new"})
)


def test_three_workspaces_one_page_one_decision(page: Page, demo: Portal) -> None:
    link = demo.owner("olive.request@example.org")
    for slug, body in (("split-data", DATABASE), ("split-network", OPEN_SSH), ("split-apps", HARMLESS)):
        token = demo.manage("token", "create", "--workspace", slug, "--create").strip()
        assert demo.call(f"/api/v1/workspaces/{slug}/runs{SAID}", token, body)[0] == 201
    page.goto(link)
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    page.get_by_role("link", name="Change requests", exact=True).click()
    page.get_by_role("link", name="PR 901 · Split").click()

    said = page.locator(".brief .sentence")
    assert "Replaces database orders-prod" in said.first.inner_text()
    assert "split-network" in said.nth(1).inner_text()
    page.get_by_role("button", name="Approve 2…").click()
    dialog = page.locator("dialog[open]")
    assert "split-network (blocked)" in dialog.inner_text()
    dialog.get_by_label("Reason").fill("The dump was restored and read.")
    dialog.get_by_role("button", name="Approve all").click()
    assert dialog.is_visible(), "the database has a box to tick"
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Approve all").click()
    page.get_by_text("Approved: split-apps run 1, split-data run 1.").wait_for()
    states = page.locator("table .pill").all_inner_texts()
    assert sorted(states) == ["Approved", "Approved", "Blocked"]

    page.get_by_role("link", name="split-data", exact=True).click()
    assert "let through by" in page.locator(".brief .sentence").first.inner_text()
    page.get_by_role("link", name="change request", exact=True).click()
    assert page.locator("h1").inner_text() == "PR 901 · Split"
