"""What machines are made of on each cloud, hours and disks: for the cost models of whatever runs on machines."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, ONE, Block, Component, Resource, UnpricedError

if TYPE_CHECKING:
    from collections.abc import Iterator

# ── AWS ──────────────────────────────────────────────────────────────────────────────────────────────────────────

EBS = "aws_ebs_volume"
LINUX = "Linux assumed: the image does not say"
SYSTEMS = {
    "Linux/UNIX": "linux",
    "Red Hat BYOL Linux": "linux",
    "Red Hat Enterprise Linux": "rhel",
    "SUSE Linux": "suse",
    "Windows": "windows",
    "Windows BYOL": "linux",
}
"""What is billed for the systems of images, as EC2 calls them."""

_IN_A_BLOCK = {"size": "volume_size", "kind": "volume_type"}


def ec2(kind: str, count: Decimal, system: str = "linux", note: str = "") -> Component:
    name = f"Instance ({kind})" if system == "linux" else f"Instance ({kind}, {system})"
    return Component(name, "aws-ec2", f"{kind} {system}", HOURS * count, "hours", note)


def ec2_system(machine: Resource, attribute: str) -> tuple[str, str]:
    """What its image runs, as prices are told apart, and a note where that had to be assumed."""
    image = machine.values.get(attribute)
    if not isinstance(image, str) or image not in machine.images:
        named = isinstance(image, str) and "windows" in image.lower()  # resolve:ssm:/aws/service/ami-windows-latest/…
        return ("windows", "") if named else ("linux", LINUX)
    runs = machine.images[image]
    if runs not in SYSTEMS:
        raise UnpricedError(f"Instances that run {runs} have no price in the price book.")
    return SYSTEMS[runs], ""


def on_demand(template: Resource) -> None:
    """Unpriced when a launch template or a launch configuration asks for spot prices or for hardware of its own."""
    if template.says("spot_price") or template.blocks("instance_market_options"):
        raise UnpricedError("Spot prices vary, so spot instances are not priced.")
    placed = (template.text("placement_tenancy", "default"), template.block("placement").text("tenancy", "default"))
    if placed != ("default", "default"):
        raise UnpricedError("Dedicated tenancy is not priced.")


def monitoring(count: Decimal) -> Component:
    """Detailed monitoring: seven metrics an instance."""
    return Component("Detailed monitoring", "aws_instance", "ec2_detailed_monitoring", 7 * count, "metrics")


def ebs(
    name: str, volume: Block, count: Decimal = ONE, *, size: str = "size", kind: str = "type"
) -> Iterator[Component]:
    """One EBS volume. `size` and `kind` say how its attributes are called, which differs from block to block."""
    kind_of = volume.text(kind, "gp2", computed=True)
    gigabytes = volume.number(size, 8, computed=True)
    note = volume.assumed(**{kind: "gp2", size: "8 GB"})
    yield Component(f"{name} ({kind_of})", EBS, f"storage {kind_of}", gigabytes * count, "GB", note)
    if kind_of == "gp3":
        iops = max(Decimal(0), volume.number("iops", 3000, computed=True) - 3000)
        speed = max(Decimal(0), volume.number("throughput", 125, computed=True) - 125)
        if iops:
            yield Component(f"{name}, IOPS over 3,000", EBS, "provisioned_iops gp3", iops * count, "IOPS")
        if speed:
            yield Component(f"{name}, throughput over 125", EBS, "provisioned_throughput gp3", speed * count, "MBps")
    if kind_of in {"io1", "io2"}:
        yield from _provisioned(name, kind_of, volume.number("iops"), count)


def _provisioned(name: str, kind: str, iops: Decimal, count: Decimal) -> Iterator[Component]:
    steps = [("io1", iops)]
    if kind == "io2":
        first, second = min(iops, Decimal(32_000)), min(iops, Decimal(64_000))
        steps = [("io2", first), ("io2 tier 2", second - first), ("io2 tier 3", iops - second)]
    for item, amount in steps:
        if amount:
            yield Component(f"{name}, {item} IOPS", EBS, f"provisioned_iops {item}", amount * count, "IOPS")


def ec2_root(instance: Block, count: Decimal = ONE) -> Iterator[Component]:
    """The volumes of an instance: the root volume, which it always has, and those declared with it."""
    yield from ebs("Root volume", instance.block("root_block_device", computed=True), count, **_IN_A_BLOCK)
    for volume in instance.blocks("ebs_block_device", computed=True):
        yield from ebs("Volume", volume, count, **_IN_A_BLOCK)


def launched(template: Resource, count: Decimal, kind: str = "", system: str = "") -> Iterator[Component]:
    """`count` instances of a launch template or configuration; `kind` and `system` override what it says itself."""
    kind = kind or template.text("instance_type")
    on_demand(template)
    yield ec2(kind, count, *((system,) if system else ec2_system(template, "image_id")))
    if template.type == "aws_launch_configuration":
        if template.flag("enable_monitoring", default=True):
            yield monitoring(count)
        yield from ec2_root(template, count)
        return
    if template.block("monitoring").flag("enabled"):
        yield monitoring(count)
    yield from mapped(template, count)


def mapped(template: Resource, count: Decimal) -> Iterator[Component]:
    """The volumes of a launch template; the root volume in its usual size when it has none."""
    volumes = [volume for mapping in template.blocks("block_device_mappings") for volume in mapping.blocks("ebs")]
    for volume in volumes or [Block({})]:
        yield from ebs("Volume" if volumes else "Root volume", volume, count, **_IN_A_BLOCK)


# ── Azure ────────────────────────────────────────────────────────────────────────────────────────────────────────

TIERS = ((32, "4"), (64, "6"), (128, "10"), (256, "15"), (512, "20"), (1024, "30"), (2048, "40"), (4096, "50"))
"""Managed disks are billed by tier: the next size up, in GB."""

LETTERS = {"Premium": "P", "StandardSSD": "E", "Standard": "S"}
_PREMIUM = re.compile(r"Standard_(?:[A-Z]+\d+(?:-\d+)?[a-z]*s|DS|GS)")
"""Sizes with an s among their features can hold premium disks."""


def azure_vm(size: str, system: str, count: Decimal) -> Component:
    return Component(f"Instance ({size})", "azurerm-vm", f"{size.lower()} {system}", HOURS * count)


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


def azure_os_disk(machine: Block, count: Decimal) -> Iterator[Component]:
    """The disk a virtual machine starts from; an ephemeral one is part of the machine."""
    disk = machine.block("os_disk")
    if disk.blocks("diff_disk_settings"):
        return
    size = disk.number("disk_size_gb", 32, computed=True)
    kind = disk.text("storage_account_type", "Standard_LRS")
    note = disk.assumed(disk_size_gb="32 GB", storage_account_type="Standard_LRS")
    yield azure_disk("OS disk", kind, size, count, note)


def azure_nodes(pool: Block, count: Decimal) -> Iterator[Component]:
    """A pool of Kubernetes nodes: machines and their OS disks."""
    size = pool.text("vm_size", computed=True)
    if pool.text("priority", "Regular") == "Spot":
        raise UnpricedError("Spot prices vary, so spot nodes are not priced.")
    yield azure_vm(size, pool.text("os_type", "Linux", computed=True).lower(), count)
    if pool.text("os_disk_type", "Managed", computed=True) == "Ephemeral":
        return
    kind = "Premium_LRS" if _PREMIUM.match(size) else "Standard_LRS"
    gigabytes = pool.number("os_disk_size_gb", 128, computed=True)
    yield azure_disk("Node OS disk", kind, gigabytes, count, pool.assumed(os_disk_size_gb="128 GB"))


def azure_node_count(pool: Block) -> Decimal:
    """The number of nodes to begin with, which an autoscaler may change."""
    autoscaled = not pool.states("node_count") and pool.says("min_count")
    return pool.number("min_count") if autoscaled else pool.number("node_count", 1)


# ── Google ───────────────────────────────────────────────────────────────────────────────────────────────────────

GPU_FAMILIES = ("a2", "a3", "g2", "g4")
"""Machines whose price includes their GPUs."""

DISK_ITEMS = {
    "pd-standard": "standard_provisioned_storage pd-standard",
    "pd-ssd": "ssd_provisioned_storage pd-ssd",
    "pd-balanced": "balanced_provisioned_storage pd-balanced",
    "pd-extreme": "extreme_provisioned_storage pd-extreme",
    "hyperdisk-extreme": "hyperdisk_provisioned_storage hyperdisk-extreme",
}


def google_machine(kind: str, count: Decimal, *, spot: bool = False) -> Component:
    item = f"{kind} spot" if spot else kind
    return Component(f"Instance ({item})", "google-compute", item, HOURS * count)


def google_disk(
    name: str, kind: str, gigabytes: Decimal, note: str = "", shelf: str = "google_compute_disk"
) -> Component:
    kind = kind.rpartition("/")[2]  # a type may be given as a link
    if kind not in DISK_ITEMS:
        raise UnpricedError(f"Disks of type {kind} have no price in the price book.")
    return Component(f"{name} ({kind})", shelf, DISK_ITEMS[kind], gigabytes, "GB", note)


def google_node_config(config: Block, nodes: Decimal) -> Iterator[Component]:
    """The machines and disks of a pool of Kubernetes nodes."""
    kind = config.text("machine_type", "e2-medium", computed=True)
    spot = config.flag("preemptible") or config.flag("spot")
    yield google_machine(kind, nodes, spot=spot)
    if config.blocks("guest_accelerator", computed=True) and not kind.startswith(GPU_FAMILIES):
        raise UnpricedError("Attached GPUs of a node pool are not priced.")
    size = config.number("disk_size_gb", 100, computed=True)
    note = config.assumed(machine_type="e2-medium", disk_size_gb="100 GB", disk_type="pd-standard")
    yield google_disk("Node disk", config.text("disk_type", "pd-standard", computed=True), size * nodes, note)


def google_zones(place: Resource, location: str) -> int:
    """How many zones a cluster or a pool of nodes spans: the nodes of a count are per zone."""
    listed = place.length("node_locations", computed=True)
    return listed or (1 if location.count("-") > 1 else 3)


def google_boot_disk(machine: Block, count: Decimal) -> Iterator[Component]:
    disk = machine.block("boot_disk")
    if disk.values.get("source") and not disk.says("initialize_params"):
        return  # a disk of its own, billed there
    made = disk.block("initialize_params", computed=True)
    size = made.number("size", 10, computed=True)
    note = made.assumed(size="10 GB", type="pd-standard")
    yield google_disk("Boot disk", made.text("type", "pd-standard", computed=True), size * count, note)
