"""A policy that lets others than the administrators manage everything makes administrators of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

TAIL: Final = ("to", "manage", "all-resources", "in", "tenancy")
ADMINISTRATORS: Final = re.compile(r"group ('?default'?/)?'?administrators'?", re.ASCII)


@guardrail(
    "oci-policy-manages-all",
    "Only administrators manage everything in a tenancy",
    Severity.HIGH,
    types={"oci_identity_policy"},
    why="Whoever is in the group can read, change and delete everything, and give themselves any right.",
    remedy='Name what they manage, and where: "Allow group Ops to manage instance-family in compartment Prod".',
    references=("NIST AC-6",),
)
def oci_policy_manages_all(policy: Subject, _facts: Facts) -> Iterator[Objection]:
    """A statement with conditions says less than everything."""
    statements = policy.get("statements")
    for place, statement in enumerate(statements if isinstance(statements, list) else [statements]):
        narrow = not _gives_all(statement) if isinstance(statement, str) else statement is None or UNKNOWN
        yield from expect(narrow, f"statements[{place}]", "it lets others than administrators manage everything")


def _gives_all(statement: str) -> bool:
    """`Allow group Ops to manage all-resources in tenancy`, in any case, of others than the administrators."""
    first, *words = statement.lower().split() or [""]
    who, tail = " ".join(words[: -len(TAIL)]), tuple(words[-len(TAIL) :])
    return first == "allow" and tail == TAIL and not ADMINISTRATORS.fullmatch(who)
