"""Who must approve, in a browser: two teams, one after the other; a freeze; a role that is taken while a page is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.documents import entry, plan
from tests.portal import Portal, portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PEOPLE = """
from gitops_portal.actions import people, teams
from gitops_portal.core.model import Actor, ActorKind
by = Actor(ActorKind.PORTAL, "test")
for name, team in (("Aisha", "network"), ("Marek", "network"), ("Sam", "security"), ("Rita", "")):
    person = people.invite(by, f"{name.lower()}@example.org", name)
    if team:
        from gitops_portal.records.models import Team
        found = Team.objects.filter(slug=team).first() or teams.create(by, team, team.capitalize())
        teams.add(by, found, person)
        if not found.roles.exists():
            teams.give(by, found, "reviewer", labels="env=prod")
from gitops_portal.actions import workspaces
place = workspaces.create(by, "net-prod", labels={"env": "prod"}, requires_plan_file=False)
people.set_member(by, place, person, "reviewer")
"""
RULES = """
version: 1
approvals:
  network: {when: [{types: ["aws_route*"]}], needs: [{team: network}]}
  security: {when: [{types: ["aws_route*"]}], needs: [{team: security}]}
"""
ROUTE = plan(entry("aws_route_table.main", "update", before={"vpc_id": "a"}, after={"vpc_id": "b"}))


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with two teams, and rules that ask both of them for route tables."""
    folder = tmp_path_factory.mktemp("ruled")
    with portal(folder, "web") as running:
        running.manage("login-link", "--user", "olga@example.org")
        running.manage("shell", "-c", PEOPLE)
        apply(running, folder, RULES)
        yield running


def apply(running: Portal, folder: Path, text: str) -> None:
    file = folder / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    running.manage("approvals", "apply", str(file))


def sign_in(page: Page, portal: Portal, name: str) -> None:
    page.goto("about:blank")  # an open page asks for news
    page.context.clear_cookies()
    page.goto(portal.manage("login-link", "--user", f"{name}@example.org").strip())
    page.get_by_role("button", name="Sign in").click()


def uploaded(running: Portal, branch: str) -> tuple[str, str, str]:
    """The token, the address of the run's page, and of its gate."""
    token = running.manage("token", "create", "--workspace", "net-prod").strip()
    status, made = running.call(f"/api/v1/workspaces/net-prod/runs?branch={branch}", token, ROUTE)
    assert status == 201, made
    return token, f"{running.url}/workspaces/net-prod/runs/{made['number']}/", f"/api/v1/runs/{made['id']}/gate"


def approve(page: Page, run: str) -> None:
    page.goto(run)
    page.get_by_role("button", name="Approve…").click()
    page.locator("dialog[open]").get_by_label("Reason").fill("I looked at the routes.")
    page.locator("dialog[open]").get_by_role("button", name="Approve").click()


def test_a_run_is_approved_by_two_teams(page: Page, ruled: Portal) -> None:
    token, run, gate = uploaded(ruled, "two-teams")
    sign_in(page, ruled, "aisha")
    mine = page.locator("#mine").inner_text()
    assert "You are asked as team network, because aws_route_table.main is updated." in mine
    page.goto(run)
    needs = [one.inner_text() for one in page.locator("[data-need]").all()]
    assert needs == [
        "Needs 1 more of team Network, because aws_route_table.main is updated: Aisha, Marek.",
        "Needs 1 more of team Security, because aws_route_table.main is updated: Sam.",
    ]
    approve(page, run)
    page.locator(".banner", has_text="Approved.").wait_for()
    assert [one.inner_text() for one in page.locator("[data-need]").all()] == needs[1:]
    status, answer = ruled.call(gate, token)
    assert (status, "needs 1 more of team security" in answer["reason"]) == (409, True)
    page.goto(ruled.url)
    assert page.locator("#mine").count() == 0, "nothing that she can move waits"

    sign_in(page, ruled, "sam")
    approve(page, run)
    page.locator("#state", has_text="Approved").wait_for()
    assert page.locator("[data-need]").count() == 0
    assert ruled.call(gate, token)[0] == 200


def test_a_role_is_taken_while_the_page_is_open(browser: Browser, page: Page, ruled: Portal) -> None:
    _, run, _ = uploaded(ruled, "revoked")
    owner, page = page, browser.new_page()  # a refusal is an error on the console
    sign_in(page, ruled, "marek")
    page.goto(run)
    page.get_by_role("button", name="Approve…").click()
    page.locator("dialog[open]").get_by_label("Reason").fill("I looked at the routes.")
    sign_in(owner, ruled, "olga")
    owner.goto(f"{ruled.url}/teams/network/")
    owner.get_by_role("button", name="Remove Marek from Network").click()
    owner.locator(".banner", has_text="Marek is in Network no longer.").wait_for()
    page.locator("dialog[open]").get_by_role("button", name="Approve").click()
    page.locator("main", has_text="you don't have access to it").wait_for()
    page.context.close()
    owner.goto(run)
    assert "Marek" not in owner.locator("[data-need]").first.inner_text()
    assert owner.locator("#state").inner_text() == "Needs approval"


def test_nothing_is_applied_during_a_freeze_but_what_a_named_person_approves(
    page: Page, ruled: Portal, tmp_path: Path
) -> None:
    day = timedelta(days=1)
    now = datetime.now(UTC)
    window = f"from: {now - day:%Y-%m-%d %H:%M}, until: {now + day:%Y-%m-%d %H:%M}"
    freeze = (
        f"freezes: {{audit: {{title: the audit, window: {{time_zone: UTC, {window}}}, exceptions: [sam@example.org]}}}}"
    )
    apply(ruled, tmp_path, f"version: 1\n{freeze}\n")
    token, run, gate = uploaded(ruled, "frozen")
    sign_in(page, ruled, "rita")
    approve(page, run)
    page.locator("#state", has_text="Approved").wait_for()
    told = page.locator("main").inner_text()
    assert f"Nothing is applied until {now + day:%d %B %Y %H:%M} (UTC): the audit." in told
    status, answer = ruled.call(gate, token)
    assert (status, "the audit" in answer["reason"]) == (409, True)

    token, run, gate = uploaded(ruled, "needed")
    sign_in(page, ruled, "sam")
    page.goto(run)
    assert "What you approve passes." in page.locator("main").inner_text()
    approve(page, run)
    page.locator("#state", has_text="Approved").wait_for()
    assert ruled.call(gate, token)[0] == 200
    page.goto(f"{ruled.url}/workspaces/net-prod/audit/")
    assert "run.freeze_passed" in page.locator("main").inner_text()
    apply(ruled, tmp_path, RULES)
