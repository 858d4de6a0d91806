"""Every page, in both themes, on a screen and on a phone: axe-core finds nothing against WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools.demo import company

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.portal import Portal

pytestmark = [pytest.mark.browser, pytest.mark.axe]

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIGHTS: list[tuple[Any, int]] = [(theme, width) for theme in ("light", "dark") for width in (1440, 390)]
RUN = "/workspaces/orders-prod/runs/4/"
PAGES = [
    "/",
    "/requests/",
    "/new/",
    "/workspaces/orders-prod/",
    "/workspaces/orders-prod/settings/",
    "/workspaces/orders-prod/state/",
    "/workspaces/orders-prod/settings/state/",
    "/workspaces/orders-prod/settings/usage/",
    "/workspaces/orders-prod/audit/",
    RUN,
    *(f"{RUN}?tab={tab}" for tab in ("changes", "cost", "guardrails", "outputs", "discussion", "history")),
    f"{RUN}?decide=override",
    f"{RUN}compare/3/",
    "/workspaces/orders-prod/resources/?address=module.database.aws_db_instance.this",
    "/workspaces/web-staging/runs/7/",
    "/history/?address=module.database.aws_db_instance.this",
    "/guardrails/",
    "/guardrails/sg-open-ssh/",
    "/settings/guardrails/",
    "/settings/guardrails/kinds/",
    "/settings/guardrails/kinds/required_tags/",
    "/settings/guardrails/kinds/attribute/",
    "/settings/prices/",
    "/guardrails/frameworks/",
    "/guardrails/frameworks/cis-aws-3-0-0/",
    "/budgets/",
    "/costs/",
    "/costs/unknown/",
    "/workspaces/orders-prod/costs/?days=90",
    "/waivers/",
    "/workspaces/orders-prod/waivers/",
    "/drift/",
    "/drift/rules/",
    "/workspaces/orders-prod/drift/",
    "/glossary/",
    "/audit/",
    "/settings/",
    "/settings/channels/?kind=webhook",
    "/settings/run-tasks/",
    "/workspaces/orders-prod/settings/channels/",
    "/settings/sessions/",
    "/settings/second-factor/",
    "/settings/people/sign-in/?person=1",
    "/teams/",
    "/approvals/",
    "/approvals/approvals/",
    "/approvals/freezes/",
]


@pytest.fixture(scope="module")
def eyes(browser: Browser, demo: Portal) -> Iterator[list[tuple[str, Page]]]:
    """The owner, signed in, in each theme and at each width."""
    found = []
    for theme, width in SIGHTS:
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme).new_page()
        page.goto(demo.manage("login-link", "--user", company.INGRID).strip())
        page.get_by_role("button", name="Sign in").click()
        found.append((f"{theme}, {width} px", page))
    yield found
    for _, page in found:
        page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_anybody_out(eyes: list[tuple[str, Page]], demo: Portal, path: str) -> None:
    assert [told for name, page in eyes for told in violations(page, f"{demo.url}{path}", name)] == []


def test_a_team_keeps_nobody_out(eyes: list[tuple[str, Page]], demo: Portal) -> None:
    writer = eyes[0][1]
    writer.goto(f"{demo.url}/teams/")
    writer.get_by_label("Slug").fill("network")
    writer.get_by_role("button", name="Create team").click()
    writer.get_by_label("Person").select_option(index=0)
    writer.get_by_role("button", name="Add", exact=True).click()
    writer.get_by_label("Labels").fill("env=prod")
    writer.get_by_role("button", name="Give role").click()
    assert "reviewer where env=prod" in writer.content()
    for name, page in eyes:
        assert violations(page, f"{demo.url}/teams/network/", name) == []


def test_a_backtest_keeps_nobody_out(eyes: list[tuple[str, Page]], demo: Portal) -> None:
    writer = eyes[0][1]
    writer.goto(f"{demo.url}/settings/guardrails/")
    writer.get_by_role("button", name="Backtest").click()
    assert "?backtest=" in writer.url
    for address in (writer.url, writer.locator("#backtest h2 a").evaluate("link => link.href")):
        assert "/backtests/" in address or "#backtest" in address
        for name, page in eyes:
            assert violations(page, address, name) == []


def test_a_change_request_keeps_nobody_out(eyes: list[tuple[str, Page]], demo: Portal) -> None:
    for name, page in eyes:
        page.goto(f"{demo.url}/requests/")
        address = page.locator("a.row-link").first.get_attribute("href")
        assert violations(page, f"{demo.url}{address}", name) == []
        assert "request-graph" in page.content()
        assert violations(page, f"{demo.url}{address}?decide=approve", name) == []


def test_a_discussion_keeps_nobody_out(eyes: list[tuple[str, Page]], demo: Portal) -> None:
    talked = f"{demo.url}/workspaces/web-staging/runs/7/"
    writer = eyes[0][1]
    for text in ("Why? https://example.org/why", "Done, @ingrid.solheim."):
        writer.goto(f"{talked}?tab=discussion")
        writer.get_by_label("Comment on the run").fill(text)
        writer.get_by_role("button", name="Comment", exact=True).click()
    writer.get_by_role("button", name="Resolve").last.click()
    writer.goto(f"{talked}?tab=changes")
    writer.get_by_role("link", name="Comment", exact=True).first.click()
    writer.locator("comment-link textarea").fill("And this?")
    writer.get_by_role("button", name="Comment", exact=True).click()
    for name, page in eyes:
        for tab in ("changes", "discussion"):
            page.goto(f"{talked}?tab={tab}")
            page.evaluate("() => document.querySelectorAll('.thread details').forEach((fold) => { fold.open = true; })")
            assert found(page, f"{name}, {tab}") == []


def test_a_change_by_itself_and_opened_in_the_list_keeps_nobody_out(eyes: list[tuple[str, Page]], demo: Portal) -> None:
    for name, page in eyes:
        page.goto(f"{demo.url}{RUN}?tab=changes")
        link = page.get_by_role("link", name="unchanged").first
        alone = f"{demo.url}{link.get_attribute('href')}"
        link.click()
        page.locator("details.unchanged").first.wait_for()
        page.get_by_role("button", name="Expand all").click()
        assert found(page, f"{name}, opened") == []
        assert violations(page, alone, name) == []


@pytest.mark.parametrize(("theme", "width"), SIGHTS)
def test_the_sign_in_page_keeps_nobody_out(browser: Browser, demo: Portal, theme: Any, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme).new_page()
    assert violations(page, f"{demo.url}/sign-in/", theme) == []
    page.context.close()


def violations(page: Page, address: str, name: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return found(page, name)


def found(page: Page, name: str) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    answer = page.evaluate("tags => axe.run({ runOnly: tags })", TAGS)
    return [
        f"{name}: {each['id']} ({each['help']}): {', '.join(' '.join(node['target']) for node in each['nodes'][:3])}"
        for each in answer["violations"]
    ]
