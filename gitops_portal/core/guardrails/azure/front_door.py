"""Front Door: what it has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

POLICY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/frontDoorWebApplicationFirewallPolicies/p"

front_door = (
    guardrail(
        "frontdoor-no-firewall",
        "Endpoints of Front Door have a web firewall",
        Severity.MEDIUM,
        types={"azurerm_frontdoor"},
        why="Without a firewall policy nothing stands between the internet and flaws of the application behind it.",
        remedy=(
            "Set web_application_firewall_policy_link_id = azurerm_frontdoor_firewall_policy.this.id in each "
            "frontend_endpoint."
        ),
        references=("CKV_AZURE_121", "NIST SC-7"),
        examples=(
            violates({"frontend_endpoint": [{"name": "web"}]}),
            violates(
                {"frontend_endpoint": [{"web_application_firewall_policy_link_id": POLICY}, {"name": "open"}]},
            ),
            passes({"frontend_endpoint": [{"name": "web", "web_application_firewall_policy_link_id": POLICY}]}),
            undetermined({"frontend_endpoint": [{"web_application_firewall_policy_link_id": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "web_application_firewall_policy_link_id",
            Operator.IS_SET,
            "no firewall policy stands before it",
            each="frontend_endpoint",
        )
    ),
)
