"""What may connect to anything can send anything anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.ingress import EVERY_PORT, opened, reaches
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import Part, all_of, negate, one_of
from gitops_portal.core.rules.prefix_lists import networks
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "sg-open-egress",
    "Security groups do not let everything out",
    Severity.LOW,
    types={"aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_egress_rule"},
    why="Whoever breaks in can send what they find anywhere, and fetch what they need.",
    remedy="Name the ports and networks that are needed, such as 443, and endpoints of the VPC for services of AWS.",
    references=("CKV_AWS_382", "NIST SC-7"),
)
def sg_open_egress(group: Subject, facts: Facts) -> Iterator[Objection]:
    outbound = group.change.type != "aws_security_group_rule" or one_of(group.text("type"), {"egress"})
    parts: tuple[Part, ...] = (group,)
    if group.change.type == "aws_security_group":
        parts = group.blocks("egress", computed=True)
    for part in parts if outbound else ():
        everywhere = covers_internet(networks(part, group, facts))
        is_open = all_of(outbound, reaches(opened(part), EVERY_PORT), everywhere)
        yield from expect(
            negate(is_open), part.path or "from_port", "every port of the internet may be reached from it"
        )
