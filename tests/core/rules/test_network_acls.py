"""What a network ACL lets in: entries in the order of their numbers, in the list or beside it."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import answers, verdict

ALLOW: dict[str, Any] = {"protocol": "tcp", "from_port": 22, "to_port": 22, "action": "allow", "rule_no": 100}
OPEN = ALLOW | {"cidr_block": "0.0.0.0/0"}
DENY = OPEN | {"action": "deny", "rule_no": 90}
RULE = {**OPEN, "rule_action": "allow", "rule_number": 100, "network_acl_id": "acl-1"}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([OPEN], "violated"),
        ([ALLOW | {"ipv6_cidr_block": "::/0"}], "violated"),
        ([OPEN | {"action": "ALLOW"}], "violated"),
        ([OPEN | {"protocol": "6"}], "violated"),
        ([OPEN | {"protocol": "-1", "from_port": 0, "to_port": 0}], "violated"),
        ([OPEN | {"from_port": 0, "to_port": 1024}], "violated"),
        ([OPEN | {"from_port": 443, "to_port": 443}], "passed"),
        ([OPEN | {"protocol": "17"}], "passed"),
        ([ALLOW | {"cidr_block": "10.0.0.0/8"}], "passed"),
        ([OPEN | {"action": "deny"}], "passed"),
        ([OPEN | {"action": UNKNOWN}], "undetermined"),
        ([OPEN | {"to_port": UNKNOWN}], "undetermined"),
        ([ALLOW | {"cidr_block": UNKNOWN}], "undetermined"),
        ([UNKNOWN], "undetermined"),
        (UNKNOWN, "undetermined"),
        ([], "passed"),
        # asked before, and wide enough
        ([DENY, OPEN], "passed"),
        ([DENY | {"protocol": "-1"}, OPEN], "passed"),
        ([DENY, ALLOW | {"cidr_block": "0.0.0.0/1"}], "passed"),
        ([DENY | {"rule_no": 110}, OPEN], "violated"),
        ([DENY | {"rule_no": UNKNOWN}, OPEN], "violated"),
        ([DENY | {"from_port": 23, "to_port": 23}, OPEN], "violated"),
        ([DENY | {"cidr_block": "10.0.0.0/8"}, OPEN], "violated"),
        ([DENY | {"cidr_block": None, "ipv6_cidr_block": "::/0"}, OPEN], "violated"),
        ([DENY, ALLOW | {"cidr_block": UNKNOWN}], "undetermined"),
    ],
)
def test_entries_of_a_list(entries: Any, expected: str) -> None:
    assert verdict("nacl-open-ssh", change_set(change("aws_network_acl.this", after={"ingress": entries}))) == expected


@pytest.mark.parametrize(
    ("rule", "beside", "expected"),
    [
        (RULE, {}, "violated"),
        (RULE | {"egress": False}, {}, "violated"),
        (RULE | {"egress": True}, {}, "passed"),
        (RULE | {"egress": UNKNOWN}, {}, "undetermined"),
        (RULE, {"id": "acl-1", "ingress": [DENY]}, "passed"),
        (RULE, {"id": "acl-2", "ingress": [DENY]}, "violated"),
        (RULE | {"network_acl_id": UNKNOWN}, {"id": "acl-1", "ingress": [DENY]}, "violated"),
    ],
)
def test_a_rule_that_stands_by_itself(rule: Attributes, beside: Attributes, expected: str) -> None:
    acl = [change("aws_network_acl.main", after=beside)] if beside else []
    assert verdict("nacl-open-ssh", change_set(change("aws_network_acl_rule.this", after=rule), *acl)) == expected


def test_rules_beside_each_other_are_of_one_list() -> None:
    deny = RULE | {"rule_action": "deny", "rule_number": 90}
    plan = change_set(change("aws_network_acl_rule.allow", after=RULE), change("aws_network_acl_rule.deny", after=deny))
    assert verdict("nacl-open-ssh", plan) == "passed"


def test_it_says_which_entry_it_is() -> None:
    acl = change("aws_network_acl.this", after={"ingress": [DENY | {"rule_no": 200}, OPEN]})
    assert answers("nacl-open-ssh", change_set(acl)) == [("aws_network_acl.this", "violated", "ingress[1]")]
