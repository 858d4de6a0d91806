"""What a brief says of networks: who gets in that did not before."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.brief.openings import openings
from gitops_portal.core.model import UNKNOWN, Action, Attributes
from tests.builders import change

GROUP, RULE = "aws_security_group.web", "aws_security_group_rule.web"


def ingress(port: int, *networks: Any, **fields: Any) -> dict[str, Any]:
    return {"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": list(networks), **fields}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [ingress(22, "0.0.0.0/0")], "Opens SSH (port 22) to the internet"),
        ([], [ingress(22, "0.0.0.0/1", "128.0.0.0/1")], "Opens SSH (port 22) to the internet"),
        ([], [ingress(22, ipv6_cidr_blocks=["::/0"])], "Opens SSH (port 22) to the internet"),
        (
            [],
            [ingress(22, "0.0.0.0/0"), ingress(80, "0.0.0.0/0")],
            "Opens SSH (port 22), HTTP (port 80) to the internet",
        ),
        ([ingress(5432, "10.0.0.0/24")], [ingress(5432, "10.0.0.0/16")], "Opens PostgreSQL (port 5432) to 10.0.0.0/16"),
        ([ingress(5432, "10.0.0.0/24")], [ingress(5432, "10.0.0.0/24", "10.1.0.0/24")], "to 10.1.0.0/24"),
        ([ingress(8080, "10.0.0.0/8")], [ingress(8080, "10.0.0.0/8", to_port=9000)], "Opens ports 8080 to 9000"),
        ([], [ingress(0, "0.0.0.0/0", protocol="-1")], "Opens all ports to the internet"),
        ([ingress(22, "10.0.0.0/8")], [ingress(22, "10.0.0.0/8")], None),
        ([ingress(22, "10.0.0.0/8")], [ingress(22, "10.4.0.0/16")], None),
        ([ingress(22, "0.0.0.0/0")], [], None),
        ([], [ingress(22, UNKNOWN)], None),
        ([], [ingress(22, "no network")], None),
        ([], UNKNOWN, None),
    ],
)
def test_a_group_that_lets_in_more(before: Any, after: Any, said: str | None) -> None:
    found = list(openings([change(GROUP, Action.UPDATE, {"ingress": before}, {"ingress": after})]))
    assert [said in each.text for each in found] == [True] if said else not found


@pytest.mark.parametrize(
    ("address", "after", "said"),
    [
        (
            GROUP,
            {"ingress": [ingress(22, "0.0.0.0/0")]},
            "Opens SSH (port 22) to the internet: aws_security_group.web.",
        ),
        (GROUP, {"ingress": [ingress(22, "10.0.0.0/8")]}, None),
        (GROUP, {"egress": [ingress(22, "0.0.0.0/0")]}, None),
        (RULE, {"type": "ingress", **ingress(22, "10.0.0.0/8")}, "Opens SSH (port 22) to 10.0.0.0/8"),
        (RULE, {"type": "egress", **ingress(22, "10.0.0.0/8")}, None),
        (
            "aws_vpc_security_group_ingress_rule.a",
            {"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "-1"},
            "Opens all ports to the internet",
        ),
        (
            "azurerm_network_security_rule.a",
            {
                "direction": "Inbound",
                "access": "Allow",
                "source_address_prefix": "*",
                "destination_port_range": "3389",
            },
            "Opens remote desktop (port 3389) to the internet",
        ),
        (
            "azurerm_network_security_rule.a",
            {"direction": "Inbound", "access": "Deny", "source_address_prefix": "*", "destination_port_range": "22"},
            None,
        ),
        (
            "google_compute_firewall.a",
            {"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "tcp", "ports": ["22", "8000-8010"]}]},
            "Opens SSH (port 22), ports 8000 to 8010 to the internet",
        ),
        ("google_compute_firewall.a", {"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "all"}]}, "all ports"),
        ("aws_db_instance.a", {"publicly_accessible": True}, "publicly_accessible of aws_db_instance.a makes it"),
        ("aws_db_instance.a", {"publicly_accessible": False}, None),
    ],
)
def test_what_is_made_lets_in(address: str, after: Attributes, said: str | None) -> None:
    found = list(openings([change(address, after=after)]))
    assert [said in each.text for each in found] == [True] if said else not found


def test_a_bucket_that_no_longer_keeps_the_public_out() -> None:
    block = "aws_s3_bucket_public_access_block.a"
    (said,) = openings([change(block, Action.UPDATE, {"block_public_acls": True}, {"block_public_acls": False})])
    assert said.text == f"block_public_acls of {block} no longer keeps the public out."


def test_very_many_networks_are_not_compared_and_that_is_said() -> None:
    many = [ingress(port, "10.0.0.0/8") for port in range(1, 62)]
    changed, same = (
        list(openings([change(GROUP, Action.UPDATE, {"ingress": before}, {"ingress": many})]))
        for before in (many[1:], many)
    )
    assert [each.text for each in changed] == [
        "aws_security_group.web lets in more than 60 networks: which of them are new is not compared."
    ]
    assert not same
