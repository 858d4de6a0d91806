"""A VPC endpoint: hours in each subnet, data by use; gateway endpoints cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_vpc_endpoint")
def aws_vpc_endpoint(endpoint: Resource) -> Iterator[Component]:
    kind = endpoint.text("vpc_endpoint_type", "Gateway")
    if kind == "Gateway":
        return
    subnets = endpoint.length("subnet_ids") if endpoint.says("subnet_ids") else 0
    note = "" if subnets else "one subnet assumed: the plan states none"
    yield Component(f"{kind} endpoint", "aws_vpc_endpoint", f"endpoint {kind}", HOURS * max(1, subnets), "hours", note)
    yield used(
        "Data processed", "aws_vpc_endpoint", "data_processed first 1PB" if kind == "Interface" else "data_processed"
    )
