"""An instance with a public address stands in the internet itself. Mandatory: the portal was founded on this rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Enforcement, Severity
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail, undetermined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "ec2-public-ip",
    "Instances have no public address",
    Severity.HIGH,
    types={"aws_instance", "aws_launch_template"},
    why="The host can be reached from anywhere: every open port and every flaw is exposed to everybody.",
    remedy="Set associate_public_ip_address = false and go out through a NAT gateway, in through a load balancer.",
    references=("CKV_AWS_88", "FSBP EC2.9", "FSBP EC2.25", "PCI DSS 4.0.1 1.4.4", "NIST SC-7"),
    enforcement=Enforcement.MANDATORY,
)
def ec2_public_ip(instance: Subject, facts: Facts) -> Iterator[Objection]:
    for part in (instance, *instance.blocks("network_interfaces")):
        asked = part.left_out("associate_public_ip_address") and instance.change.type == "aws_instance"
        unset = _unless_said(instance, facts) if asked else None
        where = part.at("associate_public_ip_address")
        if unset is UNKNOWN:
            yield undetermined(
                where, "its subnet decides whether it gets a public address, and the plan does not show it"
            )
        else:
            yield from expect(
                negate(part.flag("associate_public_ip_address", unset=unset)), where, "it gets a public address"
            )


def _unless_said(instance: Subject, facts: Facts) -> Truth:
    """Where the instance does not say it, the template does, or the subnet."""
    if not instance.blocks("launch_template"):
        return _by_subnet(instance, facts)
    template = named(facts, instance, "launch_template", ("aws_launch_template",)).only
    if template is None:
        return UNKNOWN
    said = [interface.flag("associate_public_ip_address") for interface in template.blocks("network_interfaces")]
    if not said:
        return _by_subnet(instance, facts)
    return UNKNOWN if None in said else any_of(*said)


def _by_subnet(instance: Subject, facts: Facts) -> Truth:
    """Where nobody says it the subnet decides; an interface that exists already gets no address at launch."""
    interfaces = (*instance.blocks("network_interface", computed=True), *instance.blocks("primary_network_interface"))
    if interfaces:
        return UNKNOWN if any(interface.unknown for interface in interfaces) else False
    subnet = named(facts, instance, "subnet_id", ("aws_subnet", "aws_default_subnet")).only
    if subnet is None:
        return UNKNOWN
    by_default = subnet.change.type == "aws_default_subnet"
    public = subnet.flag("map_public_ip_on_launch", unset=by_default)
    return by_default if public is None else public
