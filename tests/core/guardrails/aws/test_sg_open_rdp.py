"""Remote desktop from anywhere, in each of the three ways to write a rule."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, verdict

OPEN = {"protocol": "tcp", "from_port": 3389, "to_port": 3389, "cidr_blocks": ["0.0.0.0/0"]}
CASES: list[tuple[dict[str, Any], str]] = [
    (OPEN, "violated"),
    (OPEN | {"from_port": 0, "to_port": 65535}, "violated"),
    (OPEN | {"from_port": "3389", "to_port": "3389"}, "violated"),
    (OPEN | {"protocol": "6"}, "violated"),
    (OPEN | {"protocol": "-1", "from_port": 0, "to_port": 0}, "violated"),
    (OPEN | {"protocol": "-1", "from_port": -1, "to_port": -1}, "violated"),
    (OPEN | {"protocol": "all", "from_port": None, "to_port": None}, "violated"),
    (OPEN | {"cidr_blocks": None, "ipv6_cidr_blocks": ["::/0"]}, "violated"),
    (OPEN | {"cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]}, "violated"),
    (OPEN | {"cidr_blocks": ["10.1.2.3/0"]}, "violated"),
    (OPEN | {"prefix_list_ids": None, "self": True}, "violated"),
    (OPEN | {"cidr_blocks": ["10.0.0.0/8"]}, "passed"),
    (OPEN | {"cidr_blocks": []}, "passed"),
    (OPEN | {"from_port": 22, "to_port": 22}, "passed"),
    (OPEN | {"protocol": "udp"}, "passed"),
    (OPEN | {"protocol": "icmp", "from_port": -1, "to_port": -1}, "passed"),
    (OPEN | {"cidr_blocks": UNKNOWN}, "undetermined"),
    (OPEN | {"cidr_blocks": [UNKNOWN]}, "undetermined"),
    (OPEN | {"cidr_blocks": [UNKNOWN], "from_port": 22, "to_port": 22}, "passed"),
    (OPEN | {"cidr_blocks": ["everywhere"]}, "undetermined"),
    (OPEN | {"protocol": UNKNOWN}, "undetermined"),
    (OPEN | {"protocol": None}, "undetermined"),
    (OPEN | {"from_port": UNKNOWN}, "undetermined"),
    (OPEN | {"from_port": []}, "undetermined"),
]


@pytest.mark.parametrize(("entry", "expected"), CASES)
def test_an_entry_of_a_group(entry: dict[str, Any], expected: str) -> None:
    group = change("aws_security_group.this", after={"ingress": [entry]})
    assert verdict("sg-open-rdp", change_set(group)) == expected


@pytest.mark.parametrize(("entry", "expected"), CASES)
def test_a_rule_of_its_own(entry: dict[str, Any], expected: str) -> None:
    rule = change("aws_security_group_rule.this", after={"type": "ingress", **entry})
    assert verdict("sg-open-rdp", change_set(rule)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ip_protocol": "tcp", "cidr_ipv4": "0.0.0.0/0"}, "violated"),
        ({"ip_protocol": "tcp", "cidr_ipv6": "::/0"}, "violated"),
        ({"ip_protocol": "-1", "cidr_ipv6": "::/0"}, "violated"),
        ({"ip_protocol": "tcp", "cidr_ipv4": "10.0.0.0/8"}, "passed"),
        ({"ip_protocol": "tcp", "cidr_ipv4": UNKNOWN}, "undetermined"),
        ({"ip_protocol": "tcp", "referenced_security_group_id": "sg-1"}, "passed"),
    ],
)
def test_a_rule_of_the_newer_kind(fields: dict[str, Any], expected: str) -> None:
    rule = change("aws_vpc_security_group_ingress_rule.this", after={"from_port": 3389, "to_port": 3389, **fields})
    assert verdict("sg-open-rdp", change_set(rule)) == expected


def test_what_goes_out_is_no_hole() -> None:
    rule = change("aws_security_group_rule.this", after={"type": "egress", **OPEN})
    assert verdict("sg-open-rdp", change_set(rule)) == "passed"


@pytest.mark.parametrize(("ingress", "expected"), [(None, "passed"), ([], "passed"), (UNKNOWN, "undetermined")])
def test_a_group_without_entries(ingress: object, expected: str) -> None:
    group = change("aws_security_group.this", after={"ingress": ingress})
    assert verdict("sg-open-rdp", change_set(group)) == expected


def test_every_entry_is_looked_at_and_named() -> None:
    closed = OPEN | {"cidr_blocks": [], "self": True}
    group = change("aws_security_group.this", after={"ingress": [closed, OPEN]})
    assert answers("sg-open-rdp", change_set(group)) == [("aws_security_group.this", "violated", "ingress[1]")]
