"""From SSO to evidence, in a browser: two teams approve, equal plans keep that, and a stranger checks the proof."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.documents import entry, plan
from tests.portal import Portal, portal
from tests.provider import Provider, provider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    SignIn = Callable[[str], Page]

pytestmark = pytest.mark.browser

PLACES = """
from gitops_portal.actions import people, teams, workspaces
from gitops_portal.core.model import Actor, ActorKind
by = Actor(ActorKind.PORTAL, "test")
for slug in ("network", "security"):
    teams.give(by, teams.create(by, slug, slug.capitalize()), "reviewer", labels="env=prod")
people.invite(by, "olga@example.org", "Olga", "owner")
for slug in ("net-prod", "disks-prod", "proof-prod"):
    workspaces.create(by, slug, labels={"env": "prod"}, requires_plan_file=False)
"""
RULES = """
version: 1
approvals:
  network: {when: [{types: ["aws_route*"]}], needs: [{team: network}]}
  security: {when: [{types: ["aws_route*"]}], needs: [{team: security}]}
"""
ROUTE = plan(entry("aws_route_table.main", "update", before={"vpc_id": "a"}, after={"vpc_id": "b"}))


def disks(*names: str, at: int = 8) -> bytes:
    """A plan for disks, made at some hour: planned again, the same is another document."""
    made = {"size": 10, "type": "gp3", "encrypted": True}
    entries = [entry(f"aws_ebs_volume.{name}", after=made) for name in names]
    return plan(*entries, timestamp=f"2026-11-29T{at:02}:00:00Z")


@pytest.fixture(scope="module")
def id_provider() -> Iterator[Provider]:
    with provider() as found:
        for name, group in (("Aisha", "netops"), ("Sam", "secops"), ("Olga", "")):
            person = {"email": f"{name.lower()}@example.org", "email_verified": True, "name": name}
            found.know(name, **person, groups=[group] if group else [])
        yield found


class Shared(NamedTuple):
    """A portal, and a token of CI that opens every workspace."""

    portal: Portal
    token: str

    def upload(self, place: str, body: bytes) -> tuple[str, str]:
        """The address of the run's page, and of its gate."""
        status, made = self.portal.call(f"/api/v1/workspaces/{place}/runs?branch=main", self.token, body)
        assert status == 201, made
        return f"{self.portal.url}/workspaces/{place}/runs/{made['number']}/", f"/api/v1/runs/{made['id']}/gate"

    def gate(self, address: str) -> int:
        return self.portal.call(address, self.token)[0]


@pytest.fixture(scope="module")
def shared(id_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """DEBUG lets the provider be one of this machine, without TLS."""
    told = {"OIDC_ISSUER": id_provider.url, "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "x", "DEBUG": "true"}
    told |= {"OIDC_NAME": "Acme ID", "OIDC_DOMAINS": "example.org", "OIDC_GROUPS_CLAIM": "groups"}
    folder = tmp_path_factory.mktemp("shared")
    with portal(folder, "web", OIDC_TEAMS="netops=network,secops=security", **told) as running:
        running.manage("shell", "-c", PLACES)
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        running.manage("approvals", "apply", str(folder / "rules.yaml"))
        yield Shared(running, running.manage("token", "create").strip())


@pytest.fixture
def sign_in(browser: Browser, shared: Shared) -> Iterator[SignIn]:
    """By the provider, each person in a browser of their own."""
    contexts = []

    def signed_in(name: str) -> Page:
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}))
        page = contexts[-1].new_page()
        page.route(
            "https://**", lambda route: route.fulfill(body="", content_type="text/css")
        )  # of the provider's page
        page.goto(shared.portal.url)
        page.get_by_role("link", name="Sign in with Acme ID").click()
        page.locator("input[name=sub]").fill(name)
        page.get_by_role("button", name="Authorize").first.click()
        page.wait_for_url(f"{shared.portal.url}/")
        return page

    yield signed_in
    for context in contexts:
        context.close()


def approve(page: Page, run: str) -> None:
    page.goto(run)
    page.get_by_role("button", name="Approve…").click()
    page.locator("dialog[open]").get_by_label("Reason").fill("I looked at it.")
    page.locator("dialog[open]").get_by_role("button", name="Approve").click()
    page.locator(".banner", has_text="Approved.").wait_for()


def test_two_teams_that_a_provider_names_approve(shared: Shared, sign_in: SignIn) -> None:
    run, gate = shared.upload("net-prod", ROUTE)
    aisha, sam = sign_in("Aisha"), sign_in("Sam")
    assert "You are asked as team network" in aisha.locator("#mine").inner_text()
    approve(aisha, run)
    assert "Needs 1 more of team Security" in aisha.locator("[data-need]").inner_text()
    assert shared.gate(gate) == 409
    approve(sam, run)
    assert (sam.locator("#state").inner_text(), sam.locator("[data-need]").count()) == ("Approved", 0)
    assert shared.gate(gate) == 200


def test_an_equal_plan_is_approved_by_itself_and_a_part_of_it_where_that_is_allowed(
    shared: Shared, sign_in: SignIn
) -> None:
    both, again, part = disks("a", "b"), disks("a", "b", at=9), disks("a")
    aisha, olga = sign_in("Aisha"), sign_in("Olga")
    approve(aisha, shared.upload("disks-prod", both)[0])
    run, gate = shared.upload("disks-prod", again)
    aisha.goto(run)
    digests = [hashlib.sha256(body).hexdigest()[:12] for body in (both, again)]
    told = (
        f"Carried over from run 1 (plan {digests[0]}), approved by Aisha: this plan ({digests[1]}) would do the same."
    )
    assert (aisha.locator("#state").inner_text(), aisha.locator("[data-carried]").inner_text()) == ("Approved", told)
    assert shared.gate(gate) == 200

    run, gate = shared.upload("disks-prod", part)
    aisha.goto(run)
    assert aisha.locator("#state").inner_text() == "Needs approval"
    assert "the workspace only carries over equal plans" in aisha.locator("[data-carried]").inner_text()
    assert shared.gate(gate) == 409

    olga.goto(f"{shared.portal.url}/workspaces/disks-prod/settings/")
    olga.get_by_label("An approval also covers part of what was approved").check()
    olga.get_by_role("button", name="Save").first.click()
    olga.locator(".banner").wait_for()
    approve(aisha, shared.upload("disks-prod", disks("a", "b", at=10))[0])
    run, gate = shared.upload("disks-prod", disks("a", at=11))
    aisha.goto(run)
    assert aisha.locator("#state").inner_text() == "Approved"
    assert "does a part of it" in aisha.locator("[data-carried]").inner_text()
    assert shared.gate(gate) == 200
    _, told = shared.portal.call("/api/v1/workspaces/disks-prod/audit", shared.token)
    carried = [one["detail"] for one in told["events"] if one["verb"] == "run.approval_carried_over"]
    assert [one["how"] for one in carried] == ["equal", "subset"]


def test_evidence_is_downloaded_checked_and_refused_once_it_was_changed(
    shared: Shared, sign_in: SignIn, tmp_path: Path
) -> None:
    run, _ = shared.upload("proof-prod", disks("a"))
    aisha = sign_in("Aisha")
    approve(aisha, run)
    with aisha.expect_download() as downloading:
        aisha.get_by_role("link", name="Evidence").click()
    assert downloading.value.suggested_filename == "proof-prod-run-1-evidence.zip"
    downloading.value.save_as(tmp_path / "evidence.zip")
    with zipfile.ZipFile(tmp_path / "evidence.zip") as archive:
        archive.extractall(tmp_path / "fresh")
    [folder] = (tmp_path / "fresh").iterdir()
    code, said = check(folder)
    assert (code, said.partition(",")[0]) == (0, "holds: run 1 of proof-prod"), said
    decisions = folder / "decisions.json"
    decisions.write_text(decisions.read_text(encoding="utf-8").replace("Aisha", "Marek"), encoding="utf-8")
    code, said = check(folder)
    assert (code, "decisions.json was changed" in said) == (1, True), said


def check(folder: Path) -> tuple[int, str]:
    """As a stranger does it: another process, nothing of the portal on its path."""
    ended = subprocess.run([sys.executable, "-I", "check.py"], cwd=folder, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr
