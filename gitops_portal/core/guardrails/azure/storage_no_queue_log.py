"""Queues without logs cannot tell who read, wrote or deleted what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.diagnostics import sent
from gitops_portal.core.rules.links import companions
from gitops_portal.core.rules.part import all_of, any_of, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

ACCOUNT = "azurerm_storage_account"
COMPANION = "azurerm_storage_account_queue_properties"
CATEGORIES = ("StorageRead", "StorageWrite", "StorageDelete")


@guardrail(
    "storage-no-queue-log",
    "Storage accounts log what happens to queues",
    Severity.LOW,
    types={ACCOUNT},
    why="Without a log nobody can tell afterwards who read, wrote or deleted the messages of a queue.",
    remedy=(
        'resource "azurerm_storage_account_queue_properties" "this" {\n'
        "  storage_account_id = azurerm_storage_account.this.id\n"
        "  logging {\n"
        '    version = "1.0"\n'
        "    read    = true\n"
        "    write   = true\n"
        "    delete  = true\n"
        "  }\n"
        "}"
    ),
    references=("CKV_AZURE_33", "CIS Azure 2.1.0 3.5", "CIS Azure 3.0.0 4.12", "NIST AU-12"),
)
def storage_no_queue_log(account: Subject, facts: Facts) -> Iterator[Objection]:
    """By the account itself, by a companion or by a diagnostic setting; accounts of some kinds have no queues."""
    logged = any_of(
        one_of(account.text("account_kind"), {"BlobStorage", "BlockBlobStorage", "FileStorage"}),
        one_of(account.text("account_tier"), {"Premium"}),
        *(_logs(properties) for properties in account.blocks("queue_properties", computed=True)),
        _beside(account, facts),
        sent(facts, account, CATEGORIES, "/queueServices/default"),
    )
    yield from expect(logged, "queue_properties", "nobody logs who reads, writes and deletes in its queues")


def _beside(account: Subject, facts: Facts) -> Truth:
    found = companions(facts, account, COMPANION, "storage_account_id", (ACCOUNT,))
    return any_of(*map(_logs, found.certain)) if found.certain else found.exist


def _logs(properties: Part) -> Truth:
    return any_of(
        *(all_of(*(log.flag(name) for name in ("read", "write", "delete"))) for log in properties.blocks("logging"))
    )
