"""A database that every address may reach is tried by every scanner there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import all_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "cloudsql-open",
    "Cloud SQL is not open to the internet",
    Severity.CRITICAL,
    types={"google_sql_database_instance"},
    why="Anybody can reach the database and try passwords and flaws on it.",
    remedy="Set ipv4_enabled = false with a private_network, or come through the Cloud SQL Auth Proxy.",
    references=("CKV_GCP_11", "CIS GCP 3.0.0 6.5", "PCI DSS 4.0.1 1.3.1", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
)
def cloudsql_open(instance: Subject, _facts: Facts) -> Iterator[Objection]:
    """Google gives a public address unless it is told not to; networks that are authorised count only there."""
    for settings in instance.blocks("settings", computed=True):
        for config in settings.blocks("ip_configuration", computed=True):
            networks = [block.text("value") or UNKNOWN for block in config.blocks("authorized_networks")]
            addressed = config.flag("ipv4_enabled", unset=True)
            is_open = all_of(True if addressed is None else addressed, covers_internet(networks))
            yield from expect(
                negate(is_open), config.at("authorized_networks"), "every address of the internet is authorised"
            )
