"""The trail: written with what it tells of, verified, exported; every edit of the table is found."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from gitops_portal.actions import audit
from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.models import AuditChain, AuditEvent, Workspace
from gitops_portal.records.queries import ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Callable

ANA = Actor(ActorKind.PERSON, "Ana <ana@example.org>", 1, "192.0.2.1")


@pytest.fixture
def trail(workspace: Workspace) -> Workspace:
    """Five events: the workspace's creation and four more."""
    for number in range(4):
        audit.record(ANA, "run.approved", f"run {number}", workspace=workspace, reason="=1+1", detail={"n": number})
    return workspace


def sql(statement: str) -> None:
    """What somebody with access to the database would do; the models refuse."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_whole_chain_is_intact(trail: Workspace) -> None:
    found = audit.verify(trail.slug)
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
    sql(statement + " AND chain_id = (SELECT id FROM records_auditchain WHERE name = 'orders-prod')")
    found = audit.verify(trail.slug)
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


def test_an_event_goes_with_what_it_tells_of(trail: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(ANA, "run.approved", "run 9", workspace=trail)
        raise ZeroDivisionError
    assert audit.verify(trail.slug).events == 5
    assert AuditChain.objects.get(name=trail.slug).sequence == 5


def test_chains_are_apart(trail: Workspace) -> None:
    audit.record(ANA, "person.invited", "bo@example.org")
    assert audit.verify(ORGANISATION).events == 1
    assert audit.verify(trail.slug).events == 5


def test_an_export_verifies_by_itself(trail: Workspace) -> None:
    lines = list(audit.export(trail.slug, "jsonl"))
    assert audit.verify_export(iter(lines)) == audit.verify(trail.slug)
    edited = [line.replace("run 2", "run 3") for line in lines]
    assert audit.verify_export(iter(edited)).broken_at == 4


def test_a_file_that_is_no_export_gets_a_sentence() -> None:
    with pytest.raises(Invalid, match="Line 1"):
        audit.verify_export(iter(["[]"]))


def test_a_spreadsheet_sees_no_formula(trail: Workspace) -> None:
    rows = list(csv.DictReader(audit.export(trail.slug, "csv")))
    assert len(rows) == 5
    assert rows[1]["reason"] == "'=1+1"
    assert json.loads(rows[1]["detail"]) == {"n": 0}
