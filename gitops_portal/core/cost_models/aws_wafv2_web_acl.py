"""A web ACL: itself and its rules; requests by use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_wafv2_web_acl")
def aws_wafv2_web_acl(acl: Resource) -> Iterator[Component]:
    yield Component("Web ACL", "aws_wafv2_web_acl", "web_acl_usage", ONE, "months")
    yield Component("Rules", "aws_wafv2_web_acl", "rules", Decimal(acl.length("rule")), "rules")
    yield used("Requests", "aws_wafv2_web_acl", "requests")
