"""An elastic IP address: hours, in use or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_AMAZON = "amazon"


@cost_model("aws_eip")
def aws_eip(address: Resource) -> Iterator[Component]:
    if address.says("public_ipv4_pool") and address.text("public_ipv4_pool") != OF_AMAZON:
        return  # one's own addresses cost nothing
    yield Component("Public IPv4 address", "aws_eip", "ip_address", HOURS)
