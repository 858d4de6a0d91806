"""The trail's table lets no event go, in either database; what is lifted stands again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from gitops_portal.records.append_only import lifted
from gitops_portal.records.models import AuditEvent
from tests import organisation as org
from tests.portal import Portal
from tests.servers import Database


@pytest.mark.django_db
def test_the_triggers_stand_again_after_they_were_lifted() -> None:
    org.event(org.workspace())
    with lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_auditevent SET reason = 'other'")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_auditevent SET reason = 'once more'")
    assert AuditEvent.objects.get().reason == "other"


REFUSED = (
    "UPDATE records_auditevent SET reason = 'other'",
    "DELETE FROM records_auditevent",
    "TRUNCATE records_auditevent CASCADE",
    "INSERT INTO records_auditevent SELECT * FROM records_auditevent ON CONFLICT (id) DO UPDATE SET reason = 'other'",
)


@pytest.fixture
def portal(postgres: Database, tmp_path: Path) -> Iterator[Portal]:
    """On PostgreSQL, with a workspace and a token."""
    with postgres.fresh() as url:
        made = Portal(tmp_path, {"DATABASE_URL": url})
        made.manage("migrate", "--verbosity", "0")
        made.manage("token", "create", "--workspace", "orders", "--create")
        yield made


def refuses_every_edit(portal: Portal) -> None:
    with psycopg.connect(portal.settings["DATABASE_URL"], autocommit=True) as database:
        for statement in REFUSED:
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="audit events are"):
                database.execute(statement)


@pytest.mark.servers
def test_postgresql_refuses_the_same(portal: Portal) -> None:
    refuses_every_edit(portal)
    assert "intact" in portal.manage("audit", "verify")


LIFTED = """
from django.db import transaction
from gitops_portal.actions import workspaces
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.append_only import take_away
from gitops_portal.records.models import AuditChain
with transaction.atomic():
    workspaces.create(Actor(ActorKind.PORTAL, "test"), "billing")
    print(take_away(AuditChain.objects.get(name="billing").pk, 1))
"""
"""Foreign keys of the new event are checked at the end of the transaction, and wait for that as the table is altered."""


@pytest.mark.servers
def test_postgresql_prunes_and_refuses_again(portal: Portal, tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    portal.manage("audit", "prune", "--workspace", "orders", "--before", "2999-01-01", "--output", str(file))
    pruned = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [event["sequence"] for event in pruned] == [1, 2]
    with psycopg.connect(portal.settings["DATABASE_URL"]) as database:
        left = database.execute("SELECT sequence, verb FROM records_auditevent ORDER BY sequence").fetchall()
    assert left == [(3, "audit.pruned")]
    refuses_every_edit(portal)
    assert "intact, 3 events" in portal.manage("audit", "verify", "--workspace", "orders")
    assert "intact, 2 events" in portal.manage("audit", "verify", "--file", str(file))
    assert portal.manage("shell", "-c", LIFTED).split()[-1] == "1"
    refuses_every_edit(portal)
