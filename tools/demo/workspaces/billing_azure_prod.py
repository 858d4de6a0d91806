"""`billing-azure-prod`: invoicing on Azure. Its story: ordinary care, and one storage account opened by mistake, caught and fixed."""

# ruff: noqa: E501  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.demo.author import Block, Place, Provider, Stack, join
from tools.demo.company import AISHA, GITHUB, TOMAS, WEILING, Story, applied, approved, rejected
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

SLUG = "billing-azure-prod"
LOCATION = "westeurope"
TAGS = {"environment": "prod", "owner": "billing", "cost-centre": "4350", "managed-by": "terraform"}
SUBNETS = {"aks": "10.120.0.0/20", "data": "10.120.16.0/24", "endpoints": "10.120.17.0/24", "batch": "10.120.18.0/24"}
ACCOUNTS = {"invoices": "ZRS", "exports": "LRS", "audit": "GRS"}
DATABASES = {"invoicing": ("GP_Gen5_4", 250), "ledger": ("GP_Gen5_2", 100), "tariffs": ("S1", 50)}


def stack(
    *, nodes: int = 3, ledger: str = "GP_Gen5_2", batch: bool = False, open_exports: bool = False, redis: str = "C"
) -> Stack:
    made = Stack(
        Provider("azurerm", {"features": [{}], "subscription_id": "6a1f0c52-3d84-4be7-9c10-5f2b7e8d9013"}),
        region=LOCATION,
        account="6a1f0c52-3d84-4be7-9c10-5f2b7e8d9013",
    )
    root = made.root
    password = made.variable(
        "sql_administrator_password",
        "Zeebrugge!Pilot-7730",
        sensitive=True,
        description="Administrator of the SQL server",
    )
    gateway = made.variable("payment_gateway_key", "pgw_live_a71c3e09d5524fb8", sensitive=True)
    group = root.resource(
        "azurerm_resource_group", "this", name="rg-billing-prod", location=LOCATION, managed_by="", tags=TAGS
    )
    common: dict[str, Any] = {"resource_group_name": group["name"], "location": group["location"], "tags": TAGS}
    subnets = _network(root, common)
    workspace = root.resource(
        "azurerm_log_analytics_workspace",
        "this",
        name="log-billing-prod",
        sku="PerGB2018",
        retention_in_days=90,
        **common,
    )
    identity = root.resource("azurerm_user_assigned_identity", "aks", name="id-aks-billing", **common)
    _cluster(root, common, subnets, workspace, identity, nodes)
    vault = root.resource(
        "azurerm_key_vault",
        "this",
        name="kv-nwf-billing-prod",
        tenant_id="0c7b4a1e-52a6-4f0d-8a3b-bf4d6c2e9a55",
        sku_name="standard",
        purge_protection_enabled=True,
        soft_delete_retention_days=90,
        public_network_access_enabled=False,
        rbac_authorization_enabled=True,
        network_acls=[
            {"bypass": "AzureServices", "default_action": "Deny", "ip_rules": [], "virtual_network_subnet_ids": []}
        ],
        **common,
    )
    root.resource(
        "azurerm_key_vault_secret",
        "payment_gateway",
        name="payment-gateway-key",
        key_vault_id=vault["id"],
        value=gateway,
        content_type="text/plain",
        tags=TAGS,
    )
    server = _databases(root, common, password, ledger)
    stores = _storage(root, common, open_exports=open_exports)
    zones = root.resource(
        "azurerm_private_dns_zone",
        "this",
        each={
            kind: {"name": f"privatelink.{kind}"}
            for kind in ("database.windows.net", "blob.core.windows.net", "vaultcore.azure.net")
        },
        resource_group_name=group["name"],
        tags=TAGS,
    )
    targets: dict[str, tuple[Any, str, str]] = {
        "sql": (server["id"], "sqlServer", "database.windows.net"),
        "vault": (vault["id"], "vault", "vaultcore.azure.net"),
    }
    targets |= {f"blob-{name}": (stores.at(name), "blob", "blob.core.windows.net") for name in ACCOUNTS}
    root.resource(
        "azurerm_private_endpoint",
        "this",
        subnet_id=subnets.at("endpoints"),
        **common,
        each={
            name: {
                "name": f"pe-billing-{name}",
                "private_service_connection": [
                    {
                        "name": name,
                        "is_manual_connection": False,
                        "private_connection_resource_id": target,
                        "subresource_names": [kind],
                    }
                ],
                "private_dns_zone_group": [{"name": "default", "private_dns_zone_ids": [zones.at(zone)]}],
            }
            for name, (target, kind, zone) in targets.items()
        },
    )
    root.resource(
        "azurerm_redis_cache",
        "sessions",
        name="redis-nwf-billing-prod",
        capacity=1,
        family=redis,
        sku_name="Standard",
        minimum_tls_version="1.2",
        non_ssl_port_enabled=False,
        public_network_access_enabled=False,
        redis_configuration=[{"maxmemory_policy": "allkeys-lru"}],
        **common,
    )
    registry = root.resource(
        "azurerm_container_registry",
        "this",
        name="nwfbillingprod",
        sku="Standard",
        admin_enabled=False,
        anonymous_pull_enabled=False,
        public_network_access_enabled=True,
        **common,
    )
    root.resource(
        "azurerm_role_assignment",
        "pull",
        scope=registry["id"],
        role_definition_name="AcrPull",
        principal_id=identity["principal_id"],
        skip_service_principal_aad_check=True,
    )
    if batch:
        _batch(root, common, subnets, password)
    made.output("sql_server_fqdn", server["fully_qualified_domain_name"])
    made.output("storage_keys", [stores.at(name, "primary_access_key") for name in ACCOUNTS], sensitive=True)
    return made


def _network(root: Place, common: dict[str, Any]) -> Block:
    place = root.module("network", "Azure/vnet/azurerm", "5.0.1", address_space="10.120.0.0/16", **common)
    vnet = place.resource(
        "azurerm_virtual_network",
        "this",
        name="vnet-billing-prod",
        address_space=[place["address_space"]],
        dns_servers=[],
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    subnets = place.resource(
        "azurerm_subnet",
        "this",
        each={name: {"name": f"snet-{name}", "address_prefixes": [prefix]} for name, prefix in SUBNETS.items()},
        virtual_network_name=vnet["name"],
        resource_group_name=place["resource_group_name"],
        private_endpoint_network_policies="Disabled",
        service_endpoints=[],
    )
    rules = [
        {
            "access": "Allow",
            "description": "Office VPN",
            "destination_address_prefix": "*",
            "destination_port_range": "443",
            "direction": "Inbound",
            "name": "https-from-vpn",
            "priority": 100,
            "protocol": "Tcp",
            "source_address_prefix": "10.0.0.0/8",
            "source_port_range": "*",
        },
        {
            "access": "Deny",
            "description": "Everything else",
            "destination_address_prefix": "*",
            "destination_port_range": "*",
            "direction": "Inbound",
            "name": "deny-all",
            "priority": 4096,
            "protocol": "*",
            "source_address_prefix": "*",
            "source_port_range": "*",
        },
    ]
    groups = place.resource(
        "azurerm_network_security_group",
        "this",
        over=subnets,
        each={name: {"name": f"nsg-{name}"} for name in SUBNETS},
        security_rule=rules,
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    place.resource(
        "azurerm_subnet_network_security_group_association",
        "this",
        over=subnets,
        each={name: {"subnet_id": subnets.at(name), "network_security_group_id": groups.at(name)} for name in SUBNETS},
    )
    address = place.resource(
        "azurerm_public_ip",
        "nat",
        name="pip-nat-billing",
        allocation_method="Static",
        sku="Standard",
        zones=["1"],
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    nat = place.resource(
        "azurerm_nat_gateway",
        "this",
        name="nat-billing",
        sku_name="Standard",
        idle_timeout_in_minutes=10,
        zones=["1"],
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    place.resource(
        "azurerm_nat_gateway_public_ip_association",
        "this",
        nat_gateway_id=nat["id"],
        public_ip_address_id=address["id"],
    )
    place.resource(
        "azurerm_subnet_nat_gateway_association",
        "this",
        each={name: {"subnet_id": subnets.at(name)} for name in ("aks", "batch")},
        nat_gateway_id=nat["id"],
    )
    return subnets


def _cluster(
    root: Place, common: dict[str, Any], subnets: Block, workspace: Block, identity: Block, nodes: int
) -> None:
    place = root.module(
        "aks",
        "git::https://github.com/northwind-freight/terraform-modules.git//aks?ref=v4.7.1",
        node_count=nodes,
        **common,
    )
    cluster = place.resource(
        "azurerm_kubernetes_cluster",
        "this",
        name="aks-billing-prod",
        dns_prefix="aks-billing",
        kubernetes_version="1.31",
        sku_tier="Standard",
        private_cluster_enabled=True,
        role_based_access_control_enabled=True,
        local_account_disabled=True,
        oidc_issuer_enabled=True,
        azure_policy_enabled=True,
        api_server_access_profile=[],
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
        default_node_pool=[
            {
                "name": "system",
                "node_count": 2,
                "vm_size": "Standard_D2s_v5",
                "os_disk_type": "Managed",
                "os_disk_size_gb": 128,
                "vnet_subnet_id": subnets.at("aks"),
                "zones": ["1", "2", "3"],
            }
        ],
        identity=[{"type": "UserAssigned", "identity_ids": [identity["id"]]}],
        network_profile=[
            {
                "network_plugin": "azure",
                "network_policy": "cilium",
                "load_balancer_sku": "standard",
                "outbound_type": "userAssignedNATGateway",
            }
        ],
        oms_agent=[{"log_analytics_workspace_id": workspace["id"], "msi_auth_for_monitoring_enabled": True}],
    )
    place.resource(
        "azurerm_kubernetes_cluster_node_pool",
        "apps",
        name="apps",
        kubernetes_cluster_id=cluster["id"],
        vm_size="Standard_D4s_v5",
        node_count=place["node_count"],
        os_disk_size_gb=128,
        os_disk_type="Managed",
        os_type="Linux",
        mode="User",
        vnet_subnet_id=subnets.at("aks"),
        zones=["1", "2", "3"],
        auto_scaling_enabled=False,
        tags=TAGS,
    )


def _databases(root: Place, common: dict[str, Any], password: Any, ledger: str) -> Block:
    place = root.module(
        "sql", "git::https://github.com/northwind-freight/terraform-modules.git//mssql?ref=v4.7.1", **common
    )
    server = place.resource(
        "azurerm_mssql_server",
        "this",
        name="sql-nwf-billing-prod",
        version="12.0",
        administrator_login="nwfadmin",
        administrator_login_password=password,
        minimum_tls_version="1.2",
        public_network_access_enabled=False,
        outbound_network_restriction_enabled=True,
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    for name, (sku, size) in DATABASES.items():
        place.resource(
            "azurerm_mssql_database",
            name,
            name=name,
            server_id=server["id"],
            collation="SQL_Latin1_General_CP1_CI_AS",
            sku_name=ledger if name == "ledger" else sku,
            max_size_gb=size,
            zone_redundant=False,
            license_type="LicenseIncluded" if sku.startswith("GP") else None,
            storage_account_type="Geo",
            transparent_data_encryption_enabled=True,
            short_term_retention_policy=[{"retention_days": 14, "backup_interval_in_hours": 12}],
            tags=TAGS,
        )
    return server


def _storage(root: Place, common: dict[str, Any], *, open_exports: bool) -> Block:
    place = root.module(
        "storage", "git::https://github.com/northwind-freight/terraform-modules.git//storage?ref=v4.7.1", **common
    )
    stores = place.resource(
        "azurerm_storage_account",
        "this",
        account_tier="Standard",
        account_kind="StorageV2",
        access_tier="Hot",
        min_tls_version="TLS1_2",
        https_traffic_only_enabled=True,
        shared_access_key_enabled=True,
        infrastructure_encryption_enabled=True,
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
        each={
            name: {
                "name": f"nwfbilling{name}",
                "account_replication_type": kind,
                "public_network_access_enabled": open_exports and name == "exports",
                "allow_nested_items_to_be_public": open_exports and name == "exports",
            }
            for name, kind in ACCOUNTS.items()
        },
    )
    place.resource(
        "azurerm_storage_container",
        "this",
        over=stores,
        each={
            name: {
                "name": name,
                "storage_account_name": stores.at(name, "name"),
                "container_access_type": "blob" if open_exports and name == "exports" else "private",
            }
            for name in ACCOUNTS
        },
    )
    return stores


def _batch(root: Place, common: dict[str, Any], subnets: Block, password: Any) -> None:
    place = root.module("dunning_batch", "./modules/batch-vm", **common)
    key = place.resource("tls_private_key", "this", algorithm="ECDSA", ecdsa_curve="P256", rsa_bits=2048)
    card = place.resource(
        "azurerm_network_interface",
        "this",
        name="nic-dunning",
        ip_configuration=[
            {"name": "internal", "subnet_id": subnets.at("batch"), "private_ip_address_allocation": "Dynamic"}
        ],
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    machine = place.resource(
        "azurerm_linux_virtual_machine",
        "this",
        name="vm-dunning",
        size="Standard_D4s_v5",
        admin_username="nwfops",
        disable_password_authentication=True,
        network_interface_ids=[card["id"]],
        zone="1",
        admin_ssh_key=[{"username": "nwfops", "public_key": key["public_key_openssh"]}],
        os_disk=[{"caching": "ReadWrite", "storage_account_type": "Premium_LRS", "disk_size_gb": 64}],
        source_image_reference=[
            {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": "server", "version": "latest"}
        ],
        encryption_at_host_enabled=True,
        custom_data=join("#cloud-config\nsql_password: ", password, "\n"),
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    disk = place.resource(
        "azurerm_managed_disk",
        "spool",
        name="disk-dunning-spool",
        create_option="Empty",
        disk_size_gb=512,
        storage_account_type="Premium_LRS",
        zone="1",
        resource_group_name=place["resource_group_name"],
        location=place["location"],
        tags=TAGS,
    )
    place.resource(
        "azurerm_virtual_machine_data_disk_attachment",
        "spool",
        virtual_machine_id=machine["id"],
        managed_disk_id=disk["id"],
        lun=0,
        caching="ReadOnly",
    )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, batched, grown = stack(), stack(batch=True), stack(batch=True, ledger="GP_Gen5_4", nodes=4)
    return DemoWorkspace(
        slug=SLUG,
        name="Billing (production)",
        labels={"env": "prod", "team": "billing", "cloud": "azure"},
        repository=f"{GITHUB}/billing",
        branch="main",
        directory="infra/azure/prod",
        budget=Decimal(3000),
        required_approvals=1,
        runs=(
            story.run(
                None,
                first,
                "Billing moves to its own subscription",
                days_ago=49,
                actor=WEILING,
                pull_request=140,
                story=(approved(AISHA, "Private endpoints everywhere, as designed.", 8), applied(10)),
            ),
            story.run(
                first,
                stack(open_exports=True),
                "Let the auditors download the exports",
                days_ago=27,
                actor=WEILING,
                pull_request=155,
                branch="auditor-exports",
                ends=Ending.REJECTED,
                story=(
                    rejected(
                        AISHA,
                        "This makes every export readable by anyone who guesses its name. A time-limited link does what they need.",
                        0.7,
                    ),
                ),
            ),
            story.run(
                first,
                batched,
                "A machine for the nightly dunning run",
                days_ago=19,
                actor=WEILING,
                pull_request=161,
                story=(approved(TOMAS, "Until the container version exists, review in March.", 5), applied(6)),
            ),
            story.run(
                batched,
                grown,
                "Ledger to four cores, a fourth node for month end",
                days_ago=5,
                actor=WEILING,
                pull_request=174,
                story=(approved(AISHA, "No change of exposure.", 2), applied(3)),
            ),
        ),
    )
