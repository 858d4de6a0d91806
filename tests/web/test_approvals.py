"""Approval rules on pages: in words for who sees everything; on a run, who is still needed and why."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from gitops_portal.actions import approvals
from gitops_portal.adapters import rule_files
from gitops_portal.core.approval_rules import told
from gitops_portal.core.approval_rules.book import Book
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.model import Role
from gitops_portal.records.models import ApprovalBook, AuditEvent
from gitops_portal.records.queries import asked
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan
from tests.filled import filled

pytestmark = pytest.mark.django_db

RULES = """
version: 1
approvals:
  network: {title: "<b>Networks</b>", when: [{types: ["aws_route*"]}], needs: [{team: network}]}
auto_approve: {small: {types: ["aws_s3*"]}}
freezes: {weekend: {window: {time_zone: UTC, from: fri 16:00, until: mon 08:00}}}
"""


def test_the_rules_stand_in_words_and_as_they_were_written() -> None:
    org.team("network")
    auditor = org.signed_in(org.person("audra", Role.AUDITOR))
    assert "No approval rules" in auditor.get("/approvals/").text
    approvals.apply(OPERATOR, read(rule_files.read(RULES).document), RULES)
    page = auditor.get("/approvals/").text
    assert "&lt;b&gt;Networks&lt;/b&gt;" in page
    assert "<b>Networks" not in page
    assert "1 of team network, when something of type aws_route* changes." in page
    assert "nothing is applied from fri 16:00 to mon 08:00, UTC." in page
    assert "version 1, applied by" in page


def test_a_run_tells_who_is_still_needed_and_why() -> None:
    workspace = org.workspace()
    aisha, rita = org.member(workspace, Role.REVIEWER, "aisha"), org.member(workspace, Role.REVIEWER, "rita")
    org.team("network", aisha)
    approvals.apply(OPERATOR, read(rule_files.read(RULES).document), RULES)
    address = 'aws_route_table.main["<i>x</i>"]'
    run = org.uploaded(workspace, plan(entry(address, "update", before={"a": "b"}, after={"a": "c"})))
    page = org.signed_in(rita).get(f"/workspaces/{workspace.slug}/runs/{run.number}/").text
    told = "Needs 1 more of team network, because aws_route_table.main[&quot;&lt;i&gt;x&lt;/i&gt;&quot;] is updated: aisha."
    assert told in page
    assert "<i>x</i>" not in page


def test_a_run_that_a_rule_approved_names_it() -> None:
    workspace = org.workspace()
    org.team("network")
    viewer = org.signed_in(org.member(workspace, Role.VIEWER))
    approvals.apply(OPERATOR, read(rule_files.read(RULES).document), RULES)
    run = org.uploaded(workspace, plan(entry("aws_s3_bucket_policy.b", "create", after={"bucket": "b"})))
    assert run.approved_by_rule == "small", run.asked_beside
    assert 'rule <span class="mono">small</span>' in viewer.get(f"/workspaces/{workspace.slug}/runs/{run.number}/").text


WHOLE = """
version: 1
approvals:
  network:
    title: Networks
    scopes: [{labels: {env: prod, tier: "1"}}, {workspaces: [web-staging, orders]}]
    when:
      - {types: ["aws_route*", aws_vpc], actions: [update, delete], addresses: ['a.b["x,y"]', "module.net.*"]}
      - {downstream_of: [aws_vpc], providers: [aws], modules: ["module.net*"]}
      - {cost_delta: 0, findings: [sg-open-ssh], severities: [high]}
    needs: [{team: network, count: 2}, {people: [ana@example.org, bo@example.org]}]
    shares_people: true
    approval_hours: 4
  all: {when: [{}, {types: [aws_x]}], needs: [{team: network}]}
auto_approve:
  bot: {types: ["aws_s3*"], authors: [github:renovate], cost_delta_at_most: 0, coverage_at_least: 0.9}
freezes:
  weekend: {window: {time_zone: Europe/Berlin, from: fri 16:00, until: mon 08:00}, exceptions: [ana@example.org]}
"""
EVERY = [("approvals", "network"), ("approvals", "all"), ("auto_approve", "bot"), ("freezes", "weekend")]


@pytest.fixture
def chief() -> Client:
    org.team("network")
    return org.signed_in(org.person("chief", Role.OWNER))


def apply(text: str) -> None:
    approvals.apply(OPERATOR, read(rule_files.read(text).document), text)


@pytest.mark.parametrize(("part", "rule"), EVERY)
def test_saving_what_the_form_shows_changes_nothing(chief: Client, part: str, rule: str) -> None:
    """But for a line that holds for every plan: the others beside it say nothing."""
    apply(WHOLE)
    before = asked.book()
    address = f"/approvals/{part}/{rule}/"
    assert chief.post(address, filled(chief.get(address).text)).status_code == 302
    after = asked.book()
    changed = [line.partition(":")[0] for line in told.differing(before, after)]
    assert changed == (["~ approvals/all"] if rule == "all" else [])
    assert after.approvals["all"].when == (() if rule == "all" else before.approvals["all"].when)
    assert read(rule_files.read(newest().source).document) == after, "and the file says the same"


def newest() -> ApprovalBook:
    found = asked.newest_book()
    assert found
    return found


def test_an_owner_adds_changes_and_removes_a_rule_without_a_file(chief: Client) -> None:
    page = chief.get("/approvals/").text
    assert "No approval rules" in page
    assert 'href="/approvals/approvals/"' in page
    sent = filled(chief.get("/approvals/approvals/").text)
    sent |= {"id": "routes", "scopes": "env=prod\nweb", "when-0-types": "aws_route*", "needs-0-team": "network"}
    answer = chief.post("/approvals/approvals/", sent, follow=True)
    said = "env=prod or web: 1 of team network, when something of type aws_route* changes."
    assert f"Saved. {said}" in answer.text
    assert answer.text.count(said) == 2
    sent = filled(chief.get("/approvals/approvals/routes/").text)
    assert sent["onto"] == "1"
    chief.post("/approvals/approvals/routes/", sent | {"needs-0-count": "2", "approval_hours": "8"})
    assert (
        "2 of team network, when something of type aws_route* changes; an approval lasts 8 hours"
        in chief.get("/approvals/").text
    )
    event = AuditEvent.objects.filter(verb="approvals.applied").latest("sequence")
    assert event.detail["before"]["approvals/routes"]["needs"][0]["count"] == 1
    assert event.detail["after"]["approvals/routes"]["needs"][0]["count"] == 2
    assert "Removed routes." in chief.post("/approvals/approvals/routes/remove/", {"onto": "2"}, follow=True).text
    assert (asked.book(), newest().version) == (Book(), 3)


@pytest.mark.parametrize(
    ("part", "changed", "told"),
    [
        ("approvals", {"id": "No!"}, "lower-case"),
        ("approvals", {"id": "network"}, "This id exists already"),
        ("approvals", {"needs-0-team": ""}, "say who has to approve"),
        ("approvals", {"needs-0-people": "ana@example.org"}, "one of the two"),
        ("approvals", {"needs-0-count": "11"}, "less than or equal to 10"),
        ("approvals", {"approval_hours": "0"}, "1 to 8,760 hours"),
        ("approvals", {"scopes": "env=prod, x"}, "is not a label"),
        ("approvals", {"when-0-actions": "explode"}, "explode is not one of the available choices"),
        ("auto_approve", {}, "it would approve whatever destroys nothing"),
        ("auto_approve", {"authors": "renovate"}, "names no forge"),
        ("auto_approve", {"types": "x", "coverage_at_least": "2"}, "between 0 and 1"),
        ("freezes", {"begins": "soon"}, "“soon” is not a time"),
        ("freezes", {"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ("freezes", {"onto": "x"}, ""),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(chief: Client, part: str, changed: dict[str, str], told: str) -> None:
    apply(WHOLE)
    sent = filled(chief.get(f"/approvals/{part}/").text) | {"id": "fresh"}
    if part == "approvals":
        sent["needs-0-team"] = "network"
    if part == "freezes":
        sent |= {"time_zone": "UTC", "begins": "fri 16:00", "ends": "mon 08:00"}
    answer = chief.post(f"/approvals/{part}/", sent | changed)
    assert answer.status_code == 422
    assert told in unescape(answer.text)
    assert newest().version == 1


def test_who_looked_at_older_rules_changes_none(chief: Client) -> None:
    apply(WHOLE)
    sent = filled(chief.get("/approvals/freezes/weekend/").text)
    apply(WHOLE.replace("mon 08:00", "mon 09:00"))
    answer = chief.post("/approvals/freezes/weekend/", sent)
    assert answer.status_code == 409
    assert "Somebody changed the approval rules meanwhile" in answer.text
    assert "meanwhile" in chief.post("/approvals/freezes/weekend/remove/", {"onto": "1"}, follow=True).text
    assert asked.book().freezes["weekend"].window.ends == "mon 09:00"


def test_what_is_not_there_cannot_be_opened(chief: Client) -> None:
    apply("# ours" + WHOLE)
    assert "Saving rewrites the rules file: comments in it are lost" in chief.get("/approvals/freezes/weekend/").text
    for address in ("freezes/none/", "nothing/", "nothing/weekend/"):
        assert chief.get(f"/approvals/{address}").status_code == 404
    assert chief.post("/approvals/freezes/none/remove/", {"onto": "1"}).status_code == 404
