"""A module of a registry whose version is not bound is the newest one, whatever that does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules import calls
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "module-version-unbound",
    "Modules of a registry have a version",
    Severity.MEDIUM,
    why="Another init takes a newer module, which does something else with the same configuration.",
    remedy='module "network" {\n  source  = "terraform-aws-modules/vpc/aws"\n  version = "~> 5.0"\n}',
    references=("NIST CM-2", "NIST SR-3"),
    judges=Judges.PLAN,
)
def module_version_unbound(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    for address, call in calls.own(facts):
        if calls.from_registry(call) and not call.version:
            yield violated(f"{address}.version", "no version is bound of a module of a registry")
