"""Signed checkpoints: what the hashes alone can't show is found by what was signed elsewhere."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from gitops_portal.actions import audit, checkpoints, clock, keys, reconcile, verification
from gitops_portal.adapters import signing
from gitops_portal.core import ledger
from gitops_portal.core.errors import Unavailable
from gitops_portal.core.events import Verb
from gitops_portal.core.ledger import GENESIS
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.models import AuditChain, AuditEvent, Workspace
from tests.tampering import tamper

if TYPE_CHECKING:
    from collections.abc import Callable

ANA = Actor(ActorKind.PERSON, "Ana <ana@example.org>", 1, "192.0.2.1")


def grow(of: Workspace, events: int) -> None:
    for _ in range(events):
        audit.record(ANA, Verb.RUN_EXPIRED, "a run", workspace=of)


@pytest.fixture
def trail(workspace: Workspace) -> Workspace:
    """Six events, signed at the third and at the sixth."""
    for _ in range(2):
        grow(workspace, 3 - AuditChain.objects.get(name=workspace.slug).sequence % 3)
        assert verification.sign(workspace.slug).intact
    return workspace


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A second store of checkpoints, with somebody else."""
    monkeypatch.setattr(settings, "CHECKPOINTS_URL", f"file://{tmp_path}/elsewhere")
    return tmp_path / "elsewhere"


def file_of(sequence: int, root: Path | None = None) -> Path:
    folder = root or Path(settings.ARTIFACTS_URL.removeprefix("file://"), "checkpoints")
    return folder / "orders-prod" / f"{sequence:020d}.jwt"


def rewrite(begin: int, last: int) -> None:
    """As who owns the database does it: events anew from one on, each with the hash that fits, and the head, too."""
    events = list(AuditEvent.objects.filter(chain__name="orders-prod").select_related("chain").order_by("sequence"))
    previous = events[begin - 2].hash if begin > 1 else GENESIS
    for event in events[begin - 1 :]:
        event.previous, event.reason = previous, "nobody did anything"
        event.hash = previous = ledger.digest(audit.canonical(event))
    tamper("DELETE FROM records_auditevent WHERE sequence >= " + str(begin))
    for event in events[begin - 1 : last]:
        event.pk, event._state.adding = None, True
        event.save()
    AuditChain.objects.update(sequence=last, head=events[last - 1].hash, signed=0, verified=0, broken_at=None)


def test_any_jwt_library_reads_a_checkpoint(trail: Workspace) -> None:
    token = file_of(6).read_text()
    key = jwt.PyJWK(keys.published()["keys"][0])
    told = jwt.decode(token, key.key, algorithms=["EdDSA"])
    chain = AuditChain.objects.get(name=trail.slug)
    assert (told["chain"], told["sequence"], told["head"]) == (trail.slug, 6, chain.head)
    assert jwt.get_unverified_header(token)["typ"] == checkpoints.KIND
    assert (chain.signed, chain.signed_at is not None) == (6, True)


def test_a_whole_chain_agrees_with_what_was_signed(trail: Workspace) -> None:
    grow(trail, 1)
    found = verification.verify(trail.slug)
    assert found.intact
    assert found.signed
    assert (found.events, found.signed.sequence) == (7, 6)


def forget_all() -> None:
    tamper("DELETE FROM records_auditevent")
    AuditChain.objects.all().delete()


CHANGED: dict[str, tuple[Callable[[], Any], int, str]] = {
    "rewritten as a whole": (lambda: rewrite(1, 6), 1, "from event 1 on was written anew"),
    "rewritten behind a checkpoint": (lambda: rewrite(5, 6), 4, "from event 4 on was written anew"),
    "rewritten before a checkpoint": (lambda: rewrite(2, 6), 1, "from event 1 on was written anew"),
    "its tail cut, and its head with it": (lambda: rewrite(4, 4), 5, "event 6"),
    "an event changed": (lambda: tamper("UPDATE records_auditevent SET actor = 'x' WHERE sequence = 5"), 5, "changed"),
    "an event deleted": (lambda: tamper("DELETE FROM records_auditevent WHERE sequence = 2"), 2, "missing"),
    "the whole of it gone": (forget_all, 1, "events from 1 on are missing"),
    "a checkpoint forged": (lambda: file_of(6).write_text("e30.e30.e30"), 6, "cannot be trusted"),
    "a checkpoint of another number": (
        lambda: file_of(7).write_text(file_of(6).read_text()),
        7,
        "is of orders-prod, event 6",
    ),
    "an attestation passed for one": (
        lambda: file_of(6).write_text(keys.ring().sign({"chain": "orders-prod", "sequence": 6, "head": "0", "iat": 1})),
        6,
        "cannot be trusted",
    ),
}


@pytest.mark.parametrize(("change", "broken_at", "reason"), CHANGED.values(), ids=CHANGED)
def test_what_was_signed_shows(
    trail: Workspace, change: Callable[[], Any], broken_at: int, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change()
    found = verification.verify(trail.slug)
    assert (found.intact, found.broken_at) == (False, broken_at)
    assert reason in found.reason
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify")
    assert ended.value.code == 2
    assert f"orders-prod: broken at event {broken_at}: " in capsys.readouterr().out


def test_without_checkpoints_a_rewritten_chain_looks_intact(trail: Workspace) -> None:
    rewrite(1, 6)
    file_of(3).unlink()
    file_of(6).unlink()
    assert verification.verify(trail.slug).intact


def test_who_cleans_the_artifacts_too_is_found_by_the_store_elsewhere(elsewhere: Path, trail: Workspace) -> None:
    rewrite(1, 6)
    file_of(3).unlink()
    file_of(6).unlink()
    assert verification.sign(trail.slug).broken_at == 1
    assert not file_of(6).exists(), "what does not hold is not signed"
    assert file_of(6, elsewhere).exists()


def test_a_rotated_key_vouches_for_what_it_signed(
    trail: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(Path(settings.PORTAL_DATA_DIR, signing.KEY_FILE), tmp_path)
    monkeypatch.setattr(settings, "PORTAL_DATA_DIR", tmp_path)
    keys.rotate(ANA)
    assert verification.verify(trail.slug).intact, "the newest one is signed by the key before"
    grow(trail, 1)
    assert verification.sign(trail.slug).intact
    file_of(7).unlink()
    assert verification.verify(trail.slug).intact


def test_the_clock_signs_daily_and_when_a_chain_grew(trail: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(trail, 2)
    with clock.at(timezone.now() + timedelta(hours=1)):
        reconcile.turn()
    assert not file_of(8).exists(), "neither a day nor many events have passed"
    with clock.at(timezone.now() + timedelta(days=2)):
        reconcile.turn()
    assert file_of(8).exists()
    monkeypatch.setattr(verification, "SIGNED_EVERY", 2)
    grow(trail, 2)
    reconcile.turn()
    assert file_of(10).exists()


def test_a_store_that_is_away_is_asked_again(
    trail: Workspace, elsewhere: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere.write_text("in the way")
    grow(trail, 1)
    with clock.at(timezone.now() + timedelta(days=2)):
        reconcile.turn()
    assert "event=not_signed chain=orders-prod" in caplog.text
    assert AuditChain.objects.get(name=trail.slug).signed == 6
    with pytest.raises(Unavailable):
        verification.verify(trail.slug)
    with pytest.raises(CommandError, match="cannot be"):
        call_command("audit", "checkpoint")
    elsewhere.unlink()
    call_command("audit", "checkpoint")
    assert file_of(7, elsewhere).read_text() == file_of(7).read_text() != ""


def take_away(trail: Workspace, folder: Path) -> tuple[str, str, str]:
    """An export, its checkpoints and the keys, as files."""
    for name, text in {
        "trail.jsonl": "".join(audit.export(trail.slug, "jsonl")),
        "checkpoints.txt": f"{file_of(3).read_text()}\n{file_of(6).read_text()}\n",
        "keys.json": json.dumps(keys.ring().all),
    }.items():
        (folder / name).write_text(text)
    return str(folder / "trail.jsonl"), str(folder / "checkpoints.txt"), str(folder / "keys.json")


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (slice(6), "intact, 6 events"),
        (slice(2, 6), "intact, 6 events"),
        (slice(5), "broken at event 6"),
        (slice(3, 5), "broken at event 6"),
    ],
    ids=["whole", "its end", "its tail cut", "a part of the middle"],
)
def test_an_export_verifies_with_its_checkpoints(
    trail: Workspace, tmp_path: Path, kept: slice, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    export, signed, key_set = take_away(trail, tmp_path)
    lines = Path(export).read_text().splitlines(keepends=True)
    Path(export).write_text("".join(lines[kept]))
    with suppress(SystemExit):
        call_command("audit", "verify", "--file", export, "--checkpoints", signed, "--jwks", key_set)
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--file", "{0}", "--checkpoints", "{1}"), "--checkpoints and --jwks together"),
        (("--file", "{0}", "--checkpoints", "{0}", "--jwks", "{2}"), "cannot be read with these keys"),
        (("--file", "{0}", "--checkpoints", "{1}", "--jwks", "{0}"), "cannot be read with these keys"),
        (("--file", "{0}", "--checkpoints", "{3}", "--jwks", "{2}"), "no checkpoint is given"),
        (("--workspace", "orders-prod", "--checkpoints", "{1}"), "go with --file"),
    ],
)
def test_what_does_not_belong_together_gets_a_sentence(
    trail: Workspace, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    files = take_away(trail, tmp_path)
    other = tmp_path / "other.txt"
    other.write_text(checkpoints.token("billing", verification.verify(trail.slug)))
    with pytest.raises(CommandError, match=told):
        call_command("audit", "verify", *(one.format(*files, other) for one in arguments))
