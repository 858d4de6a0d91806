"""Accounts of Cognitive Services and AI services: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

ACCOUNTS = frozenset({"azurerm_cognitive_account", "azurerm_ai_services"})
KEY = "azurerm_cognitive_account_customer_managed_key"
ACCOUNT = "/subscriptions/0/resourceGroups/a/providers/Microsoft.CognitiveServices/accounts/a"

cognitive = (
    guardrail(
        "cognitive-public-network",
        "AI accounts let in chosen networks alone",
        Severity.MEDIUM,
        types=ACCOUNTS,
        why="An account whose endpoint faces the internet is one leaked key away from everybody, and runs up bills.",
        remedy=(
            "Set public_network_access_enabled = false and use a private endpoint, or name the networks:\n"
            "network_acls {\n"
            '  default_action = "Deny"\n'
            '  ip_rules       = ["203.0.113.0/24"]\n'
            "}"
        ),
        references=("CKV_AZURE_134", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"public_network_access_enabled": True, "network_acls": [{"default_action": "Allow"}]}),
            violates({"public_network_access": "Enabled"}, type="azurerm_ai_services"),
            passes({"public_network_access_enabled": False}, type="azurerm_cognitive_account"),
            passes({"public_network_access": "Disabled"}, type="azurerm_ai_services"),
            passes({"network_acls": [{"default_action": "Deny", "ip_rules": ["203.0.113.0/24"]}]}),
            undetermined({"public_network_access_enabled": UNKNOWN}, type="azurerm_cognitive_account"),
        ),
    )(
        Either(
            (
                Condition("public_network_access_enabled", Operator.IS, ("false",)),
                Condition("public_network_access", Operator.IS, ("Disabled",)),
                Condition("network_acls.default_action", Operator.IS, ("Deny",)),
            ),
            "every network may reach its endpoint",
        )
    ),
    guardrail(
        "cognitive-keys-allowed",
        "AI accounts take no keys",
        Severity.LOW,
        types=ACCOUNTS,
        why="Keys have no owner, no second factor and no end; sign-ins by Entra ID have all three.",
        remedy="Set local_auth_enabled = false (local_authentication_enabled for azurerm_ai_services).",
        references=("CKV_AZURE_236", "NIST IA-2"),
        examples=(
            violates({}),
            violates({"local_auth_enabled": True}, type="azurerm_cognitive_account"),
            passes({"local_auth_enabled": False}, type="azurerm_cognitive_account"),
            passes({"local_authentication_enabled": False}, type="azurerm_ai_services"),
            undetermined({"local_auth_enabled": UNKNOWN}, type="azurerm_cognitive_account"),
        ),
    )(
        Either(
            (
                Condition("local_auth_enabled", Operator.IS, ("false",)),
                Condition("local_authentication_enabled", Operator.IS, ("false",)),
            ),
            "keys open it, whoever holds them",
        )
    ),
    guardrail(
        "cognitive-no-customer-key",
        "AI accounts are encrypted with a key of your own",
        Severity.LOW,
        types=ACCOUNTS,
        why="Azure encrypts with a key of Microsoft, which you can neither rotate nor withdraw.",
        remedy=(
            'resource "azurerm_cognitive_account_customer_managed_key" "this" {\n'
            "  cognitive_account_id = azurerm_cognitive_account.this.id\n"
            "  key_vault_key_id     = azurerm_key_vault_key.this.id\n"
            "}"
        ),
        references=("CKV2_AZURE_22", "NIST SC-12", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"customer_managed_key": []}),
            passes({"customer_managed_key": [{"key_vault_key_id": UNKNOWN}]}),
            passes(
                {"id": ACCOUNT},
                type="azurerm_cognitive_account",
                beside={f"{KEY}.a": {"cognitive_account_id": ACCOUNT, "key_vault_key_id": UNKNOWN}},
            ),
            undetermined({"customer_managed_key": UNKNOWN}),
        ),
    )(
        Companion(
            KEY,
            "cognitive_account_id",
            "the plan names no key of your own for it",
            unless=(Condition("customer_managed_key", Operator.IS_PRESENT),),
        )
    ),
)
