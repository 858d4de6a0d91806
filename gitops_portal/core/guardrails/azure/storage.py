"""Storage accounts and their containers: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.diagnosed import Diagnosed
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.kinds.pointed_at import PointedAt
from gitops_portal.core.rules.parameters import texts
from gitops_portal.core.rules.rule import guardrail

ACCOUNT = "/subscriptions/0/resourceGroups/a/providers/Microsoft.Storage/storageAccounts/a"
RULES = "azurerm_storage_account_network_rules"
SETTING = "azurerm_monitor_diagnostic_setting.this"
ENDPOINT = "azurerm_private_endpoint.this"
LOGS = ({"category": "StorageRead"}, {"category": "StorageWrite"}, {"category": "StorageDelete"})

storage = (
    guardrail(
        "storage-http-allowed",
        "Storage accounts answer HTTPS alone",
        Severity.HIGH,
        types={"azurerm_storage_account"},
        why="Over plain HTTP, keys and data can be read and changed by anybody on the way.",
        remedy="Set https_traffic_only_enabled = true (enable_https_traffic_only before version 4 of the provider).",
        references=("CKV_AZURE_3", "CIS Azure 2.1.0 3.1", "CIS Azure 3.0.0 4.1", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({"https_traffic_only_enabled": False}),
            violates({"enable_https_traffic_only": False}),
            passes({"https_traffic_only_enabled": True}),
            passes({}),
            undetermined({"https_traffic_only_enabled": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("https_traffic_only_enabled", Operator.IS_NOT_FALSE),
                Condition("enable_https_traffic_only", Operator.IS_NOT_FALSE),
            ),
            "it answers plain HTTP too",
        )
    ),
    guardrail(
        "storage-old-tls",
        "Storage accounts refuse old versions of TLS",
        Severity.MEDIUM,
        types={"azurerm_storage_account"},
        why="TLS 1.0 and 1.1 are broken: who sits on the way can have a connection fall back to them and read it.",
        remedy='Set min_tls_version = "{versions.0}".',
        references=("CKV_AZURE_44", "CIS Azure 2.1.0 3.15", "CIS Azure 3.0.0 4.15", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({"min_tls_version": "TLS1_0"}),
            violates({"min_tls_version": "TLS1_1"}),
            passes({"min_tls_version": "TLS1_2"}),
            passes({"min_tls_version": None}),
            undetermined({"min_tls_version": UNKNOWN}),
        ),
        parameters=(texts("versions", "which versions of TLS may be the lowest, as TLS1_2"),),
    )(
        Attribute(
            "min_tls_version",
            Operator.IS,
            "the lowest version of TLS that it takes is none of {versions}",
            expected=("TLS1_2", "TLS1_3"),
            unset="TLS1_2",
        )
    ),
    guardrail(
        "storage-public-network",
        "Storage accounts let in chosen networks alone",
        Severity.MEDIUM,
        types={"azurerm_storage_account"},
        why="An account whose endpoints face the internet is one leaked key or signed address away from everybody.",
        remedy=(
            "Set public_network_access_enabled = false and use a private endpoint, or name the networks:\n"
            "network_rules {\n"
            '  default_action = "Deny"\n'
            '  ip_rules       = ["203.0.113.0/24"]\n'
            "}"
        ),
        references=(
            "CKV_AZURE_35",
            "CKV_AZURE_59",
            "CIS Azure 2.1.0 3.7",
            "CIS Azure 2.1.0 3.8",
            "CIS Azure 3.0.0 4.7",
            "PCI DSS 4.0.1 1.3.1",
            "PCI DSS 4.0.1 1.4.1",
            "PCI DSS 4.0.1 1.4.2",
            "NIST SC-7",
        ),
        examples=(
            violates({}),
            violates({"public_network_access_enabled": True, "network_rules": [{"default_action": "Allow"}]}),
            violates(
                {"id": ACCOUNT}, beside={f"{RULES}.a": {"storage_account_id": ACCOUNT, "default_action": "Allow"}}
            ),
            passes({"public_network_access_enabled": False}),
            passes({"network_rules": [{"default_action": "Deny", "bypass": ["AzureServices"]}]}),
            passes({"id": ACCOUNT}, beside={f"{RULES}.a": {"storage_account_id": ACCOUNT, "default_action": "Deny"}}),
            passes(
                {"id": UNKNOWN, "network_rules": []},
                beside={f"{RULES}.a": {"storage_account_id": UNKNOWN, "default_action": "Deny"}},
                links={f"{RULES}.a": {"storage_account_id": ("azurerm_storage_account.this.id",)}},
            ),
            undetermined({"public_network_access_enabled": UNKNOWN}),
            undetermined({"network_rules": UNKNOWN}),
        ),
    )(
        Companion(
            RULES,
            "storage_account_id",
            "every network may reach its endpoints",
            conditions=(Condition("default_action", Operator.IS, ("Deny",)),),
            unless=(
                Condition("public_network_access_enabled", Operator.IS, ("false",)),
                Condition("network_rules.default_action", Operator.IS, ("Deny",), computed=True),
            ),
        )
    ),
    guardrail(
        "storage-blob-public-allowed",
        "Storage accounts allow no public containers",
        Severity.MEDIUM,
        types={"azurerm_storage_account"},
        why="While the account allows it, one setting of a container opens all of its blobs to everybody.",
        remedy="Set allow_nested_items_to_be_public = false (allow_blob_public_access before version 3).",
        references=(
            "CKV_AZURE_190",
            "CIS Azure 2.1.0 3.17",
            "CIS Azure 3.0.0 4.17",
            "PCI DSS 4.0.1 1.4.2",
            "PCI DSS 4.0.1 7.3.1",
            "NIST AC-3",
        ),
        examples=(
            violates({"allow_nested_items_to_be_public": True}),
            violates({"allow_blob_public_access": True}),
            violates({}),
            passes({"allow_nested_items_to_be_public": False}),
            passes({"allow_blob_public_access": False}),
            undetermined({"allow_nested_items_to_be_public": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("allow_nested_items_to_be_public", Operator.IS, ("false",)),
                Condition("allow_blob_public_access", Operator.IS, ("false",)),
            ),
            "its containers can be opened to everybody",
        )
    ),
    guardrail(
        "blob-container-public",
        "Blob containers are private",
        Severity.CRITICAL,
        types={"azurerm_storage_container"},
        why="Everybody who knows or guesses an address reads what is in it, without a key.",
        remedy='Set container_access_type = "private" and hand out signed addresses.',
        references=("CKV_AZURE_34", "CIS Azure 2.1.0 3.17", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST AC-3"),
        examples=(
            violates({"container_access_type": "blob"}),
            violates({"container_access_type": "container"}),
            passes({"container_access_type": "private"}),
            passes({}),
            undetermined({"container_access_type": UNKNOWN}),
        ),
    )(
        Attribute(
            "container_access_type",
            Operator.IS,
            "everybody on the internet can read its blobs",
            expected=("private",),
            unset="private",
        )
    ),
    guardrail(
        "storage-no-blob-log",
        "Storage accounts log what happens to blobs",
        Severity.LOW,
        types={"azurerm_storage_account"},
        why="Without a log nobody can tell afterwards who read, wrote or deleted a blob.",
        remedy=(
            'resource "azurerm_monitor_diagnostic_setting" "blobs" {\n'
            '  name                       = "blobs"\n'
            '  target_resource_id         = "${azurerm_storage_account.this.id}/blobServices/default"\n'
            "  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id\n"
            "  enabled_log {\n"
            '    category_group = "allLogs"\n'
            "  }\n"
            "}"
        ),
        references=("CIS Azure 2.1.0 3.13", "CIS Azure 3.0.0 4.13", "NIST AU-12"),
        examples=(
            violates({}),
            violates(
                {"id": ACCOUNT},
                beside={SETTING: {"target_resource_id": f"{ACCOUNT}/blobServices/default", "enabled_log": [*LOGS[:1]]}},
            ),
            violates(
                {"id": ACCOUNT},
                beside={SETTING: {"target_resource_id": f"{ACCOUNT}/queueServices/default", "enabled_log": [*LOGS]}},
            ),
            passes({"account_kind": "FileStorage"}),
            passes(
                {"id": ACCOUNT},
                beside={SETTING: {"target_resource_id": f"{ACCOUNT}/blobServices/default", "enabled_log": [*LOGS]}},
            ),
            undetermined(
                {"id": UNKNOWN},
                beside={SETTING: {"target_resource_id": UNKNOWN, "enabled_log": [{"category_group": "allLogs"}]}},
                links={SETTING: {"target_resource_id": ("azurerm_storage_account.this.id",)}},
            ),
        ),
    )(
        Diagnosed(
            "nobody logs who reads, writes and deletes its blobs",
            categories=("StorageRead", "StorageWrite", "StorageDelete"),
            below="/blobServices/default",
            unless=(Condition("account_kind", Operator.IS, ("FileStorage",)),),
        )
    ),
    guardrail(
        "storage-no-private-endpoint",
        "Storage accounts are reached by private endpoints",
        Severity.LOW,
        types={"azurerm_storage_account"},
        why="With a private endpoint traffic stays in your networks, and the account needs no door to the internet.",
        remedy=(
            'resource "azurerm_private_endpoint" "this" {\n'
            "  subnet_id = azurerm_subnet.this.id\n"
            "  private_service_connection {\n"
            '    name                           = "storage"\n'
            "    private_connection_resource_id = azurerm_storage_account.this.id\n"
            '    subresource_names              = ["blob"]\n'
            "    is_manual_connection           = false\n"
            "  }\n"
            "}"
        ),
        references=("CKV2_AZURE_33", "CIS Azure 2.1.0 3.10", "CIS Azure 3.0.0 4.9", "NIST SC-7"),
        examples=(
            violates({}),
            violates(
                {"id": ACCOUNT},
                beside={ENDPOINT: {"private_service_connection": [{"private_connection_resource_id": ACCOUNT + "b"}]}},
            ),
            passes(
                {"id": ACCOUNT},
                beside={ENDPOINT: {"private_service_connection": [{"private_connection_resource_id": ACCOUNT}]}},
            ),
            passes(
                {"id": UNKNOWN},
                beside={ENDPOINT: {"private_service_connection": [{"private_connection_resource_id": UNKNOWN}]}},
                links={ENDPOINT: {"private_service_connection": ("azurerm_storage_account.this.id",)}},
            ),
            undetermined(
                {"id": UNKNOWN},
                beside={ENDPOINT: {"private_service_connection": [{"private_connection_resource_id": UNKNOWN}]}},
            ),
        ),
    )(
        PointedAt(
            "azurerm_private_endpoint",
            "private_service_connection.private_connection_resource_id",
            "the plan holds no private endpoint for it",
        )
    ),
)
