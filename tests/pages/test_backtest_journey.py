"""A backtest is begun in the form that it is about: what was typed stays, and goes on being typed while plans are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tools.demo import company

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.portal import Portal

pytestmark = pytest.mark.browser


@pytest.fixture
def owner(page: Page, demo: Portal) -> Page:
    page.goto(demo.manage("login-link", "--user", company.INGRID).strip())
    page.get_by_role("button", name="Sign in").click()
    return page


def followed(page: Page) -> None:
    """Until what it found stands where its progress did, and the page was not loaded again."""
    page.evaluate("window.same = true")
    told = page.locator("#backtest")
    expect(told.locator("progress")).to_have_count(0, timeout=120_000)
    expect(told.locator("li").first).to_be_visible()
    assert page.evaluate("window.same")


def test_the_editor_keeps_what_is_typed(owner: Page, demo: Portal) -> None:
    owner.goto(f"{demo.url}/settings/guardrails/")
    file, days = owner.get_by_label("Guardrails file"), owner.get_by_label("Backtest it on")
    text = f"# thought about\n{file.input_value()}"
    file.fill(text)
    days.fill("90")
    owner.get_by_role("button", name="Backtest").click()
    expect(owner.locator("#backtest")).to_be_in_viewport()
    expect(file).to_have_value(text)
    expect(days).to_have_value("90")
    file.fill(f"# and on\n{text}")
    followed(owner)
    expect(file).to_have_value(f"# and on\n{text}")
    owner.locator("#backtest h2 a").click()
    owner.wait_for_url("**/backtests/*/")


def test_the_form_of_a_guardrail_keeps_what_is_typed(owner: Page, demo: Portal) -> None:
    owner.goto(f"{demo.url}/settings/guardrails/kinds/required_tags/")
    owner.get_by_label("Title").fill("Everything has an owner")
    owner.get_by_label("Id", exact=True).fill("owned")
    owner.locator("[name=tags-0-name]").fill("owner")
    owner.get_by_role("button", name="Backtest").focus()
    owner.keyboard.press("Enter")
    expect(owner.locator("#backtest")).to_be_in_viewport()
    expect(owner.get_by_label("Title")).to_have_value("Everything has an owner")
    expect(owner.get_by_label("Id", exact=True)).to_have_value("owned")
    expect(owner.locator("[name=tags-0-name]")).to_have_value("owner")
    owner.get_by_label("Title").fill("Everything has an owner, and a cost centre")
    followed(owner)
    expect(owner.get_by_label("Title")).to_have_value("Everything has an owner, and a cost centre")
