"""Logs that can be deleted are no evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import all_of, any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Unknown
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

SINKS = (
    "google_logging_billing_account_sink",
    "google_logging_folder_sink",
    "google_logging_organization_sink",
    "google_logging_project_sink",
)
STORAGE = "storage.googleapis.com/"


@guardrail(
    "gcs-log-bucket-unlocked",
    "Buckets that logs are exported to are locked",
    Severity.LOW,
    types={"google_storage_bucket"},
    why="Whoever wants to hide what was done deletes the log, unless nobody can for as long as it is kept.",
    remedy="retention_policy {\n  retention_period = 31536000\n  is_locked        = true\n}",
    references=("CIS GCP 3.0.0 2.3", "NIST AU-9"),
)
def gcs_log_bucket_unlocked(bucket: Subject, facts: Facts) -> Iterator[Objection]:
    """Only what a sink of the plan names is such a bucket; where a sink leads that is not known is not guessed."""
    named = facts.once("buckets of sinks", lambda: frozenset(_named(facts)))
    locked = any_of(*(policy.flag("is_locked") for policy in bucket.blocks("retention_policy")))
    written = _among(bucket.text("name"), named)
    yield from expect(
        negate(all_of(written, negate(locked))),
        "retention_policy.is_locked",
        "logs are exported to it, and can be deleted there",
    )


def _among(name: str | Unknown | None, named: frozenset[str]) -> Truth:
    return (UNKNOWN if named else False) if name is UNKNOWN else name in named


def _named(facts: Facts) -> Iterator[str]:
    for sink in (each for kind in SINKS for each in facts.standing(kind)):
        destination = sink.text("destination")
        if isinstance(destination, str) and destination.startswith(STORAGE):
            yield destination.removeprefix(STORAGE)
