"""A pull request over three workspaces, in a browser: one brief, one decision, and one run that it leaves alone."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.documents import HARMLESS, OPEN_SSH, entry, plan

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator, Page

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
    page.get_by_role("link", name="PR 901\u00a0· Split").click()

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
    assert "accepted by" in page.locator(".brief .sentence").first.inner_text()
    page.get_by_role("link", name="change request", exact=True).click()
    assert page.locator("h1").inner_text() == "PR 901\u00a0· Split"


def test_the_graph_is_walked_by_keyboard_and_zoomed(page: Page, demo: Portal) -> None:
    page.goto(demo.owner("olive.walks@example.org"))
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    page.goto(f"{demo.url}/requests/")
    page.get_by_role("link", name=re.compile("Route planner 2.1.0")).click()
    boxes = page.locator("a.box")
    names = [box.get_attribute("data-name") for box in boxes.all()]
    assert names == ["network-prod", "platform-eks-prod", "analytics-gcp-prod", "k8s-apps-prod"]
    assert all(left["x"] < right["x"] for left, right in pairwise(map(at, boxes.all())))
    card = page.locator("#workspace")
    assert "helm_release.rabbitmq" in card.inner_text(), "what destroys something is selected first"

    boxes.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card.get_by_role("link", name="platform-eks-prod · run 5").wait_for()
    assert page.evaluate("window.scrollY") == 0
    assert "workspace=platform-eks-prod" in page.url
    assert page.locator(".line.lit").count() == 3
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.name") == "analytics-gcp-prod"
    card.get_by_role("link", name="network-prod", exact=True).click()
    card.get_by_text("Not changed by this change request").wait_for()
    page.reload()
    card.get_by_text("Not changed by this change request").wait_for()

    before = at(boxes.last)["width"]
    page.get_by_role("button", name="Zoom in").click()
    assert at(boxes.last)["width"] > before
    page.get_by_role("button", name="Fit everything").click()
    plot = at(page.locator(".workspaces-plot"))
    assert all(plot["x"] <= at(box)["x"] < plot["x"] + plot["width"] for box in boxes.all())

    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.locator(".workspaces-plot").is_visible()
    assert page.get_by_text("reads platform-eks-prod").first.is_visible(), "the list stands for the graph"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def at(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found
