"""Evidence of a run: a stranger checks it with its own checker, and every change of it shows."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from gitops_portal.actions import audit, evidence, gate, keys, outcome, pruning, tool_reports
from gitops_portal.actions.decide import decide
from gitops_portal.adapters import signing
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.evidence import FILES
from gitops_portal.records.models import AuditEvent, Run
from tests.actors import CI, OPERATOR
from tests.documents import entry, plan
from tests.tampering import tamper

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person

    Upload = Callable[..., Run]

SECRET = "hunter2-is-in-the-plan"
DATABASE = plan(
    entry(
        "aws_db_instance.orders",
        actions=["update"],
        before={"password": "old", "engine": "postgres", "instance_class": "db.t3.micro"},
        after={"password": SECRET, "engine": "postgres", "instance_class": "db.t3.large"},
        after_sensitive={"password": True},
        before_sensitive={"password": True},
    )
)


@pytest.fixture
def run(upload: Upload, reviewer: Person) -> Run:
    """Approved, let through by the gate, and applied; an event of the workspace stands before its first."""
    audit.record(CI, Verb.RUN_EXPIRED, "line\u2028separator", workspace=upload(branch="another").workspace)
    found = upload(DATABASE, title="a\u2028b \U0001f600 é")
    decide(found, by=reviewer, action="approve", reason="CHG-7", evidence=found.evidence)
    assert gate.ask(Run.objects.get(pk=found.pk)).allowed
    outcome.tell(found, CI, "applied", serial=8)
    tool_reports.accept(found, CI, b'{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "checkov"}}}]}')
    return Run.objects.get(pk=found.pk)


def unpacked(run: Run, folder: Path) -> Path:
    with evidence.bundle(run, OPERATOR) as file, zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    [inside] = folder.iterdir()
    return inside


def check(folder: Path, *arguments: str) -> tuple[int, str]:
    """As a stranger does it: another process, nothing of the portal on its path."""
    ended = subprocess.run(
        [sys.executable, "-I", "check.py", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_a_stranger_checks_it(run: Run, tmp_path: Path) -> None:
    folder = unpacked(run, tmp_path)
    code, said = check(folder)
    assert (code, said.partition(",")[0]) == (0, f"holds: run {run.number} of orders-prod")
    assert {path.name for path in folder.iterdir()} == {*FILES, "README.md"}
    assert len((folder / "check.py").read_text().splitlines()) <= 60


def test_what_stands_in_it(run: Run, tmp_path: Path) -> None:
    folder = unpacked(run, tmp_path)

    def read(name: str) -> Any:
        return json.loads((folder / name).read_text())

    assert read("decisions.json")[0]["reason"] == "CHG-7"
    assert read("outcomes.json")[0]["serial"] == 8
    assert [one["tool"] for one in read("tools.json")["reports"]] == ["checkov"]
    assert read("run.json")["prices_version"] == read("cost.json")["prices_version"] == run.prices_version
    told = read("guardrails.json")
    assert {found["guardrail"] for found in told["findings"]} == set(told["rules"])
    assert all(len(rule["version"]) == 64 for rule in told["rules"].values())
    assert [json.loads(line)["address"] for line in (folder / "changes.jsonl").read_text().splitlines()] == [
        "aws_db_instance.orders"
    ]
    verbs = [json.loads(line)["verb"] for line in (folder / "trail.jsonl").read_text().split("\n")[:-1]]
    assert (verbs[0], verbs[-1]) == ("run.uploaded", "run.evidence_taken")
    assert {"run.approved", "run.applied"} <= set(verbs)
    assert "rita: approve, “CHG-7”" in (folder / "README.md").read_text()


def test_no_secret_of_the_plan_stands_in_it(run: Run, tmp_path: Path) -> None:
    folder = unpacked(run, tmp_path)
    assert not [path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()]


def overwrite(name: str, folder: Path) -> None:
    (folder / name).write_text("{}\n")


def rewrite_event(folder: Path) -> None:
    lines = (folder / "trail.jsonl").read_text().split("\n")[:-1]
    event = json.loads(lines[1])
    event["reason"] = "another"
    (folder / "trail.jsonl").write_text("\n".join([lines[0], json.dumps(event), *lines[2:]]) + "\n")


def sign_anew(folder: Path) -> None:
    """As a forger does it: everything fits, and is signed by a key of their own."""
    forger = signing.ring(signing.fresh(), folder)
    old = {one["kid"]: one for one in json.loads((folder / "keys.json").read_text())["keys"]}
    for name, kind in (("manifest.jwt", "evidence+jwt"), ("checkpoint.jwt", "audit-checkpoint+jwt")):
        claims = signing.read((folder / name).read_text().strip(), {"keys": list(old.values())}, kind)
        (folder / name).write_text(forger.sign(claims, kind))


CHANGED: dict[str, tuple[Callable[[Path], object], str]] = {
    **{
        f"{name} changed": (partial(overwrite, name), f"{name} was changed")
        for name in (*FILES, "README.md")
        if name not in {"manifest.jwt", "checkpoint.jwt", "keys.json", "check.py"}
    },
    "a file removed": (lambda folder: (folder / "plan.json").unlink(), "a file is missing, or was added"),
    "a file added": (lambda folder: (folder / "more.json").write_text("{}"), "a file is missing, or was added"),
    "an event rewritten": (rewrite_event, "trail.jsonl was changed"),
    "signed by somebody else": (sign_anew, "has no known key"),
    "the manifest of another kind": (
        lambda folder: shutil.copy(folder / "checkpoint.jwt", folder / "manifest.jwt"),
        "manifest.jwt has no known key",
    ),
    "one bit of a signature": (
        lambda folder: (folder / "manifest.jwt").write_text((folder / "manifest.jwt").read_text()[:-8] + "AAAAAAAA"),
        "InvalidSignature",
    ),
}


@pytest.mark.parametrize(("change", "told"), CHANGED.values(), ids=CHANGED)
def test_what_is_changed_in_it_shows(run: Run, tmp_path: Path, change: Callable[[Path], object], told: str) -> None:
    folder = unpacked(run, tmp_path)
    change(folder)
    code, said = check(folder)
    assert code != 0
    assert told in said


def test_keys_from_before_find_a_bundle_that_brings_its_own(run: Run, tmp_path: Path) -> None:
    folder = unpacked(run, tmp_path / "bundle")
    known = tmp_path / "known.json"
    known.write_text(json.dumps(keys.published()))
    assert check(folder, str(known))[0] == 0
    known.write_text(json.dumps({"keys": [signing.ring(signing.fresh(), tmp_path).jwk]}))
    assert "has no known key" in check(folder, str(known))[1]


def test_it_ends_where_the_chain_ended_though_more_is_written(run: Run, tmp_path: Path) -> None:
    with evidence.bundle(run, OPERATOR) as file:
        first = io.BytesIO(file.read())
    for _ in range(2):
        audit.record(CI, Verb.RUN_EXPIRED, "x", workspace=run.workspace)
    with zipfile.ZipFile(first) as archive:
        archive.extractall(tmp_path)
    assert check(next(tmp_path.iterdir()))[0] == 0


def test_taking_it_stands_in_the_trail(run: Run) -> None:
    evidence.bundle(run, OPERATOR).close()
    event = AuditEvent.objects.get(verb="run.evidence_taken")
    assert event.detail == {"evidence": run.evidence, "digest": run.digest}


def test_a_broken_chain_proves_nothing(run: Run) -> None:
    tamper("UPDATE records_auditevent SET reason = 'other' WHERE sequence = 3")
    with pytest.raises(Stale, match="broken at event 3"):
        evidence.bundle(run, OPERATOR)


def test_of_a_run_whose_upload_was_pruned_the_file_is_named_that_proves_it(run: Run, tmp_path: Path) -> None:
    decided = AuditEvent.objects.get(verb="run.approved")
    pruning.prune(OPERATOR, "orders-prod", decided.at, tmp_path / "old.jsonl")
    with pytest.raises(Stale, match="were pruned"):
        evidence.bundle(run, OPERATOR)
    assert not AuditEvent.objects.filter(verb="run.evidence_taken").exists()


def test_nothing_concluded_nothing_proved(run: Run) -> None:
    run.evaluated_at = None
    with pytest.raises(Stale, match="wait until it is evaluated"):
        evidence.bundle(run, OPERATOR)


@pytest.mark.parametrize("named", ["id", "slug"])
def test_the_command_writes_it(run: Run, tmp_path: Path, named: str) -> None:
    target = tmp_path / "e.zip"
    call_command("evidence", str(run.pk) if named == "id" else f"orders-prod/{run.number}", "--output", str(target))
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "out")
    assert check(next((tmp_path / "out").iterdir()))[0] == 0
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("evidence", str(run.pk), "--output", str(target))


@pytest.mark.parametrize("named", ["x", "orders-prod/99", "9" * 30, "/1", "-1"])
def test_a_run_that_is_not_there_gets_a_sentence(db: None, named: str) -> None:
    with pytest.raises(CommandError, match="There is no run"):
        call_command("evidence", "--", named)
