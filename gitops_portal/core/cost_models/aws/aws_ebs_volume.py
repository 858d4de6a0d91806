"""An EBS volume: its size, and IOPS and throughput above what is included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.aws_machines import apart, ebs
from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_ebs_volume")
def aws_ebs_volume(volume: Resource) -> Iterator[Component]:
    volume.number("size")  # a volume made from a snapshot may leave it open, and then there is no default to take
    yield from ebs("Storage", volume)
    yield from apart(volume)
    if volume.text("type", "gp2", computed=True) == "standard":
        yield used("I/O requests", "aws_ebs_volume", "io_requests standard")
