"""An image that nobody looked into ships with the holes that everybody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.accounts import same_provider
from gitops_portal.core.rules.part import all_of, any_of, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth


@guardrail(
    "ecr-no-scan",
    "Images are scanned when they are pushed",
    Severity.MEDIUM,
    types={"aws_ecr_repository"},
    why="Images with flaws that are known for long run in production, and nobody is told.",
    remedy="image_scanning_configuration {\n  scan_on_push = true\n}",
    references=("CKV_AWS_163", "FSBP ECR.1", "PCI DSS 4.0.1 6.2.3", "PCI DSS 4.0.1 6.2.4", "NIST RA-5"),
)
def ecr_no_scan(repository: Subject, facts: Facts) -> Iterator[Objection]:
    itself = any_of(*(each.flag("scan_on_push") for each in repository.blocks("image_scanning_configuration")))
    registries = facts.standing("aws_ecr_registry_scanning_configuration")
    by_registry = (all_of(_scans(each), same_provider(facts, each, repository)) for each in registries)
    scanned = any_of(itself, *by_registry)
    yield from expect(scanned, "image_scanning_configuration", "nobody scans its images")


def _scans(registry: Subject) -> Truth:
    """Whether a registry scans what is pushed; one that names repositories may mean this one."""
    return any_of(*(_rule(rule) for rule in registry.blocks("rule")))


def _rule(rule: Part) -> Truth:
    scans = one_of(rule.text("scan_frequency"), {"SCAN_ON_PUSH", "CONTINUOUS_SCAN"})
    filters = [each.text("filter") for each in rule.blocks("repository_filter")]
    return all_of(scans, True if "*" in filters else UNKNOWN)
