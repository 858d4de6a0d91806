"""A hole in the firewall that nobody explained is never closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.part import present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part


@guardrail(
    "sg-rule-no-description",
    "Security groups and their rules say what they are for",
    Severity.LOW,
    types={
        "aws_db_security_group",
        "aws_elasticache_security_group",
        "aws_redshift_security_group",
        "aws_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    },
    why="A reviewer cannot tell why a rule exists, so nobody dares to remove it.",
    remedy='Write description = "HTTPS from the load balancer" on the group and on every rule.',
    references=("CKV_AWS_23", "NIST CM-2"),
)
def sg_rule_no_description(group: Subject, _facts: Facts) -> Iterator[Objection]:
    entries: tuple[Part, ...] = (group,)
    if group.change.type == "aws_security_group":
        entries += (*group.blocks("ingress", computed=True), *group.blocks("egress", computed=True))
    for entry in entries:
        yield from expect(present(entry.text("description")), entry.at("description"), "nothing says what this is for")
