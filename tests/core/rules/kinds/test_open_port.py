"""A port that is open to anywhere, in each of the ways to write a rule, and by several rules together."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Block, Change, Module
from tests.builders import change, change_set
from tests.judging import answers, verdict

OPEN = {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}
PORTS = {"sg-open-ssh": 22, "sg-open-rdp": 3389}


def entries(port: int) -> list[tuple[dict[str, Any], str]]:
    reaching = OPEN | {"from_port": port, "to_port": port}
    return [
        (reaching, "violated"),
        (reaching | {"from_port": 0, "to_port": 65535}, "violated"),
        (reaching | {"from_port": f"{port}", "to_port": f"{port}"}, "violated"),
        (reaching | {"protocol": "6"}, "violated"),
        (reaching | {"protocol": "-1", "from_port": 0, "to_port": 0}, "violated"),
        (reaching | {"protocol": "-1", "from_port": -1, "to_port": -1}, "violated"),
        (reaching | {"protocol": "all", "from_port": None, "to_port": None}, "violated"),
        (reaching | {"cidr_blocks": None, "ipv6_cidr_blocks": ["::/0"]}, "violated"),
        (reaching | {"cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]}, "violated"),
        (reaching | {"cidr_blocks": ["10.1.2.3/0"]}, "violated"),
        (reaching | {"cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"]}, "violated"),
        (reaching | {"cidr_blocks": ["0.0.0.0/1"], "ipv6_cidr_blocks": ["::ffff:128.0.0.0/97"]}, "violated"),
        (reaching | {"protocol": 6}, "violated"),
        (reaching | {"protocol": "TCP"}, "violated"),
        (reaching | {"from_port": port - 2, "to_port": port + 3}, "violated"),
        (reaching | {"prefix_list_ids": None, "self": True}, "violated"),
        (reaching | {"cidr_blocks": ["10.0.0.0/8"]}, "passed"),
        (reaching | {"cidr_blocks": []}, "passed"),
        (reaching | {"from_port": 443, "to_port": 443}, "passed"),
        (reaching | {"protocol": "udp"}, "passed"),
        (reaching | {"protocol": "icmp", "from_port": -1, "to_port": -1}, "passed"),
        (reaching | {"cidr_blocks": UNKNOWN}, "undetermined"),
        (reaching | {"cidr_blocks": [UNKNOWN]}, "undetermined"),
        (reaching | {"cidr_blocks": [UNKNOWN], "from_port": 443, "to_port": 443}, "passed"),
        (reaching | {"cidr_blocks": ["everywhere"]}, "undetermined"),
        (reaching | {"protocol": UNKNOWN}, "undetermined"),
        (reaching | {"protocol": None}, "undetermined"),
        (reaching | {"from_port": UNKNOWN}, "undetermined"),
        (reaching | {"from_port": []}, "undetermined"),
        (reaching | {"cidr_blocks": [], "prefix_list_ids": ["pl-1"]}, "undetermined"),
        (reaching | {"cidr_blocks": [], "prefix_list_ids": UNKNOWN}, "undetermined"),
        (reaching | {"cidr_blocks": [], "prefix_list_ids": ["pl-1"], "from_port": 443, "to_port": 443}, "passed"),
    ]


CASES = [(name, entry, expected) for name, port in PORTS.items() for entry, expected in entries(port)]


@pytest.mark.parametrize(("name", "entry", "expected"), CASES)
@pytest.mark.parametrize("kind", ["aws_security_group", "aws_default_security_group"])
def test_an_entry_of_a_group(kind: str, name: str, entry: dict[str, Any], expected: str) -> None:
    group = change(f"{kind}.this", after={"ingress": [entry]})
    assert verdict(name, change_set(group)) == expected


@pytest.mark.parametrize(("name", "entry", "expected"), CASES)
def test_a_rule_of_its_own(name: str, entry: dict[str, Any], expected: str) -> None:
    rule = change("aws_security_group_rule.this", after={"type": "ingress", **entry})
    assert verdict(name, change_set(rule)) == expected


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
@pytest.mark.parametrize(("name", "port"), PORTS.items())
def test_a_rule_of_the_newer_kind(name: str, port: int, fields: dict[str, Any], expected: str) -> None:
    rule = change("aws_vpc_security_group_ingress_rule.this", after={"from_port": port, "to_port": port, **fields})
    assert verdict(name, change_set(rule)) == expected


@pytest.mark.parametrize(("name", "port"), PORTS.items())
def test_what_goes_out_is_no_hole(name: str, port: int) -> None:
    out = OPEN | {"type": "egress", "from_port": port, "to_port": port}
    assert verdict(name, change_set(change("aws_security_group_rule.this", after=out))) == "passed"


@pytest.mark.parametrize(("ingress", "expected"), [(None, "passed"), ([], "passed"), (UNKNOWN, "undetermined")])
@pytest.mark.parametrize("name", PORTS)
def test_a_group_without_entries(name: str, ingress: object, expected: str) -> None:
    group = change("aws_security_group.this", after={"ingress": ingress})
    assert verdict(name, change_set(group)) == expected


@pytest.mark.parametrize(("name", "port"), PORTS.items())
def test_every_entry_is_looked_at_and_named(name: str, port: int) -> None:
    reaching = OPEN | {"from_port": port, "to_port": port}
    closed = reaching | {"cidr_blocks": [], "self": True}
    group = change("aws_security_group.this", after={"ingress": [closed, reaching]})
    assert answers(name, change_set(group)) == [("aws_security_group.this", "violated", "ingress[1]")]


# ── together ─────────────────────────────────────────────────────────────────────────────────────────────────────

RULE = "aws_vpc_security_group_ingress_rule"
GROUP = Block("aws_security_group.web", arguments=frozenset())
LOWER, UPPER = "0.0.0.0/1", "128.0.0.0/1"
SIXTEENTHS = [f"{16 * position}.0.0.0/4" for position in range(14)]


def _rule(name: str, cidr: str, group: object = UNKNOWN, **fields: Any) -> Change:
    after = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": cidr, "security_group_id": group}
    return change(f"{RULE}.{name}", after=after, **fields)


def _root(*names: str, group: str = "aws_security_group.web.id") -> Module:
    return Module((GROUP, *(Block(f"{RULE}.{name}", links={"security_group_id": (group,)}) for name in names)))


def _entry(cidr: str) -> dict[str, Any]:
    return OPEN | {"cidr_blocks": [cidr]}


def test_entries_of_one_group_count_together() -> None:
    group = change("aws_security_group.web", after={"ingress": [_entry(cidr) for cidr in SIXTEENTHS]})
    assert answers("sg-open-ssh", change_set(group)) == [("aws_security_group.web", "violated", "")]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (_entry(UPPER) | {"from_port": 443, "to_port": 443}, "passed"),
        (_entry(UPPER) | {"protocol": "udp"}, "passed"),
        (_entry("10.0.0.0/8"), "passed"),
        (_entry("160.0.0.0/4") | {"protocol": "-1"}, "violated"),
    ],
)
def test_only_entries_that_reach_the_port_do(last: dict[str, Any], expected: str) -> None:
    group = change("aws_security_group.web", after={"ingress": [_entry("16.0.0.0/4"), last]})
    assert verdict("sg-open-ssh", change_set(group)) == expected


def _told(changes: list[Change], root: Module) -> list[tuple[str, str]]:
    return [(address, status) for address, status, _ in answers("sg-open-ssh", change_set(*changes, root=root))]


WEB = change("aws_security_group.web", after={"ingress": UNKNOWN})
SPLIT = [_rule("a", "16.0.0.0/4"), _rule("b", "32.0.0.0/4")]
NAMED = [_rule("a", "16.0.0.0/4", "sg-1"), _rule("b", "32.0.0.0/4", "sg-1")]


@pytest.mark.parametrize(
    ("changes", "root", "expected"),
    [
        ([WEB, *SPLIT], _root("a", "b"), [(f"{RULE}.a", "violated")]),
        (NAMED, Module(), [(f"{RULE}.a", "violated")]),
        ([_rule("a", "16.0.0.0/4", "sg-1"), _rule("b", "32.0.0.0/4", "sg-2")], Module(), []),
        # nobody can tell whose they are
        ([WEB, *SPLIT], _root("a", "b", group="var.group"), [(f"{RULE}.a", "undetermined")]),
        ([*NAMED[:1], SPLIT[1]], Module(), [(f"{RULE}.a", "undetermined")]),
        # the group has one of them inside
        (
            [change("aws_security_group.web", after={"id": "sg-1", "ingress": [_entry("16.0.0.0/4")]}), NAMED[1]],
            Module(),
            [("aws_security_group.web", "violated")],
        ),
        # what the plan does not touch holds nobody up: the rule that comes beside it tells
        (
            [
                change(
                    "aws_security_group.web",
                    Action.NO_OP,
                    after={"id": "sg-1", "ingress": [_entry("16.0.0.0/4")]},
                    before={"id": "sg-1", "ingress": [_entry("16.0.0.0/4")]},
                ),
                NAMED[1],
            ],
            Module(),
            [(f"{RULE}.b", "violated")],
        ),
        # one does it alone: the other needs no word
        ([_rule("a", "0.0.0.0/0", "sg-1"), _rule("b", "32.0.0.0/4", "sg-1")], Module(), [(f"{RULE}.a", "violated")]),
    ],
)
def test_rules_of_one_group_count_together(
    changes: list[Change], root: Module, expected: list[tuple[str, str]]
) -> None:
    assert _told(changes, root) == expected


# ── prefix lists ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entries", "beside", "expected"),
    [
        (["0.0.0.0/0"], [], "violated"),
        ([LOWER, UPPER], [], "violated"),
        (["16.0.0.0/4"], ["32.0.0.0/4"], "violated"),
        (["10.0.0.0/8"], [], "passed"),
        ([], [], "passed"),
        ([UNKNOWN], [], "undetermined"),
        (["10.0.0.0/8"], [UNKNOWN], "undetermined"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_prefix_list_of_the_plan_is_read(known: bool, entries: list[Any], beside: list[Any], expected: str) -> None:
    name: object = "pl-1" if known else UNKNOWN
    links = {"prefix_list_id": ("aws_ec2_managed_prefix_list.any.id",)}
    after = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "prefix_list_id": name}
    kept = {"id": name, "entry": [{"cidr": cidr} for cidr in entries]}
    more = [
        change(f"aws_ec2_managed_prefix_list_entry.e[{position}]", after={"prefix_list_id": name, "cidr": cidr})
        for position, cidr in enumerate(beside)
    ]
    root = Module(
        (Block(f"{RULE}.ssh", links=links), Block("aws_ec2_managed_prefix_list_entry.e", links=links)),
    )
    plan = change_set(
        change(f"{RULE}.ssh", after=after), change("aws_ec2_managed_prefix_list.any", after=kept), *more, root=root
    )
    assert verdict("sg-open-ssh", plan) == expected


def test_of_a_prefix_list_that_nobody_links_nothing_is_known() -> None:
    after = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "prefix_list_id": UNKNOWN}
    plan = change_set(change(f"{RULE}.ssh", after=after), root=Module((Block(f"{RULE}.ssh"),)))
    assert verdict("sg-open-ssh", plan) == "undetermined"
