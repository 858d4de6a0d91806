"""A type of resource and its attributes in, marks for what is always secret in it out: old plans mark none of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.marks import Marks
    from gitops_portal.core.model import Value

_PLACES: Final = {
    "aws_acm_certificate": "private_key",
    "aws_cognito_user_pool_client": "client_secret",
    "aws_db_instance": "password",
    "aws_directory_service_directory": "password",
    "aws_dms_endpoint": "password",
    "aws_docdb_cluster": "master_password",
    "aws_elasticache_replication_group": "auth_token",
    "aws_elasticache_user": "passwords",
    "aws_iam_access_key": "secret ses_smtp_password_v4",
    "aws_iam_server_certificate": "private_key",
    "aws_iam_user_login_profile": "password",
    "aws_lightsail_key_pair": "private_key",
    "aws_memorydb_user": "authentication_mode",
    "aws_mq_broker": "user",
    "aws_neptune_cluster": "master_password",
    "aws_opensearch_domain": "advanced_security_options",
    "aws_rds_cluster": "master_password",
    "aws_redshift_cluster": "master_password",
    "aws_secretsmanager_secret_version": "secret_string secret_binary",
    "aws_transfer_user": "password",
    "aws_vpn_connection": "tunnel1_preshared_key tunnel2_preshared_key customer_gateway_configuration",
    "azuread_application_password": "value",
    "azuread_service_principal_password": "value",
    "azuread_user": "password",
    "azurerm_app_configuration_key": "value",
    "azurerm_key_vault_certificate_data": "key pem",
    "azurerm_key_vault_secret": "value",
    "azurerm_linux_virtual_machine": "admin_password custom_data",
    "azurerm_linux_virtual_machine_scale_set": "admin_password custom_data",
    "azurerm_mssql_server": "administrator_login_password",
    "azurerm_mysql_flexible_server": "administrator_password",
    "azurerm_postgresql_flexible_server": "administrator_password",
    "azurerm_postgresql_server": "administrator_login_password",
    "azurerm_redis_cache": "primary_access_key secondary_access_key primary_connection_string"
    " secondary_connection_string",
    "azurerm_sql_server": "administrator_login_password",
    "azurerm_storage_account": "primary_access_key secondary_access_key primary_connection_string"
    " secondary_connection_string primary_blob_connection_string secondary_blob_connection_string",
    "azurerm_storage_account_sas": "connection_string sas",
    "azurerm_windows_virtual_machine": "admin_password custom_data",
    "cloudflare_api_token": "value",
    "consul_acl_token_secret_id": "secret_id",
    "datadog_api_key": "key",
    "datadog_application_key": "key",
    "digitalocean_database_user": "password",
    "github_actions_secret": "plaintext_value",
    "github_actions_environment_secret": "plaintext_value",
    "gitlab_deploy_token": "token",
    "gitlab_personal_access_token": "token",
    "gitlab_project_access_token": "token",
    "google_redis_instance": "auth_string",
    "google_secret_manager_secret_version": "secret_data",
    "google_service_account_key": "private_key",
    "google_sql_user": "password",
    "google_storage_hmac_key": "secret",
    "htpasswd_password": "password",
    "kubernetes_secret": "data binary_data",
    "kubernetes_secret_v1": "data binary_data",
    "mysql_user": "password plaintext_password",
    "okta_app_oauth": "client_secret",
    "pagerduty_service_integration": "integration_key",
    "postgresql_role": "password",
    "random_bytes": "base64 hex",
    "random_password": "result bcrypt_hash",
    "rabbitmq_user": "password",
    "snowflake_user": "password",
    "tailscale_tailnet_key": "key",
    "tls_private_key": "private_key_pem private_key_pem_pkcs8 private_key_openssh",
    "vault_approle_auth_backend_role_secret_id": "secret_id",
    "vault_generic_secret": "data data_json",
    "vault_kv_secret": "data data_json",
    "vault_kv_secret_v2": "data data_json",
    "vault_token": "client_token",
    "wireguard_asymmetric_key": "private_key",
}
_MARKS: Final = {kind: dict.fromkeys(names.split(), True) for kind, names in _PLACES.items()}
_DRAWN: Final = "random_string"
_SUFFIX: Final = re.compile(r"[A-Za-z0-9]{0,15}")
"""A drawn text that is part of a name; with other signs, or longer, it is a password."""
KNOWN: Final = frozenset({*_MARKS, _DRAWN})
"""Types of resources in which something is always secret, or may be."""


def always(kind: str | None, *sides: Value) -> Marks:
    if kind == _DRAWN:
        drawn = (side.get("result") for side in sides if isinstance(side, dict))
        return {"result": True} if any(isinstance(one, str) and not _SUFFIX.fullmatch(one) for one in drawn) else None
    return _MARKS.get(kind or "")
