"""How storage accounts encrypt: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.rule import guardrail

ACCOUNT = "/subscriptions/0/resourceGroups/a/providers/Microsoft.Storage/storageAccounts/a"
KEY = "azurerm_storage_account_customer_managed_key"

storage_encryption = (
    guardrail(
        "storage-no-infrastructure-encryption",
        "Storage accounts encrypt twice",
        Severity.LOW,
        types={"azurerm_storage_account"},
        why="With a second layer, data stays unreadable where one algorithm or one key is broken.",
        remedy="Set infrastructure_encryption_enabled = true, which makes a new account.",
        references=("CIS Azure 2.1.0 3.2", "CIS Azure 3.0.0 4.2", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"infrastructure_encryption_enabled": False, "account_kind": "StorageV2"}),
            passes({"infrastructure_encryption_enabled": True}),
            undetermined({"infrastructure_encryption_enabled": UNKNOWN}),
        ),
    )(Attribute("infrastructure_encryption_enabled", Operator.IS_TRUE, "it encrypts in one layer only")),
    guardrail(
        "storage-no-customer-key",
        "Storage accounts are encrypted with a key of your own",
        Severity.LOW,
        types={"azurerm_storage_account"},
        why="Azure encrypts with a key of Microsoft, which you can neither rotate nor withdraw.",
        remedy=(
            'resource "azurerm_storage_account_customer_managed_key" "this" {\n'
            "  storage_account_id = azurerm_storage_account.this.id\n"
            "  key_vault_key_id   = azurerm_key_vault_key.this.id\n"
            "}"
        ),
        references=(
            "CKV2_AZURE_1",
            "CIS Azure 2.1.0 3.12",
            "CIS Azure 3.0.0 4.11",
            "PCI DSS 4.0.1 3.5.1",
            "NIST SC-12",
            "NIST SC-28",
        ),
        examples=(
            violates({}),
            violates({"customer_managed_key": []}),
            passes({"customer_managed_key": [{"key_vault_key_id": UNKNOWN, "user_assigned_identity_id": UNKNOWN}]}),
            passes({"id": ACCOUNT}, beside={f"{KEY}.a": {"storage_account_id": ACCOUNT, "key_vault_key_id": UNKNOWN}}),
            undetermined({"id": UNKNOWN}, beside={f"{KEY}.a": {"storage_account_id": UNKNOWN}}),
        ),
    )(
        Companion(
            KEY,
            "storage_account_id",
            "the plan names no key of your own for it",
            unless=(Condition("customer_managed_key", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "storage-scope-no-customer-key",
        "Encryption scopes use a key of your own",
        Severity.LOW,
        types={"azurerm_storage_encryption_scope"},
        why="A scope with a key of Microsoft parts tenants from each other, and not from Microsoft.",
        remedy='Set source = "Microsoft.KeyVault" and key_vault_key_id.',
        references=("NIST SC-12", "NIST SC-28"),
        examples=(
            violates({"source": "Microsoft.Storage"}),
            passes({"source": "Microsoft.KeyVault", "key_vault_key_id": UNKNOWN}),
            undetermined({"source": UNKNOWN}),
        ),
    )(
        Attribute(
            "source",
            Operator.IS,
            "it is encrypted with a key of Microsoft",
            expected=("Microsoft.KeyVault",),
        )
    ),
)
