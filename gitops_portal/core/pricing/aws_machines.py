"""What EC2 instances are made of, hours and disks: for the cost models of whatever runs on them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, ONE, Component, Resource, Stated, UnpricedError, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator


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

_ZONE_APART = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d+-(?:[a-z]+-\d+[a-z]|wl\d+-[a-z0-9-]+)")
"""A Local Zone (us-west-2-lax-1a), or a Wavelength Zone (us-east-1-wl1-bos-wlz-1)."""
_IN_A_BLOCK = {"size": "volume_size", "kind": "volume_type"}


def ec2(kind: str, count: Decimal, system: str = "linux", note: str = "") -> Component:
    name = f"Instance ({kind})" if system == "linux" else f"Instance ({kind}, {system})"
    return Component(name, "aws-ec2", f"{kind} {system}", HOURS * count, "hours", note)


def ec2_system(machine: Resource, attribute: str) -> tuple[str, str]:
    """What its image runs, as prices are told apart, and a note where that had to be assumed."""
    image = machine.get(attribute)
    if not isinstance(image, str) or image not in machine.images:
        named = isinstance(image, str) and "windows" in image.lower()  # resolve:ssm:/aws/service/ami-windows-latest/…
        asked = machine.get("get_password_data") is True  # only Windows has one
        return ("windows", "") if named or asked else ("linux", LINUX)
    runs = machine.images[image]
    if runs not in SYSTEMS:
        raise UnpricedError(f"Instances that run {runs} have no price in the price book.")
    return SYSTEMS[runs], ""


def on_demand(template: Resource) -> None:
    """Unpriced when a launch template or a launch configuration asks for spot prices or for hardware of its own."""
    if template.says("spot_price") or template.blocks("instance_market_options"):
        raise UnpricedError("Spot prices vary, so spot instances are not priced.")
    placed = (template.text("placement_tenancy", "default"), template.first("placement").text("tenancy", "default"))
    if placed != ("default", "default"):
        raise UnpricedError("Dedicated tenancy is not priced.")


def apart(resource: Resource) -> Iterator[Component]:
    """What stands in a zone that has prices of its own. Unpriced on an Outpost, whose capacity is what is paid."""
    if resource.says("outpost_arn"):
        raise UnpricedError("On an Outpost its capacity is paid, and not what runs there by the hour.")
    zone = resource.get("availability_zone")
    if isinstance(zone, str) and _ZONE_APART.fullmatch(zone):
        why = "costs more than its region, and the price book holds no price for it: the sum is the least to pay"
        yield on_top("Local or Wavelength Zone", f"{zone} {why}")


def monitoring(count: Decimal) -> Component:
    """Detailed monitoring: seven metrics an instance."""
    return Component("Detailed monitoring", "aws_instance", "ec2_detailed_monitoring", 7 * count, "metrics")


def ebs(
    name: str, volume: Stated, count: Decimal = ONE, *, size: str = "size", kind: str = "type"
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


def ec2_root(instance: Stated, count: Decimal = ONE) -> Iterator[Component]:
    """The volumes of an instance: the root volume, which it always has, and those declared with it."""
    yield from ebs("Root volume", instance.first("root_block_device", computed=True), count, **_IN_A_BLOCK)
    for volume in instance.blocks("ebs_block_device", computed=True):
        yield from ebs("Volume", volume, count, **_IN_A_BLOCK)


def launched(template: Resource, count: Decimal, kind: str = "", system: str = "") -> Iterator[Component]:
    """`count` instances of a launch template or configuration; `kind` and `system` override what it says itself."""
    kind = kind or template.text("instance_type")
    on_demand(template)
    yield ec2(kind, count, *((system,) if system else ec2_system(template, "image_id")))
    yield from public_address(template)
    if template.type == "aws_launch_configuration":
        if template.flag("enable_monitoring", default=True):
            yield monitoring(count)
        yield from ec2_root(template, count)
        return
    if template.first("monitoring").flag("enabled"):
        yield monitoring(count)
    yield from mapped(template, count)


def public_address(machine: Stated) -> Iterator[Component]:
    """What an instance with a public address pays for it, as long as it runs."""
    parts = (machine, *machine.blocks("network_interfaces"))
    if any(part.get("associate_public_ip_address") in (True, "true") for part in parts):
        yield used("Public IPv4 address", "aws_eip", "ip_address", "comes on top as long as the instance runs")


def mapped(template: Resource, count: Decimal) -> Iterator[Component]:
    """The volumes of a launch template; the root volume in its usual size when it has none."""
    volumes = [volume for mapping in template.blocks("block_device_mappings") for volume in mapping.blocks("ebs")]
    for volume in volumes or [Stated({})]:
        yield from ebs("Volume" if volumes else "Root volume", volume, count, **_IN_A_BLOCK)
