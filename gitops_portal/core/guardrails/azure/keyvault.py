"""Key vaults, their keys and secrets: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.kinds.pointed_at import PointedAt
from gitops_portal.core.rules.rule import guardrail

ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
CLOSED = Condition("public_network_access_enabled", Operator.IS, ("false",), unset=True)

keyvault = (
    guardrail(
        "keyvault-not-recoverable",
        "Key vaults can be recovered",
        Severity.MEDIUM,
        types={"azurerm_key_vault"},
        why="What was encrypted with a key that is gone for good is gone as well.",
        remedy="Set purge_protection_enabled = true, and leave soft_delete_enabled out.",
        references=("CKV_AZURE_42", "CIS Azure 2.1.0 8.5", "CIS Azure 3.0.0 3.3.5", "PCI DSS 4.0.1 3.7.5", "NIST CP-9"),
        examples=(
            violates({}),
            violates({"purge_protection_enabled": False}),
            violates({"purge_protection_enabled": True, "soft_delete_enabled": False}),
            passes({"purge_protection_enabled": True}),
            passes({"purge_protection_enabled": True, "soft_delete_enabled": True}),
            undetermined({"purge_protection_enabled": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("purge_protection_enabled", Operator.IS_TRUE),
                Condition("soft_delete_enabled", Operator.IS_NOT_FALSE),
            ),
            "it can be lost for good",
        )
    ),
    guardrail(
        "keyvault-no-purge-protection",
        "Key vaults are protected from being purged",
        Severity.MEDIUM,
        types={"azurerm_key_vault"},
        why="Whoever may delete a vault may otherwise purge it at once, before anybody notices.",
        remedy="Set purge_protection_enabled = true; it cannot be taken back.",
        references=(
            "CKV_AZURE_110",
            "CIS Azure 2.1.0 8.5",
            "CIS Azure 3.0.0 3.3.5",
            "PCI DSS 4.0.1 3.7.5",
            "NIST CP-9",
        ),
        examples=(
            violates({}),
            violates({"purge_protection_enabled": False}),
            passes({"purge_protection_enabled": True}),
            undetermined({"purge_protection_enabled": UNKNOWN}),
        ),
    )(Attribute("purge_protection_enabled", Operator.IS_TRUE, "it can be purged as soon as it is deleted")),
    guardrail(
        "keyvault-open-network",
        "Key vaults are reached from chosen networks only",
        Severity.MEDIUM,
        types={"azurerm_key_vault"},
        why="A vault that every network reaches gives its secrets to whoever holds a stolen credential.",
        remedy=(
            "Set public_network_access_enabled = false, or\n"
            'network_acls {\n  bypass         = "AzureServices"\n  default_action = "Deny"\n}'
        ),
        references=("CKV_AZURE_109", "CKV_AZURE_189", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"network_acls": [{"bypass": "AzureServices", "default_action": "Allow"}]}),
            violates({"public_network_access_enabled": True}),
            passes({"network_acls": [{"bypass": "AzureServices", "default_action": "Deny"}]}),
            passes({"public_network_access_enabled": False}),
            undetermined({"network_acls": [{"bypass": "None", "default_action": UNKNOWN}]}),
        ),
    )(
        Either(
            (Condition("network_acls.default_action", Operator.IS, ("Deny",), computed=True), CLOSED),
            "it can be reached from every network",
        )
    ),
    guardrail(
        "keyvault-no-service-endpoint",
        "Key vaults name the subnets that may reach them",
        Severity.LOW,
        types={"azurerm_key_vault"},
        why="Subnets that are named reach the vault by Azure's own network, and addresses need no list.",
        remedy=(
            'network_acls {\n  bypass                     = "AzureServices"\n  default_action             = "Deny"\n'
            "  virtual_network_subnet_ids = [azurerm_subnet.this.id]\n}\n"
            "or public_network_access_enabled = false with a private endpoint."
        ),
        references=("NIST SC-7",),
        examples=(
            violates({}),
            violates({"network_acls": [{"default_action": "Deny", "virtual_network_subnet_ids": []}]}),
            passes({"network_acls": [{"default_action": "Deny", "virtual_network_subnet_ids": [UNKNOWN]}]}),
            passes({"public_network_access_enabled": False}),
            undetermined({"network_acls": [{"default_action": "Deny", "virtual_network_subnet_ids": UNKNOWN}]}),
        ),
    )(
        Either(
            (Condition("network_acls.virtual_network_subnet_ids", Operator.IS_PRESENT, computed=True), CLOSED),
            "no subnet is named that may reach it",
        )
    ),
    guardrail(
        "keyvault-no-diagnostics",
        "Key vaults have a diagnostic setting",
        Severity.LOW,
        types={"azurerm_key_vault"},
        why="Without one nobody can say afterwards who read which secret.",
        remedy=(
            'resource "azurerm_monitor_diagnostic_setting" "this" {\n'
            '  name                       = "audit"\n'
            "  target_resource_id         = azurerm_key_vault.this.id\n"
            "  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id\n"
            '  enabled_log {\n    category = "AuditEvent"\n  }\n}'
        ),
        references=(
            "CIS Azure 2.0.0 5.1.5",
            "CIS Azure 2.1.0 5.1.4",
            "CIS Azure 3.0.0 6.1.4",
            "PCI DSS 4.0.1 10.2.2",
            "PCI DSS 4.0.1 10.3.3",
            "NIST AU-12",
        ),
        examples=(
            violates({"id": ID}),
            violates({"id": ID}, beside={"azurerm_monitor_diagnostic_setting.a": {"target_resource_id": f"{ID}2"}}),
            passes({"id": ID}, beside={"azurerm_monitor_diagnostic_setting.a": {"target_resource_id": ID}}),
            passes(
                {"id": UNKNOWN},
                beside={"azurerm_monitor_diagnostic_setting.a": {"target_resource_id": UNKNOWN}},
                links={
                    "azurerm_monitor_diagnostic_setting.a": {
                        "target_resource_id": ("azurerm_key_vault.this.id", "azurerm_key_vault.this")
                    }
                },
            ),
            undetermined(
                {"id": UNKNOWN}, beside={"azurerm_monitor_diagnostic_setting.a": {"target_resource_id": UNKNOWN}}
            ),
        ),
    )(
        PointedAt(
            "azurerm_monitor_diagnostic_setting", "target_resource_id", "the plan holds no diagnostic setting for it"
        )
    ),
    guardrail(
        "keyvault-key-never-expires",
        "Keys of a vault expire",
        Severity.MEDIUM,
        types={"azurerm_key_vault_key"},
        why="A key without an end is never replaced, and what it protects is open for ever once it leaks.",
        remedy='rotation_policy {\n  expire_after = "P90D"\n}\nor expiration_date = "2027-12-31T00:00:00Z".',
        references=(
            "CKV_AZURE_40",
            "CIS Azure 2.1.0 8.1",
            "CIS Azure 2.1.0 8.2",
            "CIS Azure 3.0.0 3.3.1",
            "CIS Azure 3.0.0 3.3.2",
            "PCI DSS 4.0.1 3.7.4",
            "NIST SC-12",
        ),
        examples=(
            violates({"key_type": "RSA"}),
            violates({"rotation_policy": [{"notify_before_expiry": "P29D"}]}),
            passes({"expiration_date": "2027-12-31T00:00:00Z"}),
            passes({"rotation_policy": [{"expire_after": "P90D", "notify_before_expiry": "P29D"}]}),
            undetermined({"expiration_date": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("expiration_date", Operator.IS_SET),
                Condition("rotation_policy.expire_after", Operator.IS_SET, computed=True),
            ),
            "it never expires",
        )
    ),
    guardrail(
        "keyvault-secret-never-expires",
        "Secrets of a vault expire",
        Severity.MEDIUM,
        types={"azurerm_key_vault_secret"},
        why="A secret without an end is never replaced, and serves whoever once read it.",
        remedy='Set expiration_date = "2027-12-31T00:00:00Z".',
        references=(
            "CKV_AZURE_41",
            "CIS Azure 2.1.0 8.3",
            "CIS Azure 2.1.0 8.4",
            "CIS Azure 3.0.0 3.3.3",
            "CIS Azure 3.0.0 3.3.4",
            "NIST IA-5",
        ),
        examples=(
            violates({"name": "token"}),
            violates({"name": "token", "expiration_date": ""}),
            passes({"name": "token", "expiration_date": "2027-12-31T00:00:00Z"}),
            undetermined({"name": "token", "expiration_date": UNKNOWN}),
        ),
    )(Attribute("expiration_date", Operator.IS_SET, "it never expires")),
    guardrail(
        "keyvault-secret-no-content-type",
        "Secrets of a vault say what they are",
        Severity.LOW,
        types={"azurerm_key_vault_secret"},
        why="Whoever has to rotate a secret must know whether it is a password, a key or a connection string.",
        remedy='Set content_type = "password".',
        references=("CKV_AZURE_114", "NIST CM-8"),
        examples=(
            violates({"name": "token"}),
            passes({"name": "token", "content_type": "password"}),
            undetermined({"name": "token", "content_type": UNKNOWN}),
        ),
    )(Attribute("content_type", Operator.IS_SET, "nothing says what kind of secret it is")),
)
