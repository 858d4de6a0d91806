"""An elastic IP address: hours, in use or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_eip")
def aws_eip(_: Resource) -> Iterator[Component]:
    yield Component("Public IPv4 address", "aws_eip", "ip_address", HOURS)
