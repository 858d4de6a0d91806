"""A trail that cannot be verified proves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "cloudtrail-no-validation",
    "CloudTrail logs can be verified",
    Severity.HIGH,
    types={"aws_cloudtrail"},
    why="Whoever covers their tracks in the log goes unnoticed.",
    remedy="Set enable_log_file_validation = true.",
    references=("CKV_AWS_36", "CIS AWS 3.2", "FSBP CloudTrail.4", "NIST AU-9"),
)
def cloudtrail_no_validation(trail: Subject, _facts: Facts) -> Iterator[Objection]:
    verified = trail.flag("enable_log_file_validation")
    yield from expect(verified, "enable_log_file_validation", "changes to the trail's files would go unnoticed")
