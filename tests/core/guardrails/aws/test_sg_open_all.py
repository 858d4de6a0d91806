"""Every port from anywhere. What the internet is, and who belongs together, is tested with the kind, `open_port`."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, verdict

ALL: dict[str, Any] = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}
TCP = ALL | {"protocol": "tcp", "to_port": 65535}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ALL, "violated"),
        (ALL | {"cidr_blocks": None, "ipv6_cidr_blocks": ["::/0"]}, "violated"),
        (TCP, "violated"),
        (TCP | {"from_port": 1}, "violated"),
        (TCP | {"to_port": 1024}, "passed"),
        (TCP | {"protocol": "udp"}, "passed"),
        (ALL | {"cidr_blocks": ["10.0.0.0/8"]}, "passed"),
        (TCP | {"to_port": UNKNOWN}, "undetermined"),
        (ALL | {"cidr_blocks": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(entry: dict[str, Any], expected: str) -> None:
    assert verdict("sg-open-all", change_set(change("aws_security_group.a", after={"ingress": [entry]}))) == expected
    rule = change("aws_security_group_rule.a", after={"type": "ingress", **entry})
    assert verdict("sg-open-all", change_set(rule)) == expected


def test_every_entry_is_told() -> None:
    group = change("aws_security_group.a", after={"ingress": [TCP | {"to_port": 22}, ALL, TCP]})
    assert [where for _, _, where in answers("sg-open-all", change_set(group))] == ["ingress[1]", "ingress[2]"]


def test_a_rule_of_the_newer_type() -> None:
    rule = {"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}
    plan = change_set(change("aws_vpc_security_group_ingress_rule.a", after=rule))
    assert verdict("sg-open-all", plan) == "violated"
