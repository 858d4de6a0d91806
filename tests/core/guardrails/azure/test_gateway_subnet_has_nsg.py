"""A network security group on the subnet of a gateway, and on others."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module
from tests.builders import change, change_set
from tests.judging import verdict

SUBNET, ASSOCIATION = "azurerm_subnet.this", "azurerm_subnet_network_security_group_association.this"
ID = "/subscriptions/s/virtualNetworks/v/subnets/GatewaySubnet"


@pytest.mark.parametrize(
    ("subnet", "attached", "expected"),
    [
        ({"name": "GatewaySubnet", "id": ID}, ID, "violated"),
        ({"name": "gatewaysubnet", "id": ID}, ID, "violated"),
        ({"name": "GatewaySubnet", "id": ID}, f"{ID}2", "passed"),
        ({"name": "app", "id": ID}, ID, "passed"),
        ({"name": "GatewaySubnet", "id": UNKNOWN}, UNKNOWN, "undetermined"),
        ({"name": UNKNOWN, "id": ID}, ID, "undetermined"),
        ({"name": UNKNOWN, "id": ID}, f"{ID}2", "passed"),
    ],
)
def test_judges(subnet: dict[str, Any], attached: object, expected: str) -> None:
    plan = change_set(change(SUBNET, after=subnet), change(ASSOCIATION, after={"subnet_id": attached}))
    assert verdict("gateway-subnet-has-nsg", plan) == expected


def test_one_without_any_passes() -> None:
    assert verdict("gateway-subnet-has-nsg", change_set(change(SUBNET, after={"name": "GatewaySubnet"}))) == "passed"


def test_what_is_attached_is_looked_up_in_the_configuration() -> None:
    root = Module((Block(ASSOCIATION, links={"subnet_id": (f"{SUBNET}.id", SUBNET)}),))
    subnet = change(SUBNET, after={"name": "GatewaySubnet", "id": UNKNOWN})
    plan = change_set(subnet, change(ASSOCIATION, after={"subnet_id": UNKNOWN}), root=root)
    assert verdict("gateway-subnet-has-nsg", plan) == "violated"
