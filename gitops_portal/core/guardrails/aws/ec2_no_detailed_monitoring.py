"""Metrics every five minutes hide what lasts one. Soft-mandatory: the portal was founded on this rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Enforcement, Severity
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


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
def ec2_no_detailed_monitoring(instance: Subject, facts: Facts) -> Iterator[Objection]:
    monitored = instance.flag("monitoring", unset=_by_template(instance, facts))
    yield from expect(monitored, "monitoring", "detailed monitoring is not switched on")


def _by_template(instance: Subject, facts: Facts) -> Truth:
    if not instance.blocks("launch_template"):
        return None
    template = named(facts, instance, "launch_template", ("aws_launch_template",)).only
    return any_of(*(block.flag("enabled") for block in template.blocks("monitoring"))) if template else UNKNOWN
