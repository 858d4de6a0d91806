"""What names a resource of Azure by its id, known or looked up in the configuration."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Block, Module, ModuleCall
from gitops_portal.core.rules.facts import Facts
from gitops_portal.core.rules.pointers import pointing
from tests.builders import change, change_set

OWNER = "azurerm_batch_account.this"
SETTING = "azurerm_monitor_diagnostic_setting.this"


def found(target: Any, *references: str, owner: Any = UNKNOWN, below: str = "") -> tuple[int, int]:
    """How many surely name the account, and how many perhaps."""
    root = Module((Block(SETTING, links={"target_resource_id": references}),))
    plan = change_set(
        change(OWNER, after={"id": owner}), change(SETTING, after={"target_resource_id": target}), root=root
    )
    facts = Facts(Index(plan))
    (subject,) = facts.standing("azurerm_batch_account")
    beside = pointing(facts, subject, "azurerm_monitor_diagnostic_setting", "target_resource_id", below)
    return len(beside.certain), len(beside.possible)


@pytest.mark.parametrize(
    ("target", "owner", "below", "expected"),
    [
        ("/b/accounts/a", "/b/accounts/a", "", (1, 0)),
        ("/B/Accounts/a", "/b/accounts/A", "", (1, 0)),  # ids of Azure are the same in any case
        ("/b/accounts/b", "/b/accounts/a", "", (0, 0)),
        ("/b/accounts/a", UNKNOWN, "", (0, 0)),
        (None, "/b/accounts/a", "", (0, 0)),
        ("/b/accounts/a/jobs", "/b/accounts/a", "/jobs", (1, 0)),
        ("/b/accounts/a", "/b/accounts/a", "/jobs", (0, 0)),
    ],
)
def test_an_id_that_is_known(target: Any, owner: Any, below: str, expected: tuple[int, int]) -> None:
    assert found(target, owner=owner, below=below) == expected


@pytest.mark.parametrize(
    ("references", "below", "expected"),
    [
        ((f"{OWNER}.id", OWNER), "", (1, 0)),
        ((f"{OWNER}.id", OWNER), "/jobs", (0, 1)),  # what stands behind it is not told
        (("azurerm_key_vault.this.id",), "", (0, 0)),
        (("azurerm_key_vault.this.id", f"{OWNER}.id"), "", (0, 1)),
        (("azurerm_batch_account.other.id",), "", (0, 0)),
        (("local.id",), "", (0, 1)),
        (("each.value",), "", (0, 1)),
        ((), "", (0, 1)),
    ],
)
def test_an_id_that_is_not(references: tuple[str, ...], below: str, expected: tuple[int, int]) -> None:
    assert found(UNKNOWN, *references, below=below) == expected


def test_through_a_module() -> None:
    owner = change(f"module.batch.{OWNER}", after={"id": UNKNOWN})
    setting = change(SETTING, after={"target_resource_id": UNKNOWN})
    batch = Module((Block(OWNER),), outputs={"id": (f"{OWNER}.id",)})
    links = {"target_resource_id": ("module.batch.id",)}
    root = Module((Block(SETTING, links=links),), calls={"batch": ModuleCall(batch)})
    facts = Facts(Index(change_set(owner, setting, root=root)))
    (subject,) = facts.standing("azurerm_batch_account")
    assert pointing(facts, subject, "azurerm_monitor_diagnostic_setting", "target_resource_id").exist is True


def test_what_goes_away_names_nothing() -> None:
    owner = change(OWNER, Action.NO_OP, after={"id": "/a"})
    gone = change(SETTING, Action.DELETE, before={"target_resource_id": "/a"})
    facts = Facts(Index(change_set(owner, gone)))
    (subject,) = facts.standing("azurerm_batch_account")
    assert pointing(facts, subject, "azurerm_monitor_diagnostic_setting", "target_resource_id").exist is False
