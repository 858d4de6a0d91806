"""Servers of SQL Server, MySQL and PostgreSQL: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

ADMIN = "azurerm_sql_active_directory_administrator"
ALERTS = "azurerm_mssql_server_security_alert_policy"
ENCRYPTED = Either(
    (
        Condition("ssl_enforcement_enabled", Operator.IS_TRUE),
        Condition("ssl_enforcement", Operator.IS, ("Enabled",)),
    ),
    "clients may connect without TLS",
)

sql = (
    guardrail(
        "mssql-public-network",
        "SQL servers are off the internet",
        Severity.HIGH,
        types={"azurerm_mssql_server"},
        why="A database that the internet can reach is one password or one firewall rule away from everybody.",
        remedy="Set public_network_access_enabled = false and use a private endpoint.",
        references=(
            "CKV_AZURE_113",
            "CIS Azure 3.0.0 5.1.7",
            "PCI DSS 4.0.1 1.4.2",
            "PCI DSS 4.0.1 7.3.1",
            "NIST SC-7",
        ),
        examples=(
            violates({}),
            violates({"public_network_access_enabled": True}),
            passes({"public_network_access_enabled": False}),
            undetermined({"public_network_access_enabled": UNKNOWN}),
        ),
    )(
        Attribute(
            "public_network_access_enabled",
            Operator.IS_NOT_TRUE,
            "its endpoint faces the internet",
            unset=True,
        )
    ),
    guardrail(
        "mssql-no-entra-admin",
        "SQL servers have an administrator in Entra ID",
        Severity.MEDIUM,
        types={"azurerm_mssql_server", "azurerm_sql_server"},
        why="Without one everybody signs in with passwords of the server, which no policy or second factor guards.",
        remedy=(
            "azuread_administrator {\n"
            '  login_username = "sql-admins"\n'
            "  object_id      = azuread_group.sql_admins.object_id\n"
            "}"
        ),
        references=(
            "CKV2_AZURE_7",
            "CKV2_AZURE_27",
            "CIS Azure 2.1.0 4.1.4",
            "CIS Azure 3.0.0 5.1.4",
            "PCI DSS 4.0.1 7.3.1",
            "PCI DSS 4.0.1 8.2.1",
            "NIST AC-2",
        ),
        examples=(
            violates({}),
            violates({"name": "orders", "azuread_administrator": []}),
            violates({"name": "orders"}, type="azurerm_sql_server"),
            passes({"azuread_administrator": [{"login_username": "sql-admins", "object_id": UNKNOWN}]}),
            passes(
                {"name": "orders"},
                type="azurerm_sql_server",
                beside={f"{ADMIN}.this": {"server_name": "orders", "login": "sql-admins"}},
            ),
            undetermined({"name": UNKNOWN}, beside={f"{ADMIN}.this": {"server_name": UNKNOWN}}),
            undetermined({"azuread_administrator": UNKNOWN}),
        ),
    )(
        Companion(
            ADMIN,
            "server_name",
            "the plan names no administrator in Entra ID for it",
            unless=(Condition("azuread_administrator", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "mssql-no-threat-detection",
        "SQL servers tell of attacks",
        Severity.LOW,
        types={"azurerm_mssql_server", "azurerm_sql_server"},
        why="Without alerts nobody learns of injected statements or of sign-ins from strange places.",
        remedy=(
            'resource "azurerm_mssql_server_security_alert_policy" "this" {\n'
            "  resource_group_name = azurerm_mssql_server.this.resource_group_name\n"
            "  server_name         = azurerm_mssql_server.this.name\n"
            '  state               = "Enabled"\n'
            "}"
        ),
        references=("CKV2_AZURE_13", "NIST SI-4"),
        examples=(
            violates({}),
            violates({"name": "orders"}, beside={f"{ALERTS}.this": {"server_name": "orders", "state": "Disabled"}}),
            violates({"threat_detection_policy": [{"state": "Disabled"}]}, type="azurerm_sql_server"),
            passes({"name": "orders"}, beside={f"{ALERTS}.this": {"server_name": "orders", "state": "Enabled"}}),
            passes({"threat_detection_policy": [{"state": "Enabled"}]}, type="azurerm_sql_server"),
            undetermined({"name": "orders"}, beside={f"{ALERTS}.this": {"server_name": "orders", "state": UNKNOWN}}),
        ),
    )(
        Companion(
            ALERTS,
            "server_name",
            "the plan turns no alerts on for it",
            conditions=(Condition("state", Operator.IS, ("Enabled",)),),
            unless=(Condition("threat_detection_policy.state", Operator.IS, ("Enabled",), computed=True),),
        )
    ),
    guardrail(
        "mysql-ssl-off",
        "MySQL servers ask for TLS",
        Severity.MEDIUM,
        types={"azurerm_mysql_server"},
        why="Passwords and rows cross the network in the clear where a client does not ask for TLS itself.",
        remedy="Set ssl_enforcement_enabled = true.",
        references=("CKV_AZURE_28", "CIS Azure 2.1.0 4.4.1", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({}),
            violates({"ssl_enforcement_enabled": False}),
            violates({"ssl_enforcement": "Disabled"}),
            passes({"ssl_enforcement_enabled": True}),
            passes({"ssl_enforcement": "Enabled"}),
            undetermined({"ssl_enforcement_enabled": UNKNOWN}),
        ),
    )(ENCRYPTED),
    guardrail(
        "postgres-ssl-off",
        "PostgreSQL servers ask for TLS",
        Severity.MEDIUM,
        types={"azurerm_postgresql_server"},
        why="Passwords and rows cross the network in the clear where a client does not ask for TLS itself.",
        remedy="Set ssl_enforcement_enabled = true.",
        references=("CKV_AZURE_29", "CIS Azure 2.1.0 4.3.1", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({}),
            violates({"ssl_enforcement_enabled": False}),
            passes({"ssl_enforcement_enabled": True}),
            undetermined({"ssl_enforcement_enabled": UNKNOWN}),
        ),
    )(ENCRYPTED),
)
