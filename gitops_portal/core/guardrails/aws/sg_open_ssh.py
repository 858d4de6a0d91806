"""SSH that is open to the internet is tried by every scanner there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.guard import Objection, guardrail
from gitops_portal.core.rules.ingress import TYPES, open_to_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "sg-open-ssh",
    "SSH is not open to the internet",
    Severity.CRITICAL,
    types=TYPES,
    why="Whoever finds the port may try passwords and flaws, all day, from anywhere.",
    remedy=(
        'Name the networks that need it, such as cidr_blocks = ["10.0.0.0/8"], or go through Session Manager '
        "and open no port at all."
    ),
    references=("CKV_AWS_24", "CIS AWS 5.2", "CIS AWS 5.3", "FSBP EC2.13", "NIST SC-7"),
)
def sg_open_ssh(group: Subject, facts: Facts) -> Iterator[Objection]:
    yield from open_to_world(group, facts, port=22)
