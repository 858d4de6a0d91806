"""`gate verify` and `keys rotate`: an attestation checked without the portal, and after its key was rotated."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from gitops_portal.actions import keys, verification
from gitops_portal.adapters import signing
from gitops_portal.records.models import AuditEvent
from gitops_portal.records.queries import ORGANISATION

PLAN = b"a saved plan"


@pytest.fixture(autouse=True)
def _keys_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PORTAL_DATA_DIR", tmp_path)


@pytest.fixture
def key_set(tmp_path: Path) -> Path:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(keys.published()))
    return path


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.bin"
    path.write_bytes(PLAN)
    return path


def attestation(**claims: Any) -> str:
    until = timezone.now() + timedelta(hours=1)
    told = {"sub": "orders/7", "state": "approved", "planfile_sha256": hashlib.sha256(PLAN).hexdigest()}
    return keys.ring().sign({**told, "exp": int(until.timestamp()), **claims})


def verify(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code: Any = 0
    try:
        call_command("gate", "verify", *map(str, words))
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out


def test_it_holds_for_the_file_that_was_approved(
    capsys: pytest.CaptureFixture[str], key_set: Path, plan_file: Path
) -> None:
    code, told = verify(capsys, attestation(), "--jwks", key_set, "--planfile", plan_file)
    assert (code, told.startswith("holds: orders/7, approved, bound to ")) == (0, True)


@pytest.mark.parametrize(
    ("claims", "file", "reason"),
    [
        ({}, b"another plan", "and the approval is of"),
        ({"planfile_sha256": ""}, PLAN, "names no plan file"),
        ({"exp": 1}, PLAN, "expired"),
    ],
)
def test_it_does_not_hold(
    capsys: pytest.CaptureFixture[str], key_set: Path, plan_file: Path, claims: dict[str, Any], file: bytes, reason: str
) -> None:
    plan_file.write_bytes(file)
    code, told = verify(capsys, attestation(**claims), "--jwks", key_set, "--planfile", plan_file)
    assert (code, reason in told) == (2, True), told


def test_another_portals_attestation_does_not_hold(
    capsys: pytest.CaptureFixture[str], key_set: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    theirs = signing.ring("", tmp_path_factory.mktemp("other")).sign({"sub": "orders/7"})
    assert verify(capsys, theirs, "--jwks", key_set)[0] == 2


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"keys": 1}'])
def test_what_is_no_key_set_gets_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=r"wrong\.json"):
        call_command("gate", "verify", "x", "--jwks", str(path))


@pytest.mark.django_db
def test_a_rotation_stands_in_the_trail_and_an_older_attestation_holds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    token, before = attestation(), keys.ring().jwk
    call_command("keys", "rotate")
    event = AuditEvent.objects.get(verb="key.rotated")
    assert event.detail == {"before": before["kid"], "after": keys.ring().jwk["kid"], "public": keys.ring().jwk["x"]}
    assert verification.verify(ORGANISATION).intact
    both = tmp_path / "both.json"
    both.write_text(json.dumps(keys.published()))
    assert verify(capsys, token, "--jwks", both)[0] == 0


def test_the_environments_key_is_rotated_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SIGNING_KEY", signing.fresh())
    with pytest.raises(CommandError, match="put a new one before it"):
        call_command("keys", "rotate")
