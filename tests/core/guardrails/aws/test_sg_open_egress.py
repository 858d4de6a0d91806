"""What a security group lets out: not everything, everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import answers, verdict

ALL: dict[str, Any] = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ALL, "violated"),
        (ALL | {"cidr_blocks": [], "ipv6_cidr_blocks": ["::/0"]}, "violated"),
        (ALL | {"protocol": "tcp", "to_port": 65535}, "violated"),
        (ALL | {"protocol": "tcp", "from_port": 443, "to_port": 443}, "passed"),
        (ALL | {"cidr_blocks": ["10.0.0.0/8"]}, "passed"),
        (ALL | {"cidr_blocks": UNKNOWN}, "undetermined"),
        (ALL | {"protocol": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(entry: dict[str, Any], expected: str) -> None:
    assert verdict("sg-open-egress", change_set(change("aws_security_group.a", after={"egress": [entry]}))) == expected
    rule = change("aws_security_group_rule.a", after={"type": "egress", **entry})
    assert verdict("sg-open-egress", change_set(rule)) == expected


@pytest.mark.parametrize(
    ("address", "after", "expected"),
    [
        ("aws_security_group.a", {}, "passed"),
        ("aws_security_group.a", {"egress": []}, "passed"),
        ("aws_security_group.a", {"egress": UNKNOWN}, "undetermined"),
        ("aws_security_group.a", {"ingress": [ALL]}, "passed"),
        ("aws_security_group_rule.a", {"type": "ingress", **ALL}, "passed"),
        ("aws_security_group_rule.a", {"type": UNKNOWN, **ALL}, "undetermined"),
        ("aws_vpc_security_group_egress_rule.a", {"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}, "violated"),
        ("aws_vpc_security_group_egress_rule.a", {"ip_protocol": "-1", "cidr_ipv4": "10.0.0.0/8"}, "passed"),
    ],
)
def test_where_it_stands(address: str, after: Attributes, expected: str) -> None:
    assert verdict("sg-open-egress", change_set(change(address, after=after))) == expected


def test_it_says_which_entry_it_is() -> None:
    group = change("aws_security_group.a", after={"egress": [ALL | {"cidr_blocks": []}, ALL]})
    assert answers("sg-open-egress", change_set(group)) == [("aws_security_group.a", "violated", "egress[1]")]
