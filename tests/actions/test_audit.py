"""The trail: written with what it tells of, verified, exported; every edit of the table is found."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from gitops_portal.actions import audit, clock, reconcile, verification
from gitops_portal.core.errors import Invalid
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.core.payloads.runs import Reopened
from gitops_portal.records.models import AuditChain, AuditEvent, Workspace
from gitops_portal.records.queries import ORGANISATION
from tests.tampering import tamper

if TYPE_CHECKING:
    from collections.abc import Callable

ANA = Actor(ActorKind.PERSON, "Ana <ana@example.org>", 1, "192.0.2.1")


@pytest.fixture
def trail(workspace: Workspace) -> Workspace:
    """Five events: the workspace's creation and four more."""
    for number in range(4):
        told = Reopened(before="approved", approvals_missing=number)
        audit.record(ANA, Verb.RUN_REOPENED, f"run {number}", workspace=workspace, reason="=1+1", detail=told)
    return workspace


def test_a_whole_chain_is_intact(trail: Workspace) -> None:
    found = verification.verify(trail.slug)
    assert (found.intact, found.events) == (True, 5)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE records_auditevent SET reason = 'other' WHERE sequence = 3", 3),
        ("UPDATE records_auditevent SET at = '2020-01-01 00:00:00' WHERE sequence = 2", 2),
        ("UPDATE records_auditevent SET detail = '{\"n\": 9}' WHERE sequence = 4", 4),
        ("DELETE FROM records_auditevent WHERE sequence = 3", 3),
        ("DELETE FROM records_auditevent WHERE sequence = 5", 5),
        ("DELETE FROM records_auditevent WHERE sequence >= 1", 1),
    ],
    ids=["reason", "time", "detail", "one deleted", "tail cut", "all deleted"],
)
def test_every_edit_of_the_table_is_found(trail: Workspace, statement: str, broken_at: int) -> None:
    tamper(statement + " AND chain_id = (SELECT id FROM records_auditchain WHERE name = 'orders-prod')")
    found = verification.verify(trail.slug)
    assert (found.intact, found.broken_at) == (False, broken_at)


@pytest.mark.parametrize(
    "edit",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda _: AuditEvent.objects.update(reason="x"),
        lambda _: AuditEvent.objects.all().delete(),
        lambda event: AuditEvent.objects.bulk_update([event], ["reason"]),
    ],
)
def test_the_models_refuse_every_edit(trail: Workspace, edit: Callable[[AuditEvent], Any]) -> None:
    with pytest.raises(TypeError, match="never"):
        edit(AuditEvent.objects.earliest("pk"))


REFUSED = {
    "change": "UPDATE records_auditevent SET reason = 'other' WHERE sequence = 3",
    "remove": "DELETE FROM records_auditevent WHERE sequence = 5",
    "remove all": "DELETE FROM records_auditevent",
    "replace": "INSERT OR REPLACE INTO records_auditevent SELECT * FROM records_auditevent WHERE sequence = 3",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses_every_edit(trail: Workspace, statement: str) -> None:
    before = list(AuditEvent.objects.values())
    with pytest.raises(DatabaseError, match="audit events are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(AuditEvent.objects.values()) == before


def test_an_event_goes_with_what_it_tells_of(trail: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(ANA, Verb.RUN_EXPIRED, "run 9", workspace=trail)
        raise ZeroDivisionError
    assert verification.verify(trail.slug).events == 5
    assert AuditChain.objects.get(name=trail.slug).sequence == 5


def test_a_verb_tells_what_belongs_to_it(trail: Workspace) -> None:
    with pytest.raises(TypeError, match=r"run\.reopened tells"):
        audit.record(ANA, Verb.RUN_REOPENED, "run 9", workspace=trail, detail={"before": "approved"})
    assert verification.verify(trail.slug).events == 5


def test_chains_are_apart(trail: Workspace) -> None:
    audit.record(ANA, Verb.PERSON_SIGNED_IN, "bo@example.org")
    assert verification.verify(ORGANISATION).events == 1
    assert verification.verify(trail.slug).events == 5


def test_an_export_verifies_by_itself(trail: Workspace) -> None:
    lines = list(audit.export(trail.slug, "jsonl"))
    assert verification.verify_export(iter(lines)) == verification.verify(trail.slug)
    edited = [line.replace("run 2", "run 3") for line in lines]
    assert verification.verify_export(iter(edited)).broken_at == 4


def test_a_file_that_is_no_export_gets_a_sentence() -> None:
    with pytest.raises(Invalid, match="Line 1"):
        verification.verify_export(iter(["[]"]))


def test_a_spreadsheet_sees_no_formula(trail: Workspace) -> None:
    rows = list(csv.DictReader(audit.export(trail.slug, "csv")))
    assert len(rows) == 5
    assert rows[1]["reason"] == "'=1+1"
    assert json.loads(rows[1]["detail"]) == {"before": "approved", "approvals_missing": 0}


def page_of(trail: Workspace, times: int = 1) -> verification.Checked:
    for _ in range(times):
        audit.record(ANA, Verb.RUN_EXPIRED, "later", workspace=trail)
    return verification.since_last(trail.slug)


def test_a_page_re_computes_what_came_since_the_whole_was(trail: Workspace, django_assert_num_queries: Any) -> None:
    assert verification.since_last(trail.slug).whole_at is None
    reconcile.turn()
    checked = page_of(trail, 2)
    assert (checked.found.intact, checked.found.events, checked.passed) == (True, 7, 5)
    assert checked.whole_at is not None
    with django_assert_num_queries(2) as asked:
        verification.since_last(trail.slug)
    assert {query["sql"].split()[0] for query in asked.captured_queries} == {"SELECT"}, "no lock, and no transaction"


EDITS = {
    "before the checkpoint": ("UPDATE records_auditevent SET reason = 'other' WHERE sequence = 3", 3, False),
    "at the checkpoint": ("UPDATE records_auditevent SET hash = 'other' WHERE sequence = 5", 5, False),
    "behind the checkpoint": ("UPDATE records_auditevent SET reason = 'other' WHERE sequence = 6", 6, True),
    "the tail": ("DELETE FROM records_auditevent WHERE sequence = 7", 7, True),
    "one more at the end": (
        "UPDATE records_auditchain SET sequence = 6, head = (SELECT hash FROM records_auditevent WHERE sequence = 6 AND chain_id = records_auditchain.id) WHERE 1 = 1",
        7,
        True,
    ),
    "everything before the checkpoint": ("DELETE FROM records_auditevent WHERE sequence <= 5", 1, False),
}


@pytest.mark.parametrize(("statement", "broken_at", "at_once"), EDITS.values(), ids=EDITS)
def test_an_edit_is_found_at_once_or_by_the_clock_and_by_the_command(
    trail: Workspace, statement: str, broken_at: int, at_once: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    verification.turn()
    page_of(trail, 2)
    which = "name" if "chain SET" in statement else "chain_id"
    tamper(
        f"{statement} AND {which} = "
        + ("'orders-prod'" if which == "name" else "(SELECT id FROM records_auditchain WHERE name = 'orders-prod')")
    )
    assert verification.since_last(trail.slug).found.intact is not at_once
    found = verification.verify(trail.slug)
    assert (found.intact, found.broken_at) == (False, broken_at)
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    assert f"broken at event {broken_at}" in capsys.readouterr().out
    AuditChain.objects.update(broken_at=None)
    with clock.at(timezone.now() + timedelta(days=2)):
        verification.turn()
    assert verification.since_last(trail.slug).found.broken_at == broken_at


def test_a_chain_that_was_mended_is_intact_again(trail: Workspace) -> None:
    tamper("UPDATE records_auditevent SET reason = 'other' WHERE sequence = 3")
    assert not verification.keep(trail.slug).intact
    assert not page_of(trail).found.intact
    tamper("UPDATE records_auditevent SET reason = '=1+1' WHERE sequence = 3")
    assert verification.keep(trail.slug).intact
    assert page_of(trail).found.events == 7


def test_the_clock_takes_a_few_chains_at_a_time(trail: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    audit.record(ANA, Verb.PERSON_SIGNED_IN, "bo@example.org")
    monkeypatch.setattr(verification, "EVENTS_A_TURN", 1)
    for verified in (1, 2, 2):
        verification.turn()
        assert AuditChain.objects.filter(verified_at__isnull=False).count() == verified
