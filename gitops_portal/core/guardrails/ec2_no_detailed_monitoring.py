"""Metrics every five minutes hide what lasts one. Soft-mandatory: the portal was founded on this rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Enforcement, Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "ec2-no-detailed-monitoring",
    "Instances are monitored in detail",
    Severity.LOW,
    types={"aws_instance"},
    why="With metrics every five minutes a short incident leaves no trace, and scaling reacts late.",
    remedy="Set monitoring = true; it costs about two dollars a month for each instance.",
    references=("CKV_AWS_126", "NIST SI-4", "NIST CA-7"),
    enforcement=Enforcement.SOFT_MANDATORY,
)
def ec2_no_detailed_monitoring(instance: Subject, _facts: Facts) -> Iterator[Objection]:
    by_template = UNKNOWN if instance.blocks("launch_template") else None
    monitored = instance.flag("monitoring", unset=by_template)
    yield from expect(monitored, "monitoring", "detailed monitoring is not switched on")
