"""An instance with a public address stands in the internet itself. Mandatory: the portal was founded on this rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Enforcement, Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail
from gitops_portal.core.rules.part import negate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "ec2-public-ip",
    "Instances have no public address",
    Severity.HIGH,
    types={"aws_instance", "aws_launch_template"},
    why="The host can be reached from anywhere: every open port and every flaw is exposed to everybody.",
    remedy="Set associate_public_ip_address = false and go out through a NAT gateway, in through a load balancer.",
    references=("CKV_AWS_88", "FSBP EC2.9", "FSBP EC2.25", "NIST SC-7"),
    enforcement=Enforcement.MANDATORY,
)
def ec2_public_ip(instance: Subject, _facts: Facts) -> Iterator[Objection]:
    for part in (instance, *instance.blocks("network_interfaces")):
        private = negate(part.flag("associate_public_ip_address"))
        yield from expect(private, part.at("associate_public_ip_address"), "it gets a public address")
