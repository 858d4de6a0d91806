"""A security group that is open on every port to everybody is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.ingress import TYPES, open_wide
from gitops_portal.core.rules.rule import Objection, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "sg-open-all",
    "Security groups do not open every port to the internet",
    Severity.CRITICAL,
    types=TYPES,
    why="Whatever listens behind it, databases and consoles included, is tried by every scanner there is.",
    remedy='Open the ports that are served, to the networks that need them, such as cidr_blocks = ["10.0.0.0/8"].',
    references=(
        "CKV_AWS_277",
        "CIS AWS 3.0.0 5.2",
        "CIS AWS 3.0.0 5.3",
        "CIS AWS 5.0.0 5.3",
        "CIS AWS 5.0.0 5.4",
        "FSBP EC2.19",
        "NIST SC-7",
    ),
)
def sg_open_all(group: Subject, facts: Facts) -> Iterable[Objection]:
    return open_wide(group, facts)
