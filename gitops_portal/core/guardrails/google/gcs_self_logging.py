"""A bucket that logs into itself writes a log about its log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "gcs-self-logging",
    "Cloud Storage buckets log into another bucket",
    Severity.LOW,
    types={"google_storage_bucket"},
    why="Whoever may delete the objects may delete the log of it, and every line of the log makes another one.",
    remedy='logging {\n  log_bucket = "access-logs"\n}',
    references=("CKV_GCP_63", "NIST AU-9"),
)
def gcs_self_logging(bucket: Subject, _facts: Facts) -> Iterator[Objection]:
    name = bucket.text("name")
    for block in bucket.blocks("logging"):
        target = block.text("log_bucket")
        apart = UNKNOWN if UNKNOWN in (name, target) else name != target
        yield from expect(apart, block.at("log_bucket"), "it writes its log into itself")
