"""Old events go into a file and out of the database: signed, verified on both sides, and told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from gitops_portal.actions import audit, clock, keys, pruning, verification
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.records.models import AuditChain, AuditEvent
from tests.actors import OPERATOR
from tests.tampering import tamper

if TYPE_CHECKING:
    from gitops_portal.records.models import Workspace

THEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def trail(workspace: Workspace) -> Workspace:
    """Six events, four of them of 2025."""
    tamper("DELETE FROM records_auditevent")
    AuditChain.objects.all().delete()
    for number in range(6):
        with clock.at(THEN + timedelta(days=number - 4)):
            audit.record(OPERATOR, Verb.RUN_EXPIRED, f"run {number}", workspace=workspace)
    return workspace


def stub(number: int) -> Path:
    folder = Path(settings.ARTIFACTS_URL.removeprefix("file://"), "checkpoints", "orders-prod", "pruned")
    return folder / f"{number:020d}.jwt"


def test_what_is_old_goes_and_the_rest_holds(trail: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "2025.jsonl"
    written = pruning.prune(OPERATOR, trail.slug, THEN, file)
    assert (written.events, len(file.read_text().splitlines())) == (4, 4)
    assert [event.sequence for event in AuditEvent.objects.filter(chain__name=trail.slug)] == [5, 6, 7]
    found = verification.verify(trail.slug)
    assert (found.intact, found.events) == (True, 7)
    event = AuditEvent.objects.get(verb="audit.pruned")
    assert (event.detail["until"], event.detail["events"]) == (4, 4)
    with pytest.raises(DatabaseError, match="audit events are"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_auditevent")


def test_the_file_verifies_by_itself(trail: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, key_set = tmp_path / "2025.jsonl", tmp_path / "keys.json"
    call_command("audit", "prune", "--workspace", trail.slug, "--before", "2026-01-01", "--output", str(file))
    key_set.write_text(json.dumps(keys.published()))
    call_command("audit", "verify", "--file", str(file), "--checkpoints", str(stub(4)), "--jwks", str(key_set))
    assert "intact, 4 events" in capsys.readouterr().out


def test_twice_is_one_after_the_other(trail: Workspace, tmp_path: Path) -> None:
    pruning.prune(OPERATOR, trail.slug, THEN - timedelta(days=2), tmp_path / "one.jsonl")
    pruning.prune(OPERATOR, trail.slug, THEN, tmp_path / "two.jsonl")
    assert [len((tmp_path / name).read_text().splitlines()) for name in ("one.jsonl", "two.jsonl")] == [2, 2]
    assert verification.verify(trail.slug).intact


@pytest.mark.parametrize("how", ["gone", "forged", "of another head"])
def test_without_the_signed_stub_the_chain_does_not_hold(trail: Workspace, tmp_path: Path, how: str) -> None:
    pruning.prune(OPERATOR, trail.slug, THEN, tmp_path / "2025.jsonl")
    if how == "gone":
        stub(4).unlink()
    elif how == "forged":
        stub(4).write_text("e30.e30.e30")
    else:
        AuditChain.objects.filter(name=trail.slug).update(pruned_head="0" * 64)
    assert not verification.verify(trail.slug).intact


def test_whoever_deletes_events_by_hand_is_found(trail: Workspace, tmp_path: Path) -> None:
    pruning.prune(OPERATOR, trail.slug, THEN, tmp_path / "2025.jsonl")
    tamper("DELETE FROM records_auditevent WHERE sequence = 5")
    assert verification.verify(trail.slug).broken_at == 5


def test_what_does_not_hold_is_not_pruned(trail: Workspace, tmp_path: Path) -> None:
    tamper("UPDATE records_auditevent SET reason = 'other' WHERE sequence = 2")
    with pytest.raises(Stale, match="broken at event 2"):
        pruning.prune(OPERATOR, trail.slug, THEN, tmp_path / "2025.jsonl")
    assert AuditEvent.objects.filter(chain__name=trail.slug).count() == 6


def test_nothing_is_overwritten_and_nothing_old_is_said(trail: Workspace, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(CommandError, match="Nothing was pruned"):
        call_command(
            "audit", "prune", "--workspace", trail.slug, "--before", "2026-01-01", "--output", str(tmp_path / "there")
        )
    with pytest.raises(Invalid, match="nothing to prune"):
        pruning.prune(OPERATOR, trail.slug, THEN - timedelta(days=99), tmp_path / "2024.jsonl")
    assert AuditEvent.objects.filter(chain__name=trail.slug).count() == 6
