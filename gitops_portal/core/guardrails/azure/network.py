"""Network interfaces and subnets: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

ASSOCIATION = "azurerm_subnet_network_security_group_association"
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/app"
WITHOUT = ("GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet")
"""Names of subnets to which Azure lets no network security group be attached, or advises against it."""

network = (
    guardrail(
        "nic-ip-forwarding",
        "Network interfaces forward no packets",
        Severity.MEDIUM,
        types={"azurerm_network_interface"},
        why="A machine that forwards packets is a way around the rules between two networks.",
        remedy="Leave ip_forwarding_enabled out; only a firewall or a router of your own needs it.",
        references=("CKV_AZURE_118", "NIST SC-7"),
        examples=(
            violates({"ip_forwarding_enabled": True}),
            violates({"enable_ip_forwarding": True}),
            passes({"ip_forwarding_enabled": False}),
            passes({}),
            undetermined({"enable_ip_forwarding": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("ip_forwarding_enabled", Operator.IS_NOT_TRUE),
                Condition("enable_ip_forwarding", Operator.IS_NOT_TRUE),
            ),
            "it forwards packets that are not its own",
        )
    ),
    guardrail(
        "subnet-no-nsg",
        "Subnets have a network security group",
        Severity.MEDIUM,
        types={"azurerm_subnet"},
        why="Without a group everything in the network, and what is peered with it, reaches every port of the subnet.",
        remedy=(
            f'resource "{ASSOCIATION}" "this" {{\n'
            "  subnet_id                 = azurerm_subnet.this.id\n"
            "  network_security_group_id = azurerm_network_security_group.this.id\n}"
        ),
        references=("NIST SC-7",),
        examples=(
            violates({"id": ID, "name": "app"}),
            violates({"id": ID, "name": "app"}, beside={f"{ASSOCIATION}.a": {"subnet_id": f"{ID}2"}}),
            passes({"id": ID, "name": "app"}, beside={f"{ASSOCIATION}.a": {"subnet_id": ID}}),
            passes({"id": ID, "name": "GatewaySubnet"}),
            passes(
                {"id": UNKNOWN, "name": "app"},
                beside={f"{ASSOCIATION}.a": {"subnet_id": UNKNOWN}},
                links={f"{ASSOCIATION}.a": {"subnet_id": ("azurerm_subnet.this.id", "azurerm_subnet.this")}},
            ),
            undetermined({"id": UNKNOWN, "name": "app"}, beside={f"{ASSOCIATION}.a": {"subnet_id": UNKNOWN}}),
        ),
    )(
        Companion(
            ASSOCIATION,
            "subnet_id",
            "the plan attaches no network security group to it",
            unless=(Condition("name", Operator.IS, WITHOUT),),
        )
    ),
)
