"""Acts by the keyboard alone, in a browser: after each the focus is where work goes on."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.documents import NOTHING, entry, plan
from tests.portal import Portal, portal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

SLUG = "focus"
HAS_FOCUS = "one => one === document.activeElement"


def document(name: str) -> bytes:
    """A database that is lost, and more changes than one page lists. Each plan is another: an equal one would be approved."""
    topics = (entry(f"aws_sns_topic.t{index:02}", after={"name": f"t{index}"}) for index in range(60))
    return plan(entry("aws_db_instance.this", "delete", before={"identifier": name}), *topics)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("focus"), "web") as started:
        started.owner("olive@example.org")
        yield started


@pytest.fixture
def home(running: Portal, page: Page) -> str:
    """The address of the portal; its owner is signed in."""
    page.goto(running.manage("login-link", "--user", "olive@example.org").strip())
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    return running.url


@pytest.fixture
def run(running: Portal, home: str) -> str:
    """The address of a fresh run of that portal."""
    token = running.manage("token", "create", "--workspace", SLUG, "--create").strip()
    status, answer = running.call(f"/api/v1/workspaces/{SLUG}/runs?actor=sam", token, document(uuid4().hex))
    assert (status, str(answer["url"]).startswith(home)) == (201, True)
    return str(answer["url"])


def pressed(place: Locator, key: str = "Enter") -> None:
    place.focus()
    place.page.keyboard.press(key)


def on(place: Locator) -> None:
    """Waits until the focus is there."""
    place.wait_for()
    place.page.wait_for_load_state("load")
    handle = place.element_handle()
    place.page.wait_for_function(HAS_FOCUS, arg=handle)


def said(page: Page, text: str) -> Locator:
    return page.locator("main [role=status][data-told]", has_text=text)


def test_a_decision_leads_to_what_came_of_it(page: Page, run: str) -> None:
    page.goto(run)
    opener = page.get_by_role("button", name="Request changes…")
    pressed(opener, "Space")
    on(page.locator("dialog[open] textarea"))
    page.keyboard.type("Name it first.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    on(said(page, "Changes requested"))
    pressed(page.get_by_role("button", name=re.compile("^Resolve")))
    on(said(page, "Resolved."))

    pressed(page.get_by_role("button", name="Approve…"))
    tick = page.locator("dialog[open]").get_by_role("checkbox")
    pressed(tick, "Space")
    on(tick)
    page.keyboard.press("Tab")
    page.keyboard.type("The dump was restored.")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    on(said(page, "Approved."))


@pytest.mark.parametrize("opened", ["by its button", "by the address"])
@pytest.mark.parametrize("closed", ["Escape", "Cancel"])
def test_a_closed_dialog_leads_to_its_button(page: Page, run: str, opened: str, closed: str) -> None:
    by_address = opened == "by the address"
    page.goto(f"{run}?decide=approve" if by_address else run)
    opener = page.get_by_role("button", name="Approve…")
    if not by_address:
        pressed(opener)
    on(page.locator("dialog[open] textarea"))
    if closed == "Escape":
        page.keyboard.press("Escape")
    else:
        pressed(page.locator("dialog[open]").get_by_role("button", name="Cancel"))
    on(opener)


def test_what_was_refused_leads_to_the_field_or_to_the_reason(page: Page, running: Portal, run: str) -> None:
    page = page.context.new_page()  # the fixture's own takes a refusal for a fault
    page.goto(run)
    pressed(page.get_by_role("button", name="Reject…"))
    page.keyboard.type("No.")
    token = running.manage("token", "create", "--workspace", SLUG).strip()
    assert running.call(f"/api/v1/workspaces/{SLUG}/runs?actor=sam", token, NOTHING)[0] == 201
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("main > [role=alert]").wait_for()
    on(page.locator("main > [role=alert]"))


def test_a_form_that_was_refused_leads_to_what_is_wrong_and_then_to_what_came_of_it(page: Page, home: str) -> None:
    page = page.context.new_page()
    page.goto(f"{home}/settings/guardrails/kinds/change_limit/")
    for label, text in {"Title": "Few", "Id": "No!", "Changes, at most": "3"}.items():
        page.get_by_label(label, exact=True).fill(text)
    pressed(page.get_by_role("button", name="Save"))
    on(page.locator("[aria-invalid=true]"))
    page.get_by_label("Id", exact=True).fill("few-changes")
    pressed(page.get_by_role("button", name="Save"))
    on(said(page, "Saved."))


def test_a_waiver_leads_to_what_came_of_it(page: Page, run: str) -> None:
    page = page.context.new_page()
    page.goto(f"{run.rpartition('/runs/')[0]}/waivers/?guardrail=no-such&address=aws_x.y#new")
    page.get_by_label("Until").fill(f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}")
    page.get_by_label("Reason").fill("migration")
    pressed(page.get_by_role("button", name="Waive"))
    on(page.locator("main [role=alert]", has_text="no-such"))
    page.get_by_label("Guardrail").fill("sg-open-ssh")
    pressed(page.get_by_role("button", name="Waive"))
    on(said(page, "Saved."))


def test_a_discussion_leads_to_what_was_written(page: Page, run: str) -> None:
    page.goto(f"{run}?tab=discussion")
    page.get_by_label("Comment on the run").focus()
    page.keyboard.type("Why?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    comment = page.locator(".comment", has_text="Why?")
    on(comment)
    pressed(page.locator("summary", has_text="Reply"))
    page.get_by_label("Reply to").focus()
    page.keyboard.type("Because.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    answer = page.locator(".comment", has_text="Because.")
    on(answer)
    pressed(answer.locator("summary", has_text="Edit"))
    answer.get_by_role("textbox").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Really.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    on(page.locator(".comment", has_text="Because. Really."))
    pressed(page.get_by_role("button", name="Resolve"))
    page.locator(".thread-resolved > summary").wait_for()
    on(comment)
    pressed(page.get_by_role("button", name="Reopen"))
    on(comment)


def test_the_list_of_changes_keeps_the_focus(page: Page, run: str) -> None:
    page.goto(f"{run}?tab=changes")
    page.get_by_role("button", name="Expand all").wait_for()
    mark = page.locator(".viewed-mark").first
    pressed(mark, "Space")
    page.locator(".viewed-progress [role=status]", has_text="1 of").wait_for()
    on(mark)
    page.keyboard.press("Space")
    page.locator(".viewed-progress [role=status]", has_text="0 of").wait_for()
    summaries = page.locator("details.change > summary")
    page.keyboard.press("n")
    page.keyboard.press("v")
    on(summaries.nth(1 if summaries.nth(1).evaluate(HAS_FOCUS) else 2))
    search = page.get_by_label("Part of an address")
    search.focus()
    page.keyboard.type("db_instance")
    page.locator("live-part .soft", has_text="1 resource").first.wait_for()
    on(search)
    page.keyboard.type("x")
    pressed(page.locator("a[data-live]", has_text="Show all").first)
    page.locator(".change-address", has_text="aws_db_instance.this").wait_for()
    on(search)


def test_tabs_keep_the_focus(page: Page, run: str) -> None:
    page.goto(f"{run}?tab=changes")
    pressed(page.locator('.tabs [data-tab="history"]'))
    page.wait_for_url("**tab=history*")
    on(page.locator('.tabs [data-tab="history"]'))


def test_the_list_of_workspaces_keeps_the_focus(page: Page, home: str, run: str) -> None:
    assert run
    page.goto(home)
    page.get_by_label("State", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**state=waiting*")
    on(page.get_by_label("State", exact=True))
    head = page.locator("thead a").first
    name = head.inner_text()
    pressed(head)
    page.wait_for_load_state("load")
    on(page.locator("thead a", has_text=name))
    page.keyboard.press("/")
    page.keyboard.type("foc")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=foc*")
    on(page.locator("a.row-link").first)
    pressed(page.locator("summary", has_text="Save as a view"))
    page.locator(".view-form input[name=name]").focus()
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    on(said(page, "“Mine” is saved."))
    pressed(page.locator("summary", has_text="Rename or remove"))
    pressed(page.locator(".view-form").get_by_role("button", name="Remove"))
    on(said(page, "“Mine” is removed."))


def test_keys_lead_back_and_news_to_the_page(page: Page, running: Portal, run: str) -> None:
    page.goto(run)
    keys = page.get_by_role("button", name="Keys")
    pressed(keys)
    page.keyboard.press("Escape")
    on(keys)
    token = running.manage("token", "create", "--workspace", SLUG).strip()
    assert running.call(f"/api/v1/workspaces/{SLUG}/runs?branch=other", token, NOTHING)[0] == 201
    show = page.locator("live-news button")
    show.wait_for()
    pressed(show)
    page.locator("live-news:empty").wait_for(state="attached")
    on(page.locator("#main"))
