"""A web ACL: itself and its rules; requests by use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

PAID = (
    "AWSManagedRulesACFPRuleSet",
    "AWSManagedRulesATPRuleSet",
    "AWSManagedRulesAntiDDoSRuleSet",
    "AWSManagedRulesBotControlRuleSet",
)
"""Managed groups of rules that have a subscription fee of their own."""


@cost_model("aws_wafv2_web_acl")
def aws_wafv2_web_acl(acl: Resource) -> Iterator[Component]:
    if acl.says("rule_json"):
        raise UnpricedError("Rules written as JSON are not counted.")
    yield Component("Web ACL", "aws_wafv2_web_acl", "web_acl_usage", ONE, "months")
    yield Component("Rules", "aws_wafv2_web_acl", "rules", Decimal(acl.length("rule")), "rules")
    yield used("Requests", "aws_wafv2_web_acl", "requests")
    for rule in acl.blocks("rule"):
        group = rule.first("statement").first("managed_rule_group_statement").get("name")
        if group in PAID:
            yield on_top(f"{group}, by the month and by use")
