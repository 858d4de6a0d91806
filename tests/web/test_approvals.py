"""Approval rules on pages: in words for who sees everything; on a run, who is still needed and why."""

from __future__ import annotations

import pytest

from gitops_portal.actions import approvals
from gitops_portal.commands import rule_files
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.model import Role
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

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
