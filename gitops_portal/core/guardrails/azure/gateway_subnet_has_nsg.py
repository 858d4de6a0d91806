"""A gateway whose subnet has a network security group may stop working."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import companions
from gitops_portal.core.rules.part import all_of, negate, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "gateway-subnet-has-nsg",
    "Subnets of gateways have no network security group",
    Severity.MEDIUM,
    types={"azurerm_subnet"},
    why="A network security group on the subnet of a VPN or ExpressRoute gateway can cut the gateway off.",
    remedy="Remove the azurerm_subnet_network_security_group_association of the subnet GatewaySubnet.",
    references=("NIST CP-8",),
)
def gateway_subnet_has_nsg(subnet: Subject, facts: Facts) -> Iterator[Objection]:
    name = subnet.text("name")
    is_gateway = one_of(name.lower() if isinstance(name, str) else UNKNOWN, {"gatewaysubnet"})
    if is_gateway:
        association = "azurerm_subnet_network_security_group_association"
        attached = companions(facts, subnet, association, "subnet_id", ("azurerm_subnet",)).exist
        yield from expect(
            negate(all_of(is_gateway, attached)), association, "a network security group is attached to it"
        )
