"""A reviewer's way through a run, in a browser: from the pull request's link to a decision in the audit trail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from gitops_portal.web.runs import TABS
from tests.documents import entry, plan
from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SLUG = "orders-prod"


def document(threshold: int = 1) -> bytes:
    """A database that is replaced, the network it needs, and an alarm that needs it, with an odd key."""
    database = {
        "engine": "postgres",
        "storage_encrypted": True,
        "instance_class": "db.t3.medium",
        "password": "hunter2",
    }
    blocks = {
        "aws_vpc.main": [],
        "aws_db_instance.orders": ["aws_vpc.main.id", "aws_vpc.main"],
        "aws_cloudwatch_metric_alarm.slow": ["aws_db_instance.orders.id", "aws_db_instance.orders"],
    }
    resources = [
        {
            "address": address,
            "mode": "managed",
            "type": address.partition(".")[0],
            "name": address.partition(".")[2],
            "provider_config_key": "aws",
            "expressions": {"uses": {"references": references}},
        }
        for address, references in blocks.items()
    ]
    return plan(
        entry("aws_vpc.main", "no-op", before={"cidr_block": "10.0.0.0/16"}, after={"cidr_block": "10.0.0.0/16"}),
        entry(
            "aws_db_instance.orders",
            "delete",
            "create",
            before={**database, "engine_version": "15"},
            after={**database, "engine_version": "16"},
            unknown={"endpoint": True},
            sensitive={"password": True},
        ),
        entry('aws_cloudwatch_metric_alarm.slow["<b>&"]', after={"threshold": threshold}),
        configuration={"root_module": {"resources": resources}},
    )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("journey"), "web") as started:
        yield started


@pytest.fixture
def run(running: Portal, page: Page) -> str:
    """The address of a fresh run, whose plan is like no other's; whoever owns the portal is signed in."""
    number = getattr(running, "runs", 0)
    link = running.owner(f"olive{number}@example.org")
    running.runs = number + 1  # type: ignore[attr-defined]  # counted on the portal itself: one per test
    token = running.manage("token", "create", "--workspace", SLUG, *(["--create"] if not number else [])).strip()
    status, answer = running.call(f"/api/v1/workspaces/{SLUG}/runs?actor=sam&title=Newer", token, document(number + 2))
    assert status == 201, answer
    page.goto(link)
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    return f"{running.url}/workspaces/{SLUG}/runs/{answer['number']}/"


def ready(page: Page) -> None:
    page.wait_for_selector("plan-graph[data-ready]")


def test_open_inspect_decide_and_find_it_in_the_history(page: Page, run: str) -> None:
    page.goto(run)
    ready(page)
    assert page.locator('[data-part="count"]').inner_text().startswith("3 of 3 blocks, 3 of 3 resources")

    page.locator('[data-part="search"]').fill("alarm")
    page.keyboard.press("Enter")
    panel = page.locator("#node")
    panel.get_by_text("aws_cloudwatch_metric_alarm.slow").first.wait_for()
    assert "node=aws_cloudwatch_metric_alarm.slow" in page.url
    panel.get_by_role("link", name="aws_db_instance.orders").click()
    panel.locator("h2", has_text="aws_db_instance.orders").wait_for()
    assert '"15"' in panel.inner_text()
    assert "known after apply" in panel.inner_text()
    assert "hunter2" not in page.content()

    page.get_by_role("button", name="Approve…").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Reason").fill("The dump of last night was restored and read.")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Approve").click()
    page.locator("#state", has_text="Approved").wait_for()
    page.get_by_role("link", name="History", exact=True).click()
    assert "The dump of last night was restored and read." in page.locator(".timeline").inner_text()
    page.get_by_role("link", name=f"Audit trail of {SLUG}").click()
    assert "The dump of last night was restored and read." in page.locator("main").inner_text()


def test_an_open_page_says_what_happens_and_keeps_what_was_typed(page: Page, run: str, running: Portal) -> None:
    page.goto(run)
    page.get_by_role("button", name="Approve…").click()
    reason = page.locator("dialog[open]").get_by_label("Reason")
    reason.fill("Looked at the dump,")
    token = running.manage("token", "create", "--workspace", SLUG).strip()
    status, answer = running.call(f"/api/v1/workspaces/{SLUG}/runs?actor=sam&branch=another", token, document())
    assert status == 201
    page.locator("live-news", has_text=f"Run {answer['number']} uploaded").wait_for()
    assert reason.input_value() == "Looked at the dump,"
    page.get_by_role("button", name="Cancel").click()
    page.locator("live-news").get_by_role("button", name="Show").click()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="Approve…").click()
    assert page.locator("dialog[open]").get_by_label("Reason").input_value() == "Looked at the dump,"
    assert page.locator("live-news").inner_text() == ""


def test_the_keyboard_alone_walks_the_graph(page: Page, run: str) -> None:
    page.goto(f"{run}?node=aws_vpc.main")
    ready(page)
    page.locator('[data-part="stage"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#node h2", has_text="aws_db_instance.orders").wait_for()
    page.keyboard.press("Escape")
    assert "node=" not in page.evaluate("location.hash")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.dataset.part") == "search"


def test_tabs_stay_at_hand_and_keep_the_place(page: Page, run: str) -> None:
    page.set_viewport_size({"width": 1000, "height": 400})
    page.goto(f"{run}?tab=changes")
    page.get_by_role("button", name="Expand all").click()
    page.evaluate("scrollTo(0, 300)")
    tab = page.locator('.tabs [data-tab="history"]')
    assert tab.evaluate("tab => tab.getBoundingClientRect().top") >= 0
    tab.click()
    page.wait_for_url("**tab=history*")
    page.wait_for_function("scrollY > 0")


def test_what_looks_like_a_button_is_pressed_like_one(page: Page, run: str) -> None:
    page.goto(run)
    page.get_by_role("button", name="Reject…").focus()
    page.keyboard.press("Space")
    assert page.locator("dialog[open]").is_visible()


def test_the_keyboard_alone_walks_the_changes(page: Page, run: str) -> None:
    page.goto(f"{run}?tab=changes")
    page.get_by_role("button", name="Expand all").wait_for()
    summaries = page.locator("details.change > summary")
    for key, place in (("n", 0), ("n", 1), ("p", 0)):
        page.keyboard.press(key)
        assert summaries.nth(place).evaluate("summary => summary === document.activeElement"), key
    page.get_by_role("button", name="Expand all").click()
    assert page.locator("details.change:not([open])").count() == 0
    page.get_by_role("button", name="Collapse all").click()
    assert page.locator("details.change[open]").count() == 0

    page.keyboard.press("?")
    keys = page.locator("keys-help dialog")
    assert "next and previous change, by risk" in keys.inner_text()
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    page.get_by_label("Part of an address").fill("why?")
    assert not keys.is_visible()


def test_filters_table_and_address_agree(page: Page, run: str) -> None:
    page.goto(run)
    ready(page)
    page.locator('[data-action="create"]').click()
    assert page.locator('[data-part="count"]').inner_text().startswith("1 of 3 blocks")
    page.get_by_role("button", name="As table").click()
    assert page.locator('[data-part="rows"] tr').count() == 1
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    ready(page)
    assert page.locator('[data-part="rows"] tr').count() == 1
    assert page.locator('[data-action="create"]').get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="As graph").click()
    page.locator(".tracenodes .point").first.wait_for()


def test_filters_go_from_the_graph_to_the_changes_and_back(page: Page, run: str) -> None:
    page.goto(run)
    ready(page)
    page.locator('.graph-legend [data-action="replace"]').click()
    page.locator('[data-part="type"]').select_option("aws_db_instance")
    page.locator('.tabs [data-tab="changes"]').click()
    page.locator("live-part .change").first.wait_for()
    assert page.locator(".change-address").all_inner_texts() == ["aws_db_instance.orders"]
    assert page.locator("select[name=action]").input_value() == "replace"
    assert page.locator("select[name=action] option[value=create]").count() == 0  # none of this type is created
    page.locator("select[name=type]").select_option("")
    page.locator("select[name=action] option[value=create]").wait_for(state="attached")
    page.locator("select[name=action]").select_option("create")
    page.locator(".change-address", has_text="aws_cloudwatch_metric_alarm").wait_for()
    page.locator('.tabs [data-tab="graph"]').click()
    ready(page)
    assert page.locator('.graph-legend [data-action="create"]').get_attribute("aria-pressed") == "true"
    assert page.locator('.graph-legend [data-action="replace"]').get_attribute("aria-pressed") == "false"
    assert page.locator('[data-part="type"]').input_value() == ""


def test_no_tab_is_wider_than_the_window(page: Page, run: str) -> None:
    for width in (1440, 1001, 820, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for tab in TABS:
            page.goto(f"{run}?tab={tab}")
            page.wait_for_load_state("networkidle")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{tab} at {width}"
