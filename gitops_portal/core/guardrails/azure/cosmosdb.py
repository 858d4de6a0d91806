"""Accounts of Cosmos DB: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

cosmosdb = (
    guardrail(
        "cosmosdb-public-network",
        "Cosmos DB lets in chosen networks alone",
        Severity.MEDIUM,
        types={"azurerm_cosmosdb_account"},
        why="An account that every network may reach is one leaked key away from everybody.",
        remedy=(
            "Set public_network_access_enabled = false and use a private endpoint, or name the networks:\n"
            'ip_range_filter = ["203.0.113.0/24"]'
        ),
        references=(
            "CKV_AZURE_99",
            "CIS Azure 2.1.0 4.5.1",
            "CIS Azure 3.0.0 5.4.1",
            "PCI DSS 4.0.1 1.4.2",
            "NIST SC-7",
        ),
        examples=(
            violates({}),
            violates({"public_network_access_enabled": True, "ip_range_filter": []}),
            violates({"ip_range_filter": "", "is_virtual_network_filter_enabled": False}),
            passes({"public_network_access_enabled": False}),
            passes({"ip_range_filter": "203.0.113.0/24"}),
            passes({"ip_range_filter": ["203.0.113.0/24"]}),
            passes({"is_virtual_network_filter_enabled": True}),
            undetermined({"public_network_access_enabled": UNKNOWN}),
            undetermined({"ip_range_filter": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("public_network_access_enabled", Operator.IS, ("false",)),
                Condition("ip_range_filter", Operator.IS_PRESENT),
                Condition("is_virtual_network_filter_enabled", Operator.IS_TRUE),
            ),
            "every network may reach it",
        )
    ),
    guardrail(
        "cosmosdb-no-customer-key",
        "Cosmos DB is encrypted with a key of your own",
        Severity.LOW,
        types={"azurerm_cosmosdb_account"},
        why="Azure encrypts with a key of Microsoft, which you can neither rotate nor withdraw.",
        remedy="Set key_vault_key_id = azurerm_key_vault_key.this.versionless_id.",
        references=("CKV_AZURE_100", "PCI DSS 4.0.1 3.5.1", "NIST SC-12", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"key_vault_key_id": None}),
            passes({"key_vault_key_id": "https://a.vault.azure.net/keys/a"}),
            passes({"managed_hsm_key_id": "https://a.managedhsm.azure.net/keys/a"}),
            undetermined({"key_vault_key_id": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("key_vault_key_id", Operator.IS_SET),
                Condition("managed_hsm_key_id", Operator.IS_SET),
            ),
            "it names no key of your own",
        )
    ),
)
