"""Rules of the firewalls of databases: whom they let in, and examples of it."""

from __future__ import annotations

from typing import Any

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.kinds.open_range import OpenRange
from gitops_portal.core.rules.rule import guardrail

TYPES = {
    "azurerm_mariadb_firewall_rule",
    "azurerm_mssql_firewall_rule",
    "azurerm_mysql_firewall_rule",
    "azurerm_mysql_flexible_server_firewall_rule",
    "azurerm_postgresql_firewall_rule",
    "azurerm_postgresql_flexible_server_firewall_rule",
    "azurerm_sql_firewall_rule",
    "azurerm_synapse_firewall_rule",
}
FIRST, LAST = "start_ip_address", "end_ip_address"
EVERYBODY = "the internet reaches the database"


def between(first: Any, last: Any) -> dict[str, Any]:
    return {FIRST: first, LAST: last}


database_firewalls = (
    guardrail(
        "database-firewall-open",
        "Firewalls of databases do not let the internet in",
        Severity.CRITICAL,
        types=TYPES,
        why="Then only a password stands between everybody and the data.",
        remedy="Name the addresses that are yours in start_ip_address and end_ip_address, or use a private endpoint.",
        references=("CKV_AZURE_11", "CIS Azure 2.1.0 4.1.2", "NIST SC-7"),
        examples=(
            violates(between("0.0.0.0", "255.255.255.255")),  # noqa: S104 - an address that a rule names
            violates(between("1.0.0.0", "126.255.255.255")),
            passes(between("198.51.100.0", "198.51.100.255")),
            passes(between("10.0.0.0", "10.255.255.255")),
            passes(between("0.0.0.0", "0.0.0.0")),  # noqa: S104 - the sign for the services of Azure
            undetermined(between("0.0.0.0", UNKNOWN)),  # noqa: S104 - an address that a rule names
        ),
    )(OpenRange(FIRST, LAST, EVERYBODY)),
    guardrail(
        "redis-firewall-open",
        "Firewalls of caches do not let the internet in",
        Severity.CRITICAL,
        types={"azurerm_redis_firewall_rule"},
        why="Then only a key stands between everybody and the data.",
        remedy="Name the addresses that are yours in start_ip and end_ip, or use a private endpoint.",
        references=("NIST SC-7",),
        examples=(
            violates({"start_ip": "0.0.0.0", "end_ip": "255.255.255.255"}),  # noqa: S104 - an address that a rule names
            passes({"start_ip": "198.51.100.0", "end_ip": "198.51.100.255"}),
            undetermined({"start_ip": UNKNOWN, "end_ip": "255.255.255.255"}),
        ),
    )(OpenRange("start_ip", "end_ip", "the internet reaches the cache")),
    guardrail(
        "database-firewall-azure",
        "Firewalls of databases do not let all of Azure in",
        Severity.MEDIUM,
        types=TYPES,
        why="0.0.0.0 stands for every service of Azure, those of other customers too.",
        remedy="Name the addresses that are yours, or use a private endpoint.",
        references=("CIS Azure 2.1.0 4.3.7", "NIST SC-7"),
        examples=(
            violates(between("0.0.0.0", "0.0.0.0")),  # noqa: S104 - the sign for the services of Azure
            passes(between("0.0.0.0", "255.255.255.255")),  # noqa: S104 - an address that a rule names
            passes(between("198.51.100.0", "198.51.100.255")),
            undetermined(between(UNKNOWN, UNKNOWN)),
        ),
    )(
        Forbidden(
            "every service of Azure reaches the database, of whichever customer",
            (Condition(FIRST, Operator.IS, ("0.0.0.0",)), Condition(LAST, Operator.IS, ("0.0.0.0",))),  # noqa: S104
        )
    ),
)
