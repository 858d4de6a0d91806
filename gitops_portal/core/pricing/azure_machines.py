"""What virtual machines of Azure are made of, hours and disks: for the cost models of whatever runs on them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, ONE, Component, Stated, UnpricedError, autoscaled, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


TIERS = ((32, "4"), (64, "6"), (128, "10"), (256, "15"), (512, "20"), (1024, "30"), (2048, "40"), (4096, "50"))
"""Managed disks are billed by tier: the next size up, in GB."""

LICENSED = {
    "microsoftsqlserver": "SQL Server",
    "redhat": "Red Hat Enterprise Linux",
    "suse": "SUSE Linux Enterprise",
}
"""Publishers of images whose licence is paid by the hour."""

LETTERS = {"Premium": "P", "StandardSSD": "E", "Standard": "S"}
_PREMIUM = re.compile(r"Standard_(?:[A-Z]+\d+(?:-\d+)?[a-z]*s|DS|GS)")
"""Sizes with an s among their features can hold premium disks."""


def azure_vm(size: str, system: str, count: Decimal, note: str = "") -> Component:
    return Component(f"Instance ({size})", "azurerm-vm", f"{size.lower()} {system}", HOURS * count, "hours", note)


def azure_image(machine: Stated, block: str = "source_image_reference") -> Iterator[Component]:
    """What an image costs beside the machine that it runs on, which no hour of the machine includes."""
    if machine.blocks("plan"):
        yield on_top("The publisher's price for the image")
    publisher = machine.first(block).get("publisher")
    if isinstance(publisher, str) and publisher.lower() in LICENSED and not azure_licensed(machine):
        yield on_top(f"Licence of {LICENSED[publisher.lower()]}")


def azure_licensed(machine: Stated) -> bool:
    """Whether a licence is brought along, so that none is paid by the hour."""
    return machine.says("license_type") and machine.text("license_type") != "None"


def azure_terms(machine: Stated) -> None:
    """Unpriced when it is bought by other terms than by the hour."""
    if machine.text("priority", "Regular") == "Spot":
        raise UnpricedError("Spot prices vary, so spot machines are not priced.")
    if machine.says("dedicated_host_id") or machine.says("dedicated_host_group_id"):
        raise UnpricedError("It runs on a dedicated host, which is billed instead, and is not priced.")


def azure_disk(name: str, kind: str, gigabytes: Decimal, count: Decimal = ONE, note: str = "") -> Component:
    """A managed disk of a storage type such as `Premium_LRS`."""
    family, _, redundancy = kind.partition("_")
    tier = next((tier for limit, tier in TIERS if gigabytes <= limit), None)
    if family not in LETTERS or tier is None:
        raise UnpricedError(f"A {kind} disk of {gigabytes:f} GB has no price in the price book.")
    item = f"{LETTERS[family]}{tier}"
    return Component(
        f"{name} ({item} {redundancy})", "azurerm_managed_disk", f"storage {item}, {redundancy}", count, "disks", note
    )


def azure_os_disk(machine: Stated, count: Decimal) -> Iterator[Component]:
    """The disk a virtual machine starts from; an ephemeral one is part of the machine."""
    disk = machine.first("os_disk")
    if disk.blocks("diff_disk_settings"):
        return
    size = disk.number("disk_size_gb", 32, computed=True)
    kind = disk.text("storage_account_type", "Standard_LRS")
    note = disk.assumed(disk_size_gb="32 GB", storage_account_type="Standard_LRS")
    yield azure_disk("OS disk", kind, size, count, note)


def azure_nodes(pool: Stated) -> Iterator[Component]:
    """A pool of Kubernetes nodes: machines and their OS disks."""
    size = pool.text("vm_size", computed=True)
    count, told = _count(pool)
    if pool.text("priority", "Regular") == "Spot":
        raise UnpricedError("Spot prices vary, so spot nodes are not priced.")
    system = pool.text("os_type", "Linux", computed=True).lower()
    yield azure_vm(size, system, count, told)
    if pool.text("os_disk_type", "Managed", computed=True) == "Ephemeral":
        return
    kind = "Premium_LRS" if _PREMIUM.match(size) else "Standard_LRS"
    gigabytes = pool.number("os_disk_size_gb", 128, computed=True)
    yield azure_disk("Node OS disk", kind, gigabytes, count, pool.assumed(os_disk_size_gb="128 GB"))


def _count(pool: Stated) -> tuple[Decimal, str]:
    """The number of nodes to begin with, and a note where it is assumed, or an autoscaler may change it."""
    if not pool.says("min_count"):
        count = pool.number("node_count", 1)
        return count, pool.assumed(node_count=f"{count:f}")
    least = pool.number("min_count")
    count = max(pool.number("node_count"), least) if pool.states("node_count") else least
    scaled = autoscaled(count, least) if least else ""  # states say 0 where nothing scales
    return count, "; ".join(filter(None, (pool.assumed(node_count=f"{count:f}"), scaled)))
