"""A blocked run, in a browser: a reviewer cannot override it, not even with a forged form; an owner can, and CI obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.demo import company

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal import Portal

pytestmark = pytest.mark.browser

RUN = "/workspaces/orders-prod/runs/4/"


def sign_in(page: Page, demo: Portal, email: str) -> None:
    page.goto("about:blank")  # an open page asks for news
    page.context.clear_cookies()
    page.goto(demo.manage("login-link", "--user", email).strip())
    page.get_by_role("button", name="Sign in").click()


def test_a_reviewer_is_refused_and_an_owner_overrides(page: Page, demo: Portal) -> None:
    sign_in(page, demo, company.AISHA)
    page.goto(demo.url + RUN)
    assert page.get_by_role("button", name="Override…").count() == 0
    assert "owner" in page.locator("main").first.inner_text()

    page.get_by_role("button", name="Reject…").click()
    shown = {
        name: page.locator(f"dialog[open] input[name={name}]").input_value()
        for name in ("csrfmiddlewaretoken", "evidence")
    }
    forged = page.request.post(f"{demo.url}{RUN}decide/", form={**shown, "action": "override", "reason": "I may not."})
    assert forged.status == 403
    page.reload()
    assert page.locator("#state").inner_text().startswith("Blocked")

    sign_in(page, demo, company.INGRID)
    page.goto(demo.url + RUN)
    page.get_by_role("button", name="Override…").click()
    dialog = page.locator("dialog[open]")
    assert "“SSH is not open to the internet” is violated" in dialog.inner_text()
    dialog.get_by_label("Reason").fill("The scanner is ours, for one hour.")
    boxes = dialog.get_by_role("checkbox")
    assert boxes.count() == 2, "the database that is replaced, and the rule that blocks"
    boxes.first.check()
    dialog.get_by_role("button", name="Override").click()
    assert dialog.is_visible(), "a box is not ticked yet"
    boxes.last.check()
    dialog.get_by_role("button", name="Override").click()
    page.locator("#state", has_text="Approved").wait_for()
    assert "Overridden by Ingrid Solheim" in page.locator("main").inner_text()
    let = page.locator(".brief .sentence", has_text="accepted by Ingrid Solheim")
    assert let.count() == 2
    assert "Replaces database orders-prod" in let.first.inner_text()

    page.goto(f"{demo.url}/workspaces/orders-prod/audit/")
    trail = page.locator("main").inner_text()
    assert "The scanner is ours, for one hour." in trail
    assert "run.decision_refused" in trail
    token = demo.manage("token", "create", "--workspace", "orders-prod").strip()
    run = demo.call("/api/v1/workspaces/orders-prod", token)[1]["last_run"]
    file = demo.call(f"/api/v1/runs/{run['id']}", token)[1]["planfile_sha256"]
    assert demo.call(f"/api/v1/runs/{run['id']}/gate?planfile_sha256={file}", token)[0] == 200
