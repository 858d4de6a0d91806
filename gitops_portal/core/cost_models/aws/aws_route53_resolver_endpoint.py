"""A resolver endpoint: hours of each of its addresses; queries by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_route53_resolver_endpoint")
def aws_route53_resolver_endpoint(endpoint: Resource) -> Iterator[Component]:
    hours = HOURS * endpoint.length("ip_address")
    yield Component("Endpoint addresses", "aws_route53_resolver_endpoint", "resolver_endpoints", hours)
    yield used("DNS queries", "aws_route53_resolver_endpoint", "dns_queries first 1B")
