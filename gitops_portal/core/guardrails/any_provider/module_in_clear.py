"""A module that is fetched in clear may have been changed on the way, and it does what it wants at the apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules import calls
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "module-in-clear",
    "Modules are fetched by an encrypted connection",
    Severity.HIGH,
    why="Whoever is on the way puts in what they like, and it runs with the credentials of the apply.",
    remedy='source = "git::https://example.com/network.git?ref=v1.4.2"',
    references=("NIST SC-8", "NIST SR-3"),
    judges=Judges.PLAN,
)
def module_in_clear(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    for address, call in calls.own(facts):
        if calls.in_clear(call):
            yield violated(f"{address}.source", "a module is fetched by HTTP or the git protocol, without encryption")
