"""A port that is open to anywhere, in each of the ways that Google Cloud has for it."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module
from tests.builders import change, change_set
from tests.judging import answers, verdict

SSH = {"protocol": "tcp", "ports": ["22"]}
OPEN: dict[str, Any] = {"source_ranges": ["0.0.0.0/0"], "allow": [SSH]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "violated"),
        ({"direction": "INGRESS", "disabled": False}, "violated"),
        ({"source_ranges": ["::/0"]}, "violated"),
        ({"source_ranges": ["0.0.0.0/1", "128.0.0.0/1"]}, "violated"),
        ({"source_ranges": ["10.0.0.0/8", "0.0.0.0/0"]}, "violated"),
        ({"source_tags": ["web"]}, "violated"),
        ({"target_tags": ["bastion"]}, "violated"),
        ({"source_ranges": []}, "violated"),
        ({"source_ranges": None}, "violated"),
        ({"source_ranges": ["35.235.240.0/20"]}, "passed"),
        ({"source_ranges": ["0.0.0.0/1"], "direction": "EGRESS"}, "passed"),
        ({"source_ranges": None, "source_tags": ["web"]}, "passed"),
        ({"source_ranges": None, "source_service_accounts": ["a@b.iam.gserviceaccount.com"]}, "passed"),
        ({"direction": "EGRESS"}, "passed"),
        ({"disabled": True}, "passed"),
        ({"allow": [], "deny": [SSH]}, "passed"),
        ({"source_ranges": UNKNOWN}, "undetermined"),
        ({"source_ranges": [UNKNOWN]}, "undetermined"),
        ({"source_ranges": None, "source_tags": UNKNOWN}, "undetermined"),
        ({"direction": UNKNOWN}, "undetermined"),
        ({"disabled": UNKNOWN}, "undetermined"),
        ({"allow": UNKNOWN}, "undetermined"),
        ({"allow": [UNKNOWN]}, "undetermined"),
        ({"source_ranges": UNKNOWN, "direction": "EGRESS"}, "passed"),
    ],
)
def test_a_firewall(fields: dict[str, Any], expected: str) -> None:
    firewall = change("google_compute_firewall.this", after=OPEN | fields)
    assert verdict("firewall-open-ssh", change_set(firewall)) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"protocol": "all"}, "violated"),
        ({"protocol": "TCP"}, "violated"),
        ({"protocol": "6", "ports": []}, "violated"),
        ({"protocol": "tcp", "ports": None}, "violated"),
        ({"protocol": "tcp", "ports": ["80", "20-25"]}, "violated"),
        ({"protocol": "tcp", "ports": ["0-65535"]}, "violated"),
        ({"protocol": "tcp", "ports": ["80", "443"]}, "passed"),
        ({"protocol": "udp", "ports": ["22"]}, "passed"),
        ({"protocol": "icmp"}, "passed"),
        ({"protocol": UNKNOWN}, "undetermined"),
        ({"protocol": None}, "undetermined"),
        ({"protocol": "tcp", "ports": UNKNOWN}, "undetermined"),
        ({"protocol": "tcp", "ports": [UNKNOWN]}, "undetermined"),
        ({"protocol": "tcp", "ports": ["ssh"]}, "undetermined"),
        ({"protocol": "tcp", "ports": ["222222222222"]}, "undetermined"),
        ({"protocol": "udp", "ports": UNKNOWN}, "passed"),
    ],
)
def test_what_it_allows(entry: dict[str, Any], expected: str) -> None:
    firewall = change("google_compute_firewall.this", after=OPEN | {"allow": [{"protocol": "icmp"}, entry]})
    assert verdict("firewall-open-ssh", change_set(firewall)) == expected


def test_what_nobody_sets_is_as_google_has_it() -> None:
    after = {"allow": [SSH], "source_ranges": UNKNOWN, "direction": UNKNOWN, "destination_ranges": UNKNOWN}
    root = Module((Block("google_compute_firewall.this", arguments=frozenset({"name", "allow", "allow.protocol"})),))
    plan = change_set(change("google_compute_firewall.this", after=after), root=root)
    assert answers("firewall-open-ssh", plan) == [("google_compute_firewall.this", "violated", "source_ranges")]


MATCH = {"src_ip_ranges": ["0.0.0.0/0"], "layer4_configs": [{"ip_protocol": "tcp", "ports": ["22"]}]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "violated"),
        ({"match": [MATCH | {"layer4_configs": [{"ip_protocol": "all"}]}]}, "violated"),
        ({"match": [MATCH | {"src_network_scope": "INTERNET"}]}, "violated"),
        ({"match": [MATCH | {"src_network_scope": "INTRA_VPC"}]}, "passed"),
        ({"match": [MATCH | {"src_ip_ranges": ["10.0.0.0/8"]}]}, "passed"),
        ({"match": [MATCH | {"src_ip_ranges": []}]}, "passed"),
        ({"match": [MATCH | {"layer4_configs": [{"ip_protocol": "tcp", "ports": ["443"]}]}]}, "passed"),
        ({"action": "deny"}, "passed"),
        ({"action": "goto_next"}, "passed"),
        ({"direction": "EGRESS"}, "passed"),
        ({"disabled": True}, "passed"),
        ({"action": UNKNOWN}, "undetermined"),
        ({"match": UNKNOWN}, "undetermined"),
        ({"match": [MATCH | {"src_ip_ranges": UNKNOWN}]}, "undetermined"),
    ],
)
@pytest.mark.parametrize("kind", ["firewall_policy_rule", "network_firewall_policy_rule"])
def test_a_rule_of_a_policy(kind: str, fields: dict[str, Any], expected: str) -> None:
    after = {"action": "allow", "direction": "INGRESS", "match": [MATCH], **fields}
    assert verdict("firewall-open-ssh", change_set(change(f"google_compute_{kind}.this", after=after))) == expected
