"""A port that is open to anywhere: in a list, in the default list, and as a rule of a group."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, verdict

OPEN: dict[str, Any] = {"protocol": "6", "source": "0.0.0.0/0", "source_type": "CIDR_BLOCK"}

SAME: list[tuple[dict[str, Any], str]] = [
    ({}, "violated"),
    ({"protocol": "all"}, "violated"),
    ({"source": "::/0"}, "violated"),
    ({"source_type": None}, "violated"),
    ({"tcp_options": [{"source_port_range": [{"min": 1, "max": 9}]}]}, "violated"),
    ({"protocol": "17"}, "passed"),
    ({"source": "10.0.0.0/8"}, "passed"),
    ({"source": "all-fra-services-in-oracle-services-network", "source_type": "SERVICE_CIDR_BLOCK"}, "passed"),
    ({"source": None}, "passed"),
    ({"protocol": UNKNOWN}, "undetermined"),
    ({"source": UNKNOWN}, "undetermined"),
    ({"source_type": UNKNOWN}, "undetermined"),
    ({"tcp_options": UNKNOWN}, "undetermined"),
]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        *SAME,
        ({"tcp_options": [{"min": 22, "max": 22}]}, "violated"),
        ({"tcp_options": [{"min": 20, "max": 25}]}, "violated"),
        ({"tcp_options": [{"min": 443, "max": 443}]}, "passed"),
        ({"tcp_options": [{"min": UNKNOWN, "max": 443}]}, "undetermined"),
    ],
)
@pytest.mark.parametrize("kind", ["security_list", "default_security_list"])
def test_an_entry_of_a_list(kind: str, fields: dict[str, Any], expected: str) -> None:
    listed = change(f"oci_core_{kind}.this", after={"ingress_security_rules": [OPEN | fields]})
    assert verdict("oci-open-ssh", change_set(listed)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        *SAME,
        ({"tcp_options": [{"destination_port_range": [{"min": 22, "max": 22}]}]}, "violated"),
        ({"tcp_options": [{"destination_port_range": [{"min": 443, "max": 443}]}]}, "passed"),
        ({"tcp_options": [{"destination_port_range": UNKNOWN}]}, "undetermined"),
        ({"direction": "EGRESS"}, "passed"),
        ({"direction": UNKNOWN}, "undetermined"),
    ],
)
def test_a_rule_of_a_group(fields: dict[str, Any], expected: str) -> None:
    after = {"direction": "INGRESS", **OPEN, **fields}
    rule = change("oci_core_network_security_group_security_rule.this", after=after)
    assert verdict("oci-open-ssh", change_set(rule)) == expected


def test_every_entry_is_looked_at_and_named() -> None:
    entries = [OPEN | {"source": "10.0.0.0/8"}, OPEN]
    plan = change_set(change("oci_core_security_list.this", after={"ingress_security_rules": entries}))
    expected = [("oci_core_security_list.this", "violated", "ingress_security_rules[1].source")]
    assert answers("oci-open-ssh", plan) == expected
