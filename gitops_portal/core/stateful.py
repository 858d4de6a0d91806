"""Resource types by what is at stake: those that hold data which no plan brings back, networks, and identities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Mapping

STATEFUL: Final[Mapping[str, str]] = {
    # AWS
    "aws_backup_vault": "backup vault",
    "aws_cloudwatch_log_group": "log store",
    "aws_cognito_user_pool": "user directory",
    "aws_db_cluster_snapshot": "snapshot",
    "aws_db_instance": "database",
    "aws_db_snapshot": "snapshot",
    "aws_docdb_cluster": "database",
    "aws_docdb_cluster_instance": "database",
    "aws_docdbelastic_cluster": "database",
    "aws_dynamodb_global_table": "table",
    "aws_dynamodb_table": "table",
    "aws_ebs_snapshot": "snapshot",
    "aws_ebs_volume": "volume",
    "aws_ecr_repository": "registry",
    "aws_efs_file_system": "file system",
    "aws_elasticache_cluster": "cache",
    "aws_elasticache_replication_group": "cache",
    "aws_elasticache_serverless_cache": "cache",
    "aws_elasticsearch_domain": "search domain",
    "aws_fsx_lustre_file_system": "file system",
    "aws_fsx_ontap_file_system": "file system",
    "aws_fsx_ontap_volume": "volume",
    "aws_fsx_openzfs_file_system": "file system",
    "aws_fsx_openzfs_volume": "volume",
    "aws_fsx_windows_file_system": "file system",
    "aws_glacier_vault": "backup vault",
    "aws_keyspaces_table": "table",
    "aws_kinesis_stream": "stream",
    "aws_kms_key": "key",
    "aws_memorydb_cluster": "cache",
    "aws_msk_cluster": "message broker",
    "aws_msk_serverless_cluster": "message broker",
    "aws_neptune_cluster": "database",
    "aws_neptune_cluster_instance": "database",
    "aws_opensearch_domain": "search domain",
    "aws_opensearchserverless_collection": "search collection",
    "aws_qldb_ledger": "ledger",
    "aws_rds_cluster": "database",
    "aws_rds_cluster_instance": "database",
    "aws_rds_global_cluster": "database",
    "aws_redshift_cluster": "database",
    "aws_redshiftserverless_namespace": "database",
    "aws_route53_zone": "DNS zone",
    "aws_s3_bucket": "bucket",
    "aws_s3_directory_bucket": "bucket",
    "aws_s3tables_table": "table",
    "aws_s3tables_table_bucket": "bucket",
    "aws_secretsmanager_secret": "secret",
    "aws_sqs_queue": "queue",
    "aws_timestreamwrite_table": "table",
    # Azure
    "azurerm_app_configuration": "configuration store",
    "azurerm_backup_policy_vm": "backup policy",
    "azurerm_container_registry": "registry",
    "azurerm_cosmosdb_account": "database",
    "azurerm_cosmosdb_cassandra_keyspace": "database",
    "azurerm_cosmosdb_mongo_collection": "database",
    "azurerm_cosmosdb_mongo_database": "database",
    "azurerm_cosmosdb_sql_container": "database",
    "azurerm_cosmosdb_sql_database": "database",
    "azurerm_data_protection_backup_vault": "backup vault",
    "azurerm_dns_zone": "DNS zone",
    "azurerm_eventhub": "stream",
    "azurerm_key_vault": "key vault",
    "azurerm_key_vault_key": "key",
    "azurerm_key_vault_secret": "secret",
    "azurerm_kusto_cluster": "database",
    "azurerm_kusto_database": "database",
    "azurerm_log_analytics_workspace": "log store",
    "azurerm_managed_disk": "volume",
    "azurerm_mariadb_server": "database",
    "azurerm_mssql_database": "database",
    "azurerm_mssql_managed_database": "database",
    "azurerm_mssql_managed_instance": "database",
    "azurerm_mssql_server": "database",
    "azurerm_mysql_flexible_database": "database",
    "azurerm_mysql_flexible_server": "database",
    "azurerm_mysql_server": "database",
    "azurerm_netapp_volume": "volume",
    "azurerm_postgresql_flexible_server": "database",
    "azurerm_postgresql_flexible_server_database": "database",
    "azurerm_postgresql_server": "database",
    "azurerm_recovery_services_vault": "backup vault",
    "azurerm_redis_cache": "cache",
    "azurerm_servicebus_queue": "queue",
    "azurerm_snapshot": "snapshot",
    "azurerm_sql_database": "database",
    "azurerm_sql_server": "database",
    "azurerm_storage_account": "storage account",
    "azurerm_storage_container": "container",
    "azurerm_storage_data_lake_gen2_filesystem": "file system",
    "azurerm_storage_share": "file system",
    "azurerm_storage_table": "table",
    # Google Cloud
    "google_alloydb_cluster": "database",
    "google_alloydb_instance": "database",
    "google_artifact_registry_repository": "registry",
    "google_bigquery_dataset": "database",
    "google_bigquery_table": "table",
    "google_bigtable_instance": "database",
    "google_bigtable_table": "table",
    "google_compute_disk": "volume",
    "google_compute_region_disk": "volume",
    "google_compute_snapshot": "snapshot",
    "google_dns_managed_zone": "DNS zone",
    "google_filestore_instance": "file system",
    "google_firestore_database": "database",
    "google_kms_crypto_key": "key",
    "google_kms_key_ring": "key ring",
    "google_memcache_instance": "cache",
    "google_netapp_volume": "volume",
    "google_pubsub_subscription": "subscription",
    "google_pubsub_topic": "topic",
    "google_redis_cluster": "cache",
    "google_redis_instance": "cache",
    "google_secret_manager_secret": "secret",
    "google_secret_manager_secret_version": "secret",
    "google_spanner_database": "database",
    "google_spanner_instance": "database",
    "google_sql_database": "database",
    "google_sql_database_instance": "database",
    "google_storage_bucket": "bucket",
    # Oracle Cloud
    "oci_artifacts_container_repository": "registry",
    "oci_core_boot_volume": "volume",
    "oci_core_boot_volume_backup": "snapshot",
    "oci_core_volume": "volume",
    "oci_core_volume_backup": "snapshot",
    "oci_database_autonomous_database": "database",
    "oci_database_database": "database",
    "oci_database_db_system": "database",
    "oci_dns_zone": "DNS zone",
    "oci_file_storage_file_system": "file system",
    "oci_kms_key": "key",
    "oci_mysql_mysql_db_system": "database",
    "oci_nosql_table": "table",
    "oci_objectstorage_bucket": "bucket",
    "oci_opensearch_opensearch_cluster": "search domain",
    "oci_psql_db_system": "database",
    "oci_redis_redis_cluster": "cache",
    "oci_streaming_stream": "stream",
    "oci_vault_secret": "secret",
    # Kubernetes and others
    "kubernetes_namespace": "namespace",
    "kubernetes_namespace_v1": "namespace",
    "kubernetes_persistent_volume": "volume",
    "kubernetes_persistent_volume_claim": "volume claim",
    "kubernetes_persistent_volume_claim_v1": "volume claim",
    "kubernetes_persistent_volume_v1": "volume",
    "kubernetes_stateful_set": "stateful set",
    "kubernetes_stateful_set_v1": "stateful set",
    "digitalocean_database_cluster": "database",
    "digitalocean_spaces_bucket": "bucket",
    "digitalocean_volume": "volume",
    "hcloud_volume": "volume",
    "mongodbatlas_cluster": "database",
    "openstack_blockstorage_volume_v3": "volume",
    "vault_mount": "secrets engine",
}
"""What holds data, by type, and what people call it."""

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
