"""Resource types by what is at stake: those that hold data which no plan brings back, networks, and identities."""

from __future__ import annotations

import re
from typing import Final

from gitops_portal.core.memo import Memo

STATEFUL: Final = frozenset(
    {
        # AWS
        "aws_backup_vault",
        "aws_cloudwatch_log_group",
        "aws_cognito_user_pool",
        "aws_db_cluster_snapshot",
        "aws_db_instance",
        "aws_db_snapshot",
        "aws_docdb_cluster",
        "aws_docdb_cluster_instance",
        "aws_docdbelastic_cluster",
        "aws_dynamodb_global_table",
        "aws_dynamodb_table",
        "aws_ebs_snapshot",
        "aws_ebs_volume",
        "aws_ecr_repository",
        "aws_efs_file_system",
        "aws_elasticache_cluster",
        "aws_elasticache_replication_group",
        "aws_elasticache_serverless_cache",
        "aws_elasticsearch_domain",
        "aws_fsx_lustre_file_system",
        "aws_fsx_ontap_file_system",
        "aws_fsx_ontap_volume",
        "aws_fsx_openzfs_file_system",
        "aws_fsx_openzfs_volume",
        "aws_fsx_windows_file_system",
        "aws_glacier_vault",
        "aws_keyspaces_table",
        "aws_kinesis_stream",
        "aws_kms_key",
        "aws_memorydb_cluster",
        "aws_msk_cluster",
        "aws_msk_serverless_cluster",
        "aws_neptune_cluster",
        "aws_neptune_cluster_instance",
        "aws_opensearch_domain",
        "aws_opensearchserverless_collection",
        "aws_qldb_ledger",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "aws_rds_global_cluster",
        "aws_redshift_cluster",
        "aws_redshiftserverless_namespace",
        "aws_route53_zone",
        "aws_s3_bucket",
        "aws_s3_directory_bucket",
        "aws_secretsmanager_secret",
        "aws_sqs_queue",
        "aws_timestreamwrite_table",
        # Azure
        "azurerm_app_configuration",
        "azurerm_backup_policy_vm",
        "azurerm_container_registry",
        "azurerm_cosmosdb_account",
        "azurerm_cosmosdb_cassandra_keyspace",
        "azurerm_cosmosdb_mongo_collection",
        "azurerm_cosmosdb_mongo_database",
        "azurerm_cosmosdb_sql_container",
        "azurerm_cosmosdb_sql_database",
        "azurerm_data_protection_backup_vault",
        "azurerm_dns_zone",
        "azurerm_eventhub",
        "azurerm_key_vault",
        "azurerm_key_vault_key",
        "azurerm_key_vault_secret",
        "azurerm_kusto_cluster",
        "azurerm_kusto_database",
        "azurerm_log_analytics_workspace",
        "azurerm_managed_disk",
        "azurerm_mariadb_server",
        "azurerm_mssql_database",
        "azurerm_mssql_managed_database",
        "azurerm_mssql_managed_instance",
        "azurerm_mssql_server",
        "azurerm_mysql_flexible_database",
        "azurerm_mysql_flexible_server",
        "azurerm_mysql_server",
        "azurerm_netapp_volume",
        "azurerm_postgresql_flexible_server",
        "azurerm_postgresql_flexible_server_database",
        "azurerm_postgresql_server",
        "azurerm_recovery_services_vault",
        "azurerm_redis_cache",
        "azurerm_servicebus_queue",
        "azurerm_snapshot",
        "azurerm_sql_database",
        "azurerm_sql_server",
        "azurerm_storage_account",
        "azurerm_storage_container",
        "azurerm_storage_data_lake_gen2_filesystem",
        "azurerm_storage_share",
        "azurerm_storage_table",
        # Google Cloud
        "google_alloydb_cluster",
        "google_alloydb_instance",
        "google_artifact_registry_repository",
        "google_bigquery_dataset",
        "google_bigquery_table",
        "google_bigtable_instance",
        "google_bigtable_table",
        "google_compute_disk",
        "google_compute_region_disk",
        "google_compute_snapshot",
        "google_dns_managed_zone",
        "google_filestore_instance",
        "google_firestore_database",
        "google_kms_crypto_key",
        "google_kms_key_ring",
        "google_memcache_instance",
        "google_netapp_volume",
        "google_pubsub_subscription",
        "google_pubsub_topic",
        "google_redis_cluster",
        "google_redis_instance",
        "google_secret_manager_secret",
        "google_secret_manager_secret_version",
        "google_spanner_database",
        "google_spanner_instance",
        "google_sql_database",
        "google_sql_database_instance",
        "google_storage_bucket",
        # Kubernetes and others
        "kubernetes_namespace",
        "kubernetes_namespace_v1",
        "kubernetes_persistent_volume",
        "kubernetes_persistent_volume_claim",
        "kubernetes_persistent_volume_claim_v1",
        "kubernetes_persistent_volume_v1",
        "kubernetes_stateful_set",
        "kubernetes_stateful_set_v1",
        "digitalocean_database_cluster",
        "digitalocean_spaces_bucket",
        "digitalocean_volume",
        "hcloud_volume",
        "mongodbatlas_cluster",
        "openstack_blockstorage_volume_v3",
        "vault_mount",
    }
)

EXPOSING: Final = (
    "acl",
    "firewall",
    "gateway",
    "iam",
    "ingress",
    "listener",
    "nat",
    "network",
    "peering",
    "policy",
    "rbac",
    "role",
    "route",
    "security_group",
    "security_rule",
    "service_account",
    "subnet",
    "user",
    "vpc",
)
"""Words in the names of types and attributes that decide who can reach something, or who may do something."""

GUARDING: Final = (
    "allow",
    "certificate",
    "cidr",
    "credential",
    "deny",
    "encrypt",
    "encrypted",
    "encryption",
    "kms",
    "permission",
    "principal",
    "private",
    "protection",
    "public",
    "secret",
    "ssl",
    "tls",
    "trust",
)
"""Words in the names of attributes that keep others out, or what is written away from them."""

_EXPOSING: Final = re.compile(rf"(?:^|[^a-z])(?:{'|'.join(EXPOSING)})s?(?:$|[^a-z])")
_GUARDING: Final = re.compile(rf"(?:^|[^a-z])(?:{'|'.join(GUARDING)})s?(?:$|[^a-z])")
_NEXT_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word begins in `networkAcls` and `VPCId`: documents inside of attributes write names so."""


def exposes(name: str) -> bool:
    """Whether what is called so decides who can reach something, or who may do something."""
    return _exposing[name]


def secures(name: str) -> bool:
    """Whether what is called so is of weight for security in any way."""
    return _securing[name]


_exposing: Final = Memo[str, bool](lambda name: _EXPOSING.search(_apart(name)) is not None, 4_096)
_securing: Final = Memo[str, bool](lambda name: exposes(name) or _GUARDING.search(_apart(name)) is not None, 4_096)


def _apart(name: str) -> str:
    return _NEXT_WORD.sub("_", name).lower()
