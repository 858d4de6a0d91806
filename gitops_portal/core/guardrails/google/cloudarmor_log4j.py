"""A web firewall that lets the lookups of Log4j through lets strangers run code behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import Part, Truth, all_of, any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

CANARY = ("cve-canary", "cve-stable")
"""The rules of Google against it, by name."""


@guardrail(
    "cloudarmor-log4j",
    "Cloud Armor stops message lookups of Log4j",
    Severity.LOW,
    types={"google_compute_security_policy"},
    why="One old library behind the load balancer, and a single request makes it load and run a stranger's code.",
    remedy=(
        "rule {\n"
        '  action   = "deny(403)"\n'
        "  priority = 1000\n"
        "  match {\n"
        "    expr {\n"
        "      expression = \"evaluatePreconfiguredExpr('cve-canary')\"\n"
        "    }\n"
        "  }\n"
        "}"
    ),
    references=("CKV_GCP_73", "NIST SI-2"),
)
def cloudarmor_log4j(policy: Subject, facts: Facts) -> Iterator[Objection]:
    """A policy for the edge can hold no such rule; rules that stand as resources of their own may."""
    edge = policy.text("type")
    apart = UNKNOWN if facts.standing("google_compute_security_policy_rule") else False
    stops = any_of(*map(_stops, policy.blocks("rule", computed=True)), apart)
    asked = UNKNOWN if edge is UNKNOWN else edge in {None, "", "CLOUD_ARMOR"}
    yield from expect(negate(all_of(asked, negate(stops))), "rule", "no rule of it stops lookups of Log4j")


def _stops(rule: Part) -> Truth:
    action = rule.text("action")
    denies = UNKNOWN if action is UNKNOWN else (action or "").startswith("deny")
    names = [
        _names(expr.text("expression"))
        for match in rule.blocks("match")
        for expr in match.blocks("expr", computed=True)
    ]
    return all_of(denies, negate(rule.flag("preview")), any_of(*names))


def _names(expression: object) -> Truth:
    return any(word in expression for word in CANARY) if isinstance(expression, str) else UNKNOWN
