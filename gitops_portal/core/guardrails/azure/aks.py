"""AKS clusters and their pools of nodes: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

aks = (
    guardrail(
        "aks-rbac-off",
        "AKS clusters use Kubernetes RBAC",
        Severity.HIGH,
        types={"azurerm_kubernetes_cluster"},
        why="Without RBAC whoever reaches the API server with any credential is an administrator of the cluster.",
        remedy="Leave role_based_access_control_enabled out, or set it to true.",
        references=("CKV_AZURE_5", "NIST AC-3"),
        examples=(
            violates({"role_based_access_control_enabled": False}),
            violates({"role_based_access_control": [{"enabled": False}]}),
            passes({"role_based_access_control_enabled": True}),
            passes({"role_based_access_control": [{"enabled": True}]}),
            passes({}),
            undetermined({"role_based_access_control_enabled": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("role_based_access_control_enabled", Operator.IS_NOT_FALSE),
                Condition("role_based_access_control.enabled", Operator.IS_NOT_FALSE, computed=True),
            ),
            "RBAC is switched off",
        )
    ),
    guardrail(
        "aks-not-private",
        "AKS API servers have a private address",
        Severity.MEDIUM,
        types={"azurerm_kubernetes_cluster"},
        why="An API server with a public address can be reached, and attacked, from outside of the virtual network.",
        remedy="Set private_cluster_enabled = true (it replaces the cluster).",
        references=("CKV_AZURE_115", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
        examples=(
            violates({"private_cluster_enabled": False}),
            violates({}),
            passes({"private_cluster_enabled": True}),
            passes({"private_link_enabled": True}),
            undetermined({"private_cluster_enabled": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("private_cluster_enabled", Operator.IS_TRUE),
                Condition("private_link_enabled", Operator.IS_TRUE),
            ),
            "its API server has a public address",
        )
    ),
    guardrail(
        "aks-local-accounts",
        "AKS clusters have no local accounts",
        Severity.MEDIUM,
        types={"azurerm_kubernetes_cluster"},
        why="Everybody who has the local administrator's certificate is one and the same user in every log.",
        remedy="Set local_account_disabled = true, with azure_active_directory_role_based_access_control.",
        references=("CKV_AZURE_141", "NIST AC-2"),
        examples=(
            violates({"local_account_disabled": False}),
            violates({}),
            passes({"local_account_disabled": True}),
            undetermined({"local_account_disabled": UNKNOWN}),
        ),
    )(Attribute("local_account_disabled", Operator.IS_TRUE, "its local administrator can log in")),
    guardrail(
        "aks-no-network-policy",
        "AKS clusters enforce network policies",
        Severity.MEDIUM,
        types={"azurerm_kubernetes_cluster"},
        why="Without an engine for network policies every pod may talk to every other, whatever the policies say.",
        remedy='network_profile {\n  network_plugin = "azure"\n  network_policy = "azure"\n}',
        references=("CKV_AZURE_7", "PCI DSS 4.0.1 1.3.1", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"network_profile": [{"network_plugin": "kubenet"}]}),
            violates({"network_profile": [{"network_plugin": "azure", "network_policy": ""}]}),
            passes({"network_profile": [{"network_plugin": "azure", "network_policy": "calico"}]}),
            undetermined({"network_profile": [{"network_plugin": "azure", "network_policy": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "network_profile.network_policy",
            Operator.IS,
            "network policies are not enforced",
            expected=("azure", "calico", "cilium"),
            computed=True,
        )
    ),
    guardrail(
        "aks-no-policy-addon",
        "AKS clusters are held to Azure Policy",
        Severity.LOW,
        types={"azurerm_kubernetes_cluster"},
        why="The add-on checks what is deployed into the cluster, and tells Azure Policy what does not comply.",
        remedy="Set azure_policy_enabled = true.",
        references=("CKV_AZURE_116", "NIST CM-6"),
        examples=(
            violates({}),
            violates({"azure_policy_enabled": False}),
            violates({"addon_profile": [{"azure_policy": [{"enabled": False}]}]}),
            passes({"azure_policy_enabled": True}),
            passes({"addon_profile": [{"azure_policy": [{"enabled": True}]}]}),
            undetermined({"azure_policy_enabled": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("azure_policy_enabled", Operator.IS_TRUE),
                Condition("addon_profile.azure_policy.enabled", Operator.IS_TRUE, computed=True),
            ),
            "the add-on for Azure Policy is off",
        )
    ),
    guardrail(
        "aks-disks-no-own-key",
        "Disks of AKS clusters are encrypted with a key of one's own",
        Severity.LOW,
        types={"azurerm_kubernetes_cluster"},
        why="A key of one's own can be rotated and withdrawn; one of the platform cannot.",
        remedy="Set disk_encryption_set_id = azurerm_disk_encryption_set.this.id (it replaces the cluster).",
        references=("CKV_AZURE_117", "NIST SC-28"),
        examples=(
            violates({}),
            passes({"disk_encryption_set_id": "/subscriptions/s/resourceGroups/g/diskEncryptionSets/d"}),
            undetermined({"disk_encryption_set_id": UNKNOWN}),
        ),
    )(Attribute("disk_encryption_set_id", Operator.IS_SET, "its disks are encrypted with a key of the platform")),
    guardrail(
        "aks-no-host-encryption",
        "Nodes of AKS encrypt temporary disks and caches on the host",
        Severity.MEDIUM,
        types={"azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool"},
        why="What pods write to temporary disks and caches lies on the host, outside of the encryption of disks.",
        remedy="Set host_encryption_enabled = true in the pool (enable_host_encryption before version 4).",
        references=("CKV_AZURE_227", "NIST SC-28"),
        examples=(
            violates({"default_node_pool": [{"name": "system"}]}),
            violates({"default_node_pool": [{"host_encryption_enabled": False}]}),
            violates({"enable_host_encryption": False}, type="azurerm_kubernetes_cluster_node_pool"),
            passes({"default_node_pool": [{"host_encryption_enabled": True}]}),
            passes({"default_node_pool": [{"enable_host_encryption": True}]}),
            passes({"host_encryption_enabled": True}, type="azurerm_kubernetes_cluster_node_pool"),
            undetermined({"enable_host_encryption": UNKNOWN}, type="azurerm_kubernetes_cluster_node_pool"),
        ),
    )(
        Either(
            (
                Condition("host_encryption_enabled", Operator.IS_TRUE),
                Condition("enable_host_encryption", Operator.IS_TRUE),
                Condition("default_node_pool.host_encryption_enabled", Operator.IS_TRUE),
                Condition("default_node_pool.enable_host_encryption", Operator.IS_TRUE),
            ),
            "temporary disks and caches of its nodes are not encrypted on the host",
        )
    ),
    guardrail(
        "aks-user-pods-on-system-nodes",
        "System nodes of AKS run critical pods only",
        Severity.LOW,
        types={"azurerm_kubernetes_cluster"},
        why="An application that runs wild on a system node takes DNS and the network of the cluster with it.",
        remedy="Set only_critical_addons_enabled = true in default_node_pool, and add a pool for applications.",
        references=("CKV_AZURE_232", "NIST SC-6"),
        examples=(
            violates({"default_node_pool": [{"name": "system"}]}),
            violates({"default_node_pool": [{"only_critical_addons_enabled": False}]}),
            passes({"default_node_pool": [{"only_critical_addons_enabled": True}]}),
            undetermined({"default_node_pool": [{"only_critical_addons_enabled": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "default_node_pool.only_critical_addons_enabled",
            Operator.IS_TRUE,
            "applications may run on its system nodes",
        )
    ),
    guardrail(
        "aks-secrets-not-rotated",
        "Secrets that AKS mounts from Key Vault are renewed",
        Severity.LOW,
        types={"azurerm_kubernetes_cluster"},
        why="Without rotation a pod keeps the secret that it started with, however often the vault changes it.",
        remedy="key_vault_secrets_provider {\n  secret_rotation_enabled = true\n}",
        references=("CKV_AZURE_172", "NIST IA-5"),
        examples=(
            violates({"key_vault_secrets_provider": [{"secret_rotation_enabled": False}]}),
            violates({"key_vault_secrets_provider": [{"secret_rotation_interval": "2m"}]}),
            passes({"key_vault_secrets_provider": [{"secret_rotation_enabled": True}]}),
            passes({}),
            undetermined({"key_vault_secrets_provider": [{"secret_rotation_enabled": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "secret_rotation_enabled",
            Operator.IS_TRUE,
            "mounted secrets stay as they were when a pod started",
            each="key_vault_secrets_provider",
        )
    ),
    guardrail(
        "aks-no-logs",
        "AKS clusters send their logs to a workspace",
        Severity.LOW,
        types={"azurerm_kubernetes_cluster"},
        why="Logs that stay in the cluster are gone with the pod, and with the attacker.",
        remedy="oms_agent {\n  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id\n}",
        references=("CKV_AZURE_4", "NIST AU-6"),
        examples=(
            violates({}),
            violates({"oms_agent": []}),
            violates({"addon_profile": [{"oms_agent": [{"enabled": False}]}]}),
            passes({"oms_agent": [{"log_analytics_workspace_id": UNKNOWN}]}),
            passes({"addon_profile": [{"oms_agent": [{"enabled": True, "log_analytics_workspace_id": UNKNOWN}]}]}),
            undetermined({"oms_agent": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("oms_agent", Operator.IS_PRESENT),
                Condition("addon_profile.oms_agent.enabled", Operator.IS_TRUE, computed=True),
            ),
            "no agent sends its logs anywhere",
        )
    ),
    guardrail(
        "aks-no-scale-sets",
        "Nodes of AKS are scale sets",
        Severity.LOW,
        types={"azurerm_kubernetes_cluster"},
        why="A pool that is an availability set can neither scale by itself nor be joined by another pool.",
        remedy='Leave type out of default_node_pool, or set it to "VirtualMachineScaleSets".',
        references=("CKV_AZURE_169", "NIST CP-10"),
        examples=(
            violates({"default_node_pool": [{"type": "AvailabilitySet"}]}),
            passes({"default_node_pool": [{"type": "VirtualMachineScaleSets"}]}),
            passes({"default_node_pool": [{"name": "system"}]}),
            undetermined({"default_node_pool": [{"type": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "default_node_pool.type",
            Operator.IS,
            "its nodes are an availability set",
            expected=("VirtualMachineScaleSets",),
            unset="VirtualMachineScaleSets",
        )
    ),
)
