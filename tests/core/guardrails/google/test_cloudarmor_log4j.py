"""Web firewalls that stop lookups of Log4j, and those that only watch."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict

POLICY = "google_compute_security_policy.this"


def rule(expression: object = "evaluatePreconfiguredExpr('cve-canary')", **fields: object) -> dict[str, Any]:
    return {"action": "deny(403)", "preview": False, "match": [{"expr": [{"expression": expression}]}], **fields}


REST = {"action": "allow", "match": [{"versioned_expr": "SRC_IPS_V1", "config": [{"src_ip_ranges": ["*"]}]}]}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"rule": [REST]}, "violated"),
        ({"rule": []}, "violated"),
        ({"rule": [rule(action="allow")]}, "violated"),
        ({"rule": [rule(preview=True)]}, "violated"),
        ({"rule": [rule("evaluatePreconfiguredExpr('xss-stable')")]}, "violated"),
        ({"rule": [REST, rule()]}, "passed"),
        ({"rule": [rule("evaluatePreconfiguredWaf('cve-v33-stable')"), rule()]}, "passed"),
        ({"rule": [], "type": "CLOUD_ARMOR_EDGE"}, "passed"),
        ({"rule": [rule(UNKNOWN)]}, "undetermined"),
        ({"rule": [rule(action=UNKNOWN)]}, "undetermined"),
        ({"rule": UNKNOWN}, "undetermined"),
        ({"rule": [], "type": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(after: dict[str, Any], expected: str) -> None:
    assert verdict("cloudarmor-log4j", change_set(change(POLICY, after=after))) == expected


def test_a_rule_that_stands_beside_may_do_it() -> None:
    beside = change("google_compute_security_policy_rule.log4j", after={"action": "deny(403)"})
    assert verdict("cloudarmor-log4j", change_set(change(POLICY, after={"rule": [REST]}), beside)) == "undetermined"
