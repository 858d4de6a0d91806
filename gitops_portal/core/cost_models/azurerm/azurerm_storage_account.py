"""A storage account: everything by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_storage_account")
def azurerm_storage_account(account: Resource) -> Iterator[Component]:
    tier, copies = account.text("account_tier"), account.text("account_replication_type")
    access = account.text("access_tier", "Hot", computed=True)
    yield used(f"Capacity ({tier} {copies}, {access})", "azurerm_storage_account", f"capacity {tier} {copies} {access}")
