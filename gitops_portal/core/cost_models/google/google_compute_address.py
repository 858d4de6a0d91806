"""A reserved IP address: hours; internal ones cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("google_compute_address")
def google_compute_address(address: Resource) -> Iterator[Component]:
    if address.text("address_type", "EXTERNAL") == "INTERNAL":
        return
    item, note = "ip_address in use on a standard VM", "in use assumed; an unused address costs more"
    yield Component("External address", "google_compute_address", item, HOURS, "hours", note)
