"""Two people talk about an attribute, and one requests changes, in a browser; CI asks the gate meanwhile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.documents import NOTHING, OPEN_SSH
from tools.demo import company

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal import Portal

pytestmark = pytest.mark.browser

PULL = "?pull_request=https://github.com/northwind/infra/pull/77"


def sign_in(page: Page, demo: Portal, email: str) -> None:
    page.goto("about:blank")  # an open page asks for news
    page.context.clear_cookies()
    page.goto(demo.manage("login-link", "--user", email).strip())
    page.get_by_role("button", name="Sign in").click()


def test_enter_takes_nobody_who_no_longer_fits_what_is_typed(page: Page, demo: Portal) -> None:
    """While the answer to the last letters is under way, the list is that of the letters before."""
    sign_in(page, demo, company.INGRID)
    page.goto(f"{demo.url}/workspaces/web-staging/runs/7/?tab=discussion")
    box = page.get_by_label("Comment on the run")
    box.fill("Ask ")
    box.press_sequentially("@")
    page.get_by_role("option").nth(1).wait_for()
    last = page.get_by_role("option").last
    handle = str(last.get_attribute("data-handle"))
    assert handle != page.get_by_role("option").first.get_attribute("data-handle")
    page.route(re.compile(r"\?q="), lambda _: None)  # never answered
    box.press_sequentially(handle[:4])
    page.keyboard.press("Enter")
    assert box.input_value() == f"Ask @{handle} "


def test_a_thread_at_an_attribute_is_answered_and_resolved(page: Page, demo: Portal) -> None:
    for name in ("olive.talks", "rita.talks"):
        demo.owner(f"{name}@example.org")
    token = demo.manage("token", "create", "--workspace", "talks", "--create").strip()
    run = demo.call(f"/api/v1/workspaces/talks/runs{PULL}", token, OPEN_SSH)[1]
    sign_in(page, demo, "olive.talks@example.org")
    page.goto(f"{run['url']}?tab=changes")
    page.get_by_role("link", name="Comment", exact=True).click()
    box = page.get_by_label("Comment on aws_security_group.web")
    assert box.evaluate("box => box === document.activeElement"), "one can write at once"
    page.get_by_label("Attribute", exact=True).select_option(index=1)
    chosen = page.get_by_label("Attribute", exact=True).input_value()
    box.fill("Who needs this, ")
    box.press_sequentially("@rita.t")
    page.get_by_role("option", name="Olive Owner @rita.talks").wait_for()
    page.keyboard.press("Enter")
    assert box.input_value() == "Who needs this, @rita.talks "
    page.reload()
    page.get_by_role("link", name="Comment", exact=True).click()
    assert box.input_value() == "Who needs this, @rita.talks ", "a draft is kept"
    page.get_by_label("Attribute", exact=True).select_option(chosen)
    page.get_by_role("button", name="Comment", exact=True).click()

    comment = page.locator("tr.talk .comment", has_text="Who needs this")
    comment.wait_for()
    assert comment.evaluate("one => one === document.activeElement"), "the new comment is where one goes on"
    assert comment.locator(".mention").inner_text() == "@rita.talks"
    page.get_by_role("link", name="Comment", exact=True).click()
    assert box.input_value() == "", "what was sent is no draft"

    sign_in(page, demo, "rita.talks@example.org")
    page.goto(f"{run['url']}?tab=discussion")
    assert chosen in page.locator(".thread-place").inner_text()
    page.locator("summary", has_text="Reply").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Reply to").fill("The scanner.\nUntil Friday: https://example.org/scan")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    answer = page.locator(".comment", has_text="Until Friday")
    answer.wait_for()
    assert answer.locator(".comment-text a").get_attribute("href") == "https://example.org/scan"
    page.get_by_role("button", name="Resolve").click()
    page.locator(".thread-resolved > summary", has_text="Resolved by").wait_for()
    page.goto(f"{run['url']}?tab=changes")
    page.locator("tr.talk summary", has_text="Resolved by").wait_for()
    assert not page.locator(".comment").first.is_visible()


def test_an_open_page_tells_of_a_comment_and_keeps_the_draft(page: Page, demo: Portal) -> None:
    demo.owner("olive.live@example.org")
    token = demo.manage("token", "create", "--workspace", "live-talk", "--create").strip()
    run = demo.call("/api/v1/workspaces/live-talk/runs", token, OPEN_SSH)[1]
    sign_in(page, demo, "olive.live@example.org")
    page.goto(f"{run['url']}?tab=discussion")
    page.get_by_label("Comment on the run").fill("I was about to say")
    other = page.context.new_page()
    other.goto(f"{run['url']}?tab=discussion")
    other.get_by_label("Comment on the run").fill("Me first.")
    other.get_by_role("button", name="Comment", exact=True).click()
    told = page.locator("live-news", has_text="Run 1 comment added by Olive Owner")
    told.wait_for()
    assert page.get_by_label("Comment on the run").input_value() == "I was about to say"
    told.get_by_role("button", name="Show").click()
    page.locator(".comment", has_text="Me first.").wait_for()
    assert page.get_by_label("Comment on the run").input_value() == "I was about to say"


def test_requested_changes_close_the_gate_until_they_are_resolved(page: Page, demo: Portal) -> None:
    demo.owner("olive.holds@example.org")
    token = demo.manage("token", "create", "--workspace", "held", "--create").strip()
    sha = "a" * 64
    run = demo.call(f"/api/v1/workspaces/held/runs?planfile_sha256={sha}", token, NOTHING)[1]
    gate = f"/api/v1/runs/{run['id']}/gate?planfile_sha256={sha}"
    assert demo.call(gate, token)[0] == 200
    sign_in(page, demo, "olive.holds@example.org")
    page.goto(run["url"])
    page.get_by_role("button", name="Request changes…").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Reason").fill("Name it first.")
    dialog.get_by_role("button", name="Request changes").click()
    page.locator("#state", has_text="Changes requested").wait_for()
    status, answer = demo.call(gate, token)
    assert (status, "Olive Owner asked for “Name it first.”" in answer["reason"]) == (409, True)
    page.goto(f"{demo.url}/?state=changes-requested")
    assert page.get_by_role("link", name=re.compile("^held")).count() >= 1
    page.goto(run["url"])
    page.get_by_role("button", name=re.compile("^Resolve")).click()
    page.locator("#state", has_text="Approved by rule").wait_for()
    assert demo.call(gate, token)[0] == 200
