"""A site-to-site VPN connection: hours, and its attachment where it ends at a transit gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_vpn_connection")
def aws_vpn_connection(connection: Resource) -> Iterator[Component]:
    yield Component("VPN connection", "aws_vpn_connection", "vpn_connection", HOURS)
    if connection.says("transit_gateway_id"):
        yield Component("Transit gateway attachment", "aws_vpn_connection", "transit_gateway_attachment", HOURS)
        yield used("Data processed", "aws_vpn_connection", "data_processed")
    if connection.flag("enable_acceleration", computed=True):
        yield on_top("Acceleration: two accelerators, and data by use")
