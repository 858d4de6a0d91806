"""An instance for which nobody chose a network stands in the default one, which is open to the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

SUBNETS = ("aws_default_subnet", "aws_subnet")


@guardrail(
    "ec2-default-subnet",
    "Instances stand in a subnet that somebody chose",
    Severity.LOW,
    types={"aws_instance"},
    why="Every subnet of the default VPC leads to the internet, and gives its instances public addresses.",
    remedy="Set subnet_id = aws_subnet.private.id.",
    references=("NIST SC-7",),
)
def ec2_default_subnet(instance: Subject, facts: Facts) -> Iterator[Objection]:
    yield from expect(
        _chosen(instance, facts), "subnet_id", "no subnet of its own is named: it stands in a default one"
    )


def _chosen(instance: Subject, facts: Facts) -> Truth:
    """By itself, by an interface that stands in a subnet already, or by its template."""
    subnet = instance.text("subnet_id")
    if subnet:
        meant = named(facts, instance, "subnet_id", SUBNETS).only
        return meant.change.type == "aws_subnet" if meant else UNKNOWN if subnet is UNKNOWN else True
    interfaces = (*instance.blocks("network_interface", computed=True), *instance.blocks("primary_network_interface"))
    return any_of(*map(_exists, interfaces), _by_template(instance, facts))


def _exists(block: Part) -> Truth:
    return UNKNOWN if block.unknown else True


def _by_template(instance: Subject, facts: Facts) -> Truth:
    if not instance.blocks("launch_template"):
        return False
    template = named(facts, instance, "launch_template", ("aws_launch_template",)).only
    if template is None:
        return UNKNOWN
    return any_of(*(bool(each.text("subnet_id")) for each in template.blocks("network_interfaces")))
