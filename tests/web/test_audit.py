"""The trail as a page and as a file."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import checkpoints, keys, verification
from gitops_portal.actions.people import as_actor
from gitops_portal.core.ledger import GENESIS
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditChain, AuditEvent
from tests import organisation as org
from tests.actors import CI
from tests.tampering import tamper

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person(organisation_role=Role.VIEWER))


def content(client: Client, address: str) -> str:
    return b"".join(client.get(address)).decode()  # a streamed answer is an iterator of its parts


def test_an_empty_trail(client: Client) -> None:
    assert "The trail is empty" in client.get("/audit/").text


def test_who_did_what_why_and_from_where(client: Client) -> None:
    run = org.run(org.workspace())
    org.event(
        run.workspace,
        "run.approved",
        run=run,
        subject="orders-prod run 1",
        reason="agreed in CHG-1",
        detail={"guardrails": {"before": "", "after": "off"}},
    )
    text = client.get("/workspaces/orders-prod/audit/").text
    for told in (
        "run.approved",
        "command line",
        "agreed in CHG-1",
        'href="/workspaces/orders-prod/runs/1/"',
        "chain is intact",
        "{&quot;after&quot;: &quot;off&quot;, &quot;before&quot;: &quot;&quot;}",
    ):
        assert told in text, told


def test_pages_follow_each_other_without_gap_or_double(client: Client) -> None:
    workspace = org.workspace()
    for _ in range(120):
        org.event(workspace)
    seen: list[int] = []
    query = "?verb=run.approved"
    while query:
        answer = client.get(f"/workspaces/orders-prod/audit/{query}")
        seen += [event.sequence for event in answer.context["events"]]
        query = answer.context["following"]
        assert not query or "verb=run.approved" in query
    assert seen == list(range(120, 0, -1))


def test_a_broken_chain_is_told_at_once(client: Client) -> None:
    workspace = org.workspace()
    for _ in range(3):
        org.event(workspace)
    tamper("UPDATE records_auditevent SET reason = 'never mind' WHERE sequence = 2")
    assert "is broken at event 2" in client.get("/workspaces/orders-prod/audit/").text
    org.event(None)
    text = client.get("/audit/?verify=all").text
    assert "Broken at 2" in text
    assert "Intact" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=2020-01-01&until=2999-12-31", 200),
        ("since=yesterday", 422),
        ("until=2026-13-45", 422),
        ("before=-1", 200),
        ("before=nonsense", 200),
        ("before=" + "9" * 40, 200),
        ("before=%C2%B2", 200),
        ("verb='--&text=%00&person=%25", 422),
        ("person=" + "x" * 5000, 422),
        ("verify=nonsense", 200),
    ],
)
def test_no_parameter_breaks_the_page(client: Client, query: str, status: int) -> None:
    org.event(org.workspace())
    assert client.get(f"/audit/?{query}").status_code == status


def test_days_count_whole(client: Client) -> None:
    event = org.event(org.workspace())
    assert len(client.get(f"/audit/?since={event.at:%Y-%m-%d}&until={event.at:%Y-%m-%d}").context["events"]) == 1
    assert client.get("/audit/?until=2020-01-01").context["events"] == []


def test_the_file_holds_the_whole_chain(client: Client) -> None:
    workspace = org.workspace()
    for _ in range(3):
        org.event(workspace)
    lines = content(client, "/workspaces/orders-prod/audit/export/?format=jsonl").splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == [1, 2, 3, 4]
    assert json.loads(lines[-1])["verb"] == "audit.exported"
    answer = client.get("/workspaces/orders-prod/audit/export/?format=csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-orders-prod-')
    assert client.get("/workspaces/orders-prod/audit/export/?format=exe").status_code == 404


def test_a_checkpoint_is_taken_away_of_what_holds_alone(client: Client) -> None:
    org.event(workspace := org.workspace())
    address = "/workspaces/orders-prod/audit/export/?format=jwt"
    signed = checkpoints.read(content(client, address).strip(), keys.published())
    chain = AuditChain.objects.get(name=workspace.slug)
    assert (signed.chain, signed.sequence, signed.head) == (workspace.slug, 1, chain.head)
    assert "not signed yet" in client.get("/workspaces/orders-prod/audit/").text
    verification.sign(workspace.slug)
    assert "signed up to event 1 on" in client.get("/workspaces/orders-prod/audit/").text
    tamper("UPDATE records_auditevent SET reason = 'other'")
    AuditChain.objects.update(verified=0, verified_head=GENESIS)
    assert "is broken at event 1" in content(client, address)
    member = org.member(workspace, Role.VIEWER)
    assert org.signed_in(member).get("/audit/export/?format=jwt").status_code == 403
    org.team("audit", member, role=Role.AUDITOR)  # in every workspace
    assert org.signed_in(member).get("/audit/export/?format=jwt").status_code == 200


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_file_is_a_formula(client: Client, hostile: str) -> None:
    org.event(org.workspace(), subject=hostile, reason=hostile)
    text = content(client, "/workspaces/orders-prod/audit/export/?format=csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_members_read_their_own_chains_alone() -> None:
    mine, others = org.workspace("mine"), org.workspace("others")
    org.event(mine, reason="ours")
    org.event(others, reason="theirs")
    org.event(None, reason="of the organisation")
    viewer = org.signed_in(org.member(mine, Role.VIEWER))
    text = viewer.get("/audit/?verify=all").text
    assert "ours" in text
    assert "theirs" not in text
    assert "of the organisation" not in text
    assert viewer.get("/audit/export/").status_code == 403


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_file_holds_what_was_asked_for(client: Client, form: str) -> None:
    for slug in ("a", "b"):
        workspace = org.workspace(slug)
        org.event(workspace, "run.approved", reason=f"{slug} is fine")
        org.event(workspace, "run.rejected", reason=f"{slug} is not")
    query = f"format={form}&verb=run.approved"
    text = content(client, f"/audit/export/?{query}")
    assert ("a is fine" in text, "b is fine" in text, "is not" in text) == (True, True, False)
    text = content(client, f"/workspaces/a/audit/export/?{query}")
    assert ("a is fine" in text, "b is fine" in text) == (True, False)
    page = client.get("/audit/?verb=run.approved&before=99").text
    assert 'href="/audit/export/?format=csv&amp;verb=run.approved"' in page
    assert client.get("/audit/export/?since=yesterday").status_code == 422


@pytest.mark.parametrize("address", ["/audit/export/", "/workspaces/a/audit/export/"])
def test_an_export_is_an_event_with_what_was_asked_for(client: Client, address: str) -> None:
    org.event(org.workspace("a"), "run.approved", reason="fine")
    asked = {"verb": "run.approved", "person": "opera", "since": "2020-01-02", "text": "fi", "order": "first"}
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    text = content(client, f"{address}?format=csv&{query}")
    assert "audit.exported" not in text
    event = AuditEvent.objects.get(verb="audit.exported")
    assert event.detail == {"form": "csv", "asked": asked}
    assert event.chain.name == ("a" if "workspaces" in address else "organisation")
    content(client, f"{address}?format=jsonl")
    assert AuditEvent.objects.filter(verb="audit.exported").latest("pk").detail == {"form": "jsonl", "asked": {}}


def test_a_file_that_somebody_may_not_have_is_no_export() -> None:
    viewer = org.signed_in(org.member(org.workspace("mine"), Role.VIEWER))
    assert viewer.get("/audit/export/").status_code == 403
    assert viewer.get("/workspaces/other/audit/export/").status_code == 404
    assert not AuditEvent.objects.filter(verb="audit.exported").exists()


def test_the_trail_and_the_file_are_narrowed_to_a_workspace(client: Client) -> None:
    for slug in ("a", "b"):
        org.event(org.workspace(slug), "run.approved", reason=f"of {slug}")
    assert [event.reason for event in client.get("/audit/?workspace=a").context["events"]] == ["of a"]
    text = content(client, "/audit/export/?format=jsonl&workspace=b")
    assert ("of b" in text, "of a" in text) == (True, False)


def test_a_part_of_the_trail_holds_nothing_that_a_member_does_not_see() -> None:
    mine, others = org.workspace("mine"), org.workspace("others")
    for workspace in (mine, others):
        org.event(workspace, "run.approved", reason=f"of {workspace}")
    viewer = org.signed_in(org.member(mine, Role.VIEWER))
    text = content(viewer, "/audit/export/?verb=run.approved")
    assert ("of mine" in text, "of others" in text) == (True, False)


def test_what_machines_do_in_a_row_is_folded(client: Client) -> None:
    workspace = org.workspace()
    for verb in ("run.uploaded", "run.evaluated") * 2:
        org.event(workspace, verb, by=CI)
    person = org.person("ben")
    org.event(workspace, "run.approved", by=as_actor(person))
    org.event(workspace, "run.uploaded", by=CI)
    groups = client.get("/workspaces/orders-prod/audit/").context["groups"]
    assert [(group.folded, len(group.events)) for group in groups] == [(False, 1), (False, 1), (True, 4)]
    text = client.get("/workspaces/orders-prod/audit/").text
    assert "4 events by machines: 2 run.evaluated, 2 run.uploaded" in text
    narrowed = client.get("/workspaces/orders-prod/audit/?person=ci").context["groups"]
    assert not any(group.folded for group in narrowed)
