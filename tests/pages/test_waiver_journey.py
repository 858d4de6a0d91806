"""The guardrail of a waiver is suggested while it is typed, by its id or its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tools.demo import company

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal import Portal

pytestmark = pytest.mark.browser


def test_guardrails_are_fetched_when_somebody_goes_to_the_field(page: Page, demo: Portal) -> None:
    page.goto(demo.manage("login-link", "--user", company.INGRID).strip())
    page.get_by_role("button", name="Sign in").click()
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if request.url.endswith("/waivers/guardrails/") else None
    )
    page.goto(f"{demo.url}/workspaces/orders-prod/waivers/")
    field = page.get_by_label("Guardrail", exact=True)
    assert asked == []
    page.get_by_label("Address").focus()
    page.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("list", "guardrails")
    options = field.evaluate(
        "field => Object.fromEntries([...field.list.options].map(each => [each.value, each.label]))"
    )
    assert len(options) > 500
    assert options["sg-open-ssh"] != "sg-open-ssh"
    page.keyboard.type("sg-open-ssh")
    page.keyboard.press("Tab")
    field.focus()
    expect(field).to_have_value("sg-open-ssh")
    assert len(asked) == 1
