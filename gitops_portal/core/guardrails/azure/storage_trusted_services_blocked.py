"""An account that keeps out every service of Azure keeps out backups, logs and events too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

COMPANION = "azurerm_storage_account_network_rules"
OPEN = Condition("default_action", Operator.IS_NOT, ("Deny",), unset=UNKNOWN)
LET_IN = Condition("bypass", Operator.HAS, ("AzureServices",), unset="AzureServices")


@guardrail(
    "storage-trusted-services-blocked",
    "Storage accounts let trusted services of Azure in",
    Severity.LOW,
    types={"azurerm_storage_account", COMPANION},
    why="Backup, monitoring and events of Azure come from outside your networks; kept out, they fail without a word.",
    remedy='Set bypass = ["AzureServices"] beside default_action = "Deny".',
    references=("CKV_AZURE_36", "CIS Azure 2.1.0 3.9", "CIS Azure 3.0.0 4.8", "NIST AC-4"),
)
def storage_trusted_services_blocked(subject: Subject, _facts: Facts) -> Iterator[Objection]:
    """Where nobody says who may pass, the provider lets them in."""
    for rules in _rules(subject):
        told = any_of(OPEN.holds(rules), LET_IN.holds(rules))
        yield from expect(told, rules.at("bypass"), "trusted services of Azure are kept out")


def _rules(subject: Subject) -> tuple[Part, ...]:
    if subject.change.type == COMPANION:
        return (subject,)
    return subject.blocks("network_rules", computed=True)
