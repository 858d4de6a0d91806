"""A run in, one zip out that proves what was planned, concluded, decided and done: checked without the portal."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from contextlib import ExitStack
from datetime import UTC
from typing import IO, TYPE_CHECKING, Any, Final

from django.conf import settings
from django.forms.models import model_to_dict

from gitops_portal.actions import audit, checkpoints, clock, keys, verification
from gitops_portal.actions.guardrails import rules_of
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import ledger
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.evidence import Decided, readme
from gitops_portal.core.lifecycle import State
from gitops_portal.core.payloads.runs import EvidenceTaken
from gitops_portal.places import FILES
from gitops_portal.records import queries
from gitops_portal.records.queries import api as api_queries
from gitops_portal.records.queries import evidence as rows
from gitops_portal.records.queries import ledgers, tool_reports

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import AuditEvent, Decision, Run

KIND: Final = "evidence+jwt"
"""The `typ` of the manifest's header."""
CHECKER: Final = FILES / "templates" / "evidence" / "check.py"
_IN_MEMORY: Final = 8_000_000
"""Bytes of a bundle that are held in memory; the rest goes through a file that nobody else sees."""


def bundle(run: Run, by: Actor) -> IO[bytes]:
    """The evidence of a run as a zip, rewound; taking it stands in the trail, and the trail's part ends with that.

    Raises Stale where nothing is concluded yet, the chain does not hold, or the run's upload was pruned from it;
    Unavailable and Lost as the store does.
    """
    if run.evaluated_at is None:
        raise Stale("This run has no verdict yet, so there is no evidence: wait until it is evaluated.")
    chain = run.workspace.slug
    found = verification.since_last(chain).found
    if not found.intact:
        raise Stale(f"The chain “{chain}” is broken at event {found.broken_at}: what stands there proves nothing.")
    begin = ledgers.upload_of(run)
    if begin is None:
        raise Stale("The events of this run were pruned: what proves it stands in the file that they were written to.")
    plan = store(settings.ARTIFACTS_URL).get(run.artifact)
    end = _taken(run, by)
    with ExitStack() as until_whole:
        target = until_whole.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
            _Bundle(archive, run).write(plan, begin, end)
        target.seek(0)
        until_whole.pop_all()
    return target


@in_one_transaction()
def _taken(run: Run, by: Actor) -> AuditEvent:
    told = EvidenceTaken(evidence=run.evidence, digest=run.digest)
    return audit.record(by, Verb.RUN_EVIDENCE_TAKEN, str(run), run=run, detail=told)


class _Bundle:
    """The archive as it is written, with the digest of each file for the manifest that is signed last."""

    def __init__(self, archive: zipfile.ZipFile, run: Run) -> None:
        self.archive = archive
        self.run = run
        self.files: dict[str, str] = {}

    def write(self, plan: bytes, begin: int, end: AuditEvent) -> None:
        run = self.run
        report = api_queries.report(run)
        self.add("plan.json", [plan])
        self.tell("run.json", _run(run))
        self.tell("report.json", report)
        self.tell(
            "cost.json",
            {
                "prices_version": run.prices_version,
                "own_prices_version": run.own_prices_version,
                "usage_version": run.usage_version,
                **report["cost"],
            },
        )
        self.tell("guardrails.json", _guardrails(run, report["guardrails"]))
        said = [_row(one) for one in tool_reports.every_report(run)]
        self.tell("tools.json", {"tools_version": run.tools_version, "reports": said})
        self.tell("decisions.json", [_decision(one) for one in queries.run_decisions(run)])
        self.tell("outcomes.json", [_row(one) for one in rows.outcomes(run)])
        self.add("changes.jsonl", (_line(_row(change)) for change in rows.changes(run)))
        self.add("check.py", [CHECKER.read_bytes()])
        self.tell("keys.json", keys.ring().all)
        self._trail(begin, end)
        self.add("README.md", [_readme(run).encode()])
        self._sign()

    def tell(self, name: str, value: object) -> None:
        self.add(name, [json.dumps(value, indent=1, ensure_ascii=False, default=str).encode()])

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        told = hashlib.sha256()
        with self.archive.open(_entry(self.run, name), "w", force_zip64=True) as file:
            for part in parts:
                told.update(part)
                file.write(part)
        self.files[name] = told.hexdigest()

    def _trail(self, begin: int, end: AuditEvent) -> None:
        """The chain from the run's upload to the event that tells of this bundle, and that end, signed."""
        name = self.run.workspace.slug
        events = ledgers.events_of(name, begin - 1, end.sequence)
        self.add("trail.jsonl", (_line(audit.canonical(event)) for event in events))
        signed = checkpoints.token(name, ledger.Verification(True, end.sequence, end.hash))
        self.add("checkpoint.jwt", [signed.encode()])

    def _sign(self) -> None:
        run = self.run
        claims = {
            "iss": settings.PORTAL_URL,
            "iat": int(clock.now().timestamp()),
            "workspace": run.workspace.slug,
            "run": run.number,
            "digest": run.digest,
            "evidence": run.evidence,
            "planfile_sha256": run.planfile_sha256,
            "files": self.files,
        }
        self.archive.writestr(_entry(run, "manifest.jwt"), keys.ring().sign(claims, KIND))


def _entry(run: Run, name: str) -> zipfile.ZipInfo:
    at = clock.now().astimezone(UTC)
    folder = f"{run.workspace.slug}-run-{run.number}"
    entry = zipfile.ZipInfo(f"{folder}/{name}", (at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"


def _row(row: Any) -> dict[str, Any]:
    """A row's own columns, without its keys."""
    return {name: value for name, value in model_to_dict(row).items() if name not in {"id", "run"}}


_ARRIVED: Final = ("source", "digest", "planfile_sha256", "lineage", "serial", "commit", "committed_at", "pipeline")
_SAID: Final = (
    "kind",
    "flags",
    "branch",
    "pull_request",
    "title",
    "actor",
    "identity",
    "ci_url",
    "uploaded_by",
    "created_at",
)
_CONCLUDED: Final = ("evidence", "rules_version", "prices_version", "code_version", "change_digest", "result_digest")
_BECAME: Final = ("number", "state", "evaluated_at", "decided_at", "applied_at")
_DECIDED: Final = ("name", "identity", "action", "reason", "evidence", "guardrails", "sentences", "created_at")


def _run(run: Run) -> dict[str, Any]:
    names = (*_BECAME, *_ARRIVED, *_SAID, *_CONCLUDED)
    return {"workspace": run.workspace.slug, **{name: getattr(run, name) for name in names}}


def _guardrails(run: Run, reported: dict[str, Any]) -> dict[str, Any]:
    """What was found, with the version of each rule that found it, as far as the rules are still those."""
    rules = rules_of(run.workspace)
    same = rules.version(run.types) == run.rules_version
    named = {found["guardrail"] for found in reported["findings"]}
    told = {
        name: {
            "title": rule.title,
            "severity": rule.severity,
            "version": rule.version if same else None,
            "references": list(rule.references),
        }
        for name, rule in rules.rules.items()
        if name in named
    }
    return {"rules_version": run.rules_version, "rules": told, **reported}


def _decision(one: Decision) -> dict[str, Any]:
    return {name: getattr(one, name) for name in (*_DECIDED, "resolved_at", "resolved_by")}


def _readme(run: Run) -> str:
    taken = f"taken {clock.now():%Y-%m-%d %H:%M} UTC from {settings.PORTAL_URL}"
    facts = f"Plan {run.digest}; the run is {State(run.state).label}; {taken}."
    decisions = [Decided(one.created_at, one.name, one.action, one.reason) for one in queries.run_decisions(run)]
    return readme(str(run), run.headline, facts, decisions)
