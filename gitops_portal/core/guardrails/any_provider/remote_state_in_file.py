"""A state in a file is known where the file lies alone: nobody locks it, and nobody else reads the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "remote-state-in-file",
    "States are read from a backend that all share",
    Severity.LOW,
    why="The file is there on one machine, nothing locks or encrypts it, and an old copy looks like a new one.",
    remedy='data "terraform_remote_state" "network" {\n  backend = "s3"\n}',
    references=("NIST CM-2", "NIST SC-28"),
    judges=Judges.PLAN,
)
def remote_state_in_file(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    for address, config in sorted(facts.changes.state_reads.items()):
        if config.get("backend") == "local":
            yield violated(address, "a state is read from a file of the machine that plans")
