"""A state that is read in clear tells all of its secrets on the way, and may have been changed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "remote-state-in-clear",
    "States are read by an encrypted connection",
    Severity.HIGH,
    why="A state holds passwords and keys in clear, and whoever is on the way may change what the plan is made from.",
    remedy='config = {\n  address = "https://state.example.com/network"\n}',
    references=("NIST SC-8",),
    judges=Judges.PLAN,
)
def remote_state_in_clear(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    for address, config in sorted(facts.changes.state_reads.items()):
        if config.get("scheme") == "http":
            yield violated(address, "a state is read by HTTP, without encryption")
