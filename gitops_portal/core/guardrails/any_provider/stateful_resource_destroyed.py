"""Databases, disks, buckets, file systems and keys hold what no plan can bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Action, Severity
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated
from gitops_portal.core.stateful import STATEFUL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "stateful-resource-destroyed",
    "Stateful resources are kept",
    Severity.HIGH,
    types=STATEFUL,
    why="What is stored in it is gone with it, and with a key everything that the key has encrypted.",
    remedy=(
        "lifecycle {\n"
        "  prevent_destroy = true\n"
        "}\n"
        "or move it (moved, removed blocks) instead of destroying it.\n"
        "If it has to go, back it up first and approve with a reason."
    ),
    references=("NIST CP-9", "NIST SI-12"),
    judges=Judges.DESTROYED,
)
def stateful_resource_destroyed(resource: Subject, _facts: Facts) -> Iterator[Objection]:
    change = resource.change
    kind = f"deposed {change.type}" if change.deposed else change.type
    match change.action:
        case Action.REPLACE:
            message = f"the plan would destroy this {kind} and make a new, empty one"
        case Action.DELETE:
            message = f"the plan would destroy this {kind} and what it holds"
        case _:
            message = f"the plan does something unknown to this {kind} that may destroy it"
    yield violated("", message)
