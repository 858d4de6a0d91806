"""A port that is open to anywhere in Azure: each way to write a rule, denials before it, and several rules together."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Block, Change, ChangeSet, Module
from gitops_portal.core.rules.facts import Facts
from tests.builders import change, change_set
from tests.judging import answers, verdict

GROUP, RULE = "azurerm_network_security_group", "azurerm_network_security_rule"
OPEN = {
    "name": "ssh",
    "access": "Allow",
    "direction": "Inbound",
    "protocol": "Tcp",
    "priority": 200,
    "source_port_range": "*",
    "source_address_prefix": "*",
    "destination_port_range": "22",
    "destination_address_prefix": "*",
}
DENY = OPEN | {"name": "no", "access": "Deny", "priority": 100, "protocol": "*", "destination_port_range": "*"}
PREFIX, PREFIXES = "source_address_prefix", "source_address_prefixes"
PORT, PORTS = "destination_port_range", "destination_port_ranges"
PLACE, PLACES = "destination_address_prefix", "destination_address_prefixes"

CASES: list[tuple[dict[str, Any], str]] = [
    ({}, "violated"),
    ({PREFIX: "Internet"}, "violated"),
    ({PREFIX: "internet"}, "violated"),
    ({PREFIX: "Any"}, "violated"),
    ({PREFIX: "0.0.0.0/0"}, "violated"),
    ({PREFIX: "0.0.0.0"}, "violated"),  # noqa: S104 - what a rule says, and CIS counts as everybody
    ({PREFIX: "/0"}, "violated"),
    ({PREFIX: "::/0"}, "violated"),
    ({PREFIX: "10.1.2.3/0"}, "violated"),
    ({PREFIX: "0.0.0.0-255.255.255.255"}, "violated"),
    ({PREFIX: None, PREFIXES: ["0.0.0.0/0"]}, "violated"),
    ({PREFIX: "", PREFIXES: ["10.0.0.0/8", "::/0"]}, "violated"),
    ({PREFIX: None, PREFIXES: ["0.0.0.0/1", "128.0.0.0/1"]}, "violated"),
    ({PREFIX: None, PREFIXES: [UNKNOWN, "0.0.0.0/0"]}, "violated"),
    ({"protocol": "*"}, "violated"),
    ({"protocol": "TCP"}, "violated"),
    ({"access": "allow", "direction": "inbound"}, "violated"),
    ({PORT: "*"}, "violated"),
    ({PORT: "20-25"}, "violated"),
    ({PORT: "0 - 65535"}, "violated"),
    ({PORT: 22}, "violated"),
    ({PORT: "", PORTS: ["443", "22"]}, "violated"),
    ({PORT: None, PORTS: ["20-30"]}, "violated"),
    ({PLACE: "10.0.0.4"}, "violated"),
    ({"source_port_range": "1024"}, "violated"),
    ({PREFIX: "10.0.0.0/8"}, "passed"),
    ({PREFIX: "10.0.0.4-10.0.0.9"}, "passed"),
    ({PREFIX: "VirtualNetwork"}, "passed"),
    ({PREFIX: "Storage.WestEurope"}, "passed"),
    ({PREFIX: None, PREFIXES: [], "source_application_security_group_ids": ["a"]}, "passed"),
    ({PORT: "443"}, "passed"),
    ({PORT: "220-2200"}, "passed"),
    ({PORT: "443", PREFIX: UNKNOWN}, "passed"),
    ({"protocol": "Udp"}, "passed"),
    ({"access": "Deny"}, "passed"),
    ({"direction": "Outbound"}, "passed"),
    ({"direction": "Outbound", "access": UNKNOWN}, "passed"),
    ({PREFIX: UNKNOWN}, "undetermined"),
    ({PREFIX: "everywhere, really"}, "undetermined"),
    ({PREFIX: "10.0.0.1-::9"}, "undetermined"),
    ({PREFIX: None, PREFIXES: UNKNOWN}, "undetermined"),
    ({PORT: UNKNOWN}, "undetermined"),
    ({PORT: None}, "undetermined"),
    ({PORT: "ssh"}, "undetermined"),
    ({"protocol": UNKNOWN}, "undetermined"),
    ({"access": UNKNOWN}, "undetermined"),
    ({"direction": None}, "undetermined"),
]


def group(*rules: Any, name: str = "web", **fields: Any) -> Change:
    after = {"name": name, "resource_group_name": "rg", "security_rule": list(rules)}
    return change(f"{GROUP}.{name}", after=after, **fields)


def rule(name: str, place: object = "web", **fields: Any) -> dict[str, Any]:
    return OPEN | {"name": name, "network_security_group_name": place, "resource_group_name": "rg", **fields}


@pytest.mark.parametrize(("fields", "expected"), CASES)
def test_a_rule_inside_a_group(fields: dict[str, Any], expected: str) -> None:
    assert verdict("nsg-open-ssh", change_set(group(OPEN | fields))) == expected


@pytest.mark.parametrize(("fields", "expected"), CASES)
def test_a_rule_of_its_own(fields: dict[str, Any], expected: str) -> None:
    assert verdict("nsg-open-ssh", change_set(change(f"{RULE}.this", after=rule("ssh") | fields))) == expected


@pytest.mark.parametrize(("rules", "expected"), [(None, "passed"), ([], "passed"), (UNKNOWN, "undetermined")])
def test_a_group_without_rules(rules: object, expected: str) -> None:
    assert verdict("nsg-open-ssh", change_set(change(f"{GROUP}.web", after={"security_rule": rules}))) == expected


def test_every_rule_is_looked_at_and_named() -> None:
    plan = change_set(group(OPEN | {PREFIX: "10.0.0.0/8"}, OPEN))
    assert answers("nsg-open-ssh", plan) == [(f"{GROUP}.web", "violated", "security_rule[1]")]


# ── denials ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("deny", "allow", "expected"),
    [
        ({}, {}, "passed"),
        ({"protocol": "Tcp", PORT: "22"}, {}, "passed"),
        ({PREFIX: "Internet"}, {}, "passed"),
        ({PREFIX: "0.0.0.0/0"}, {PREFIX: "0.0.0.0/0"}, "passed"),
        ({PREFIX: None, PREFIXES: ["0.0.0.0/1", "128.0.0.0/1"]}, {PREFIX: "0.0.0.0/0"}, "passed"),
        ({}, {PREFIX: UNKNOWN}, "passed"),
        ({}, {PLACE: "VirtualNetwork"}, "passed"),
        ({PLACE: "VirtualNetwork"}, {PLACE: "VirtualNetwork"}, "passed"),
        ({PLACE: "10.0.0.0/8"}, {PLACE: "10.1.0.0/16"}, "passed"),
        ({"priority": 300}, {}, "violated"),
        ({"protocol": "Udp"}, {}, "violated"),
        ({"direction": "Outbound"}, {}, "violated"),
        ({PORT: "3389"}, {}, "violated"),
        ({PREFIX: "203.0.113.0/24"}, {}, "violated"),
        ({PREFIX: "VirtualNetwork"}, {}, "violated"),
        ({PREFIX: "0.0.0.0/0"}, {}, "violated"),
        ({"source_port_range": "1024"}, {}, "violated"),
        ({PLACE: "10.0.0.4"}, {}, "violated"),
        ({PLACE: "10.1.0.0/16"}, {PLACE: "10.0.0.0/8"}, "violated"),
        ({"priority": UNKNOWN}, {}, "undetermined"),
        ({}, {"priority": UNKNOWN}, "undetermined"),
        ({PREFIX: UNKNOWN}, {}, "undetermined"),
        ({"access": UNKNOWN}, {}, "undetermined"),
        ({PORT: UNKNOWN}, {}, "undetermined"),
        ({PLACE: "VirtualNetwork"}, {}, "undetermined"),
        ({"source_port_range": UNKNOWN}, {}, "undetermined"),
        ({PLACE: None, PLACES: [UNKNOWN]}, {PLACE: None, PLACES: [UNKNOWN]}, "undetermined"),
        ({PREFIX: UNKNOWN, "priority": 300}, {}, "violated"),
    ],
)
def test_a_deny_that_comes_first_counts(deny: dict[str, Any], allow: dict[str, Any], expected: str) -> None:
    plan = change_set(group(OPEN | allow, DENY | deny))
    found = [each for each in answers("nsg-open-ssh", plan) if each[2] == "security_rule[0]"]
    assert (found[0][1] if found else "passed") == expected


@pytest.mark.parametrize(
    ("priorities", "expected"),
    [((100, 110), "passed"), ((100, 250), "violated"), ((250, 110), "violated"), ((100, UNKNOWN), "undetermined")],
)
def test_denials_count_together_where_all_come_first(priorities: tuple[Any, Any], expected: str) -> None:
    halves = zip(("0.0.0.0/1", "128.0.0.0/1"), priorities, strict=True)
    denials = [DENY | {PREFIX: half, "priority": priority} for half, priority in halves]
    allow = OPEN | {PREFIX: "0.0.0.0/0"}
    assert verdict("nsg-open-ssh", change_set(group(*denials, allow))) == expected


@pytest.mark.parametrize(
    ("place", "elsewhere", "expected"),
    [
        ("web", {}, "passed"),
        ("WEB", {}, "passed"),
        ("other", {}, "violated"),
        ("web", {"resource_group_name": "other"}, "violated"),
        (UNKNOWN, {}, "undetermined"),
    ],
)
def test_a_deny_counts_for_its_own_group(place: object, elsewhere: dict[str, Any], expected: str) -> None:
    deny = change(
        f"{RULE}.no", after=DENY | {"network_security_group_name": place, "resource_group_name": "rg"} | elsewhere
    )
    allow = change(f"{RULE}.ssh", after=rule("ssh"))
    assert verdict("nsg-open-ssh", change_set(deny, allow)) == expected


def test_a_name_that_is_not_known_is_looked_up_in_the_configuration() -> None:
    named = {"network_security_group_name": (f"{GROUP}.web.name", f"{GROUP}.web")}
    web = change(f"{GROUP}.web", after={"name": UNKNOWN, "resource_group_name": "rg", "security_rule": [DENY]})
    root = Module((Block(f"{RULE}.ssh", links=named),))
    plan = change_set(web, change(f"{RULE}.ssh", after=rule("ssh", UNKNOWN)), root=root)
    assert verdict("nsg-open-ssh", plan) == "passed"


def test_a_rule_that_goes_counts_no_more_though_its_group_still_lists_it() -> None:
    standing = group(OPEN, DENY, action=Action.NO_OP)
    gone = change(f"{RULE}.no", action=Action.DELETE, before=rule("no", access="Deny", priority=100), after=None)
    allow = change(f"{RULE}.ssh", action=Action.NO_OP, before=rule("ssh"), after=rule("ssh"))
    plan = change_set(standing, gone, allow)
    assert answers("nsg-open-ssh", plan) == [(f"{RULE}.ssh", "violated", PREFIX)]
    assert brought(plan) == [True]


def brought(plan: ChangeSet) -> list[bool]:
    """Of each objection to a rule of its own, whether the plan brings it about."""
    facts = Facts(Index(plan))
    check = guardrails()["nsg-open-ssh"].check
    return [objection.brought for subject in facts.standing(RULE) for objection in check(subject, facts)]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (rule("no", access="Deny", priority=300), [True]),
        (rule("no", access="Deny", priority=100), []),
        (rule("no", "other", access="Deny", priority=100), [True]),
    ],
)
def test_a_deny_that_is_changed_brings_it_about(after: dict[str, Any], expected: list[bool]) -> None:
    before = rule("no", access="Deny", priority=100)
    deny = change(f"{RULE}.no", action=Action.UPDATE, before=before, after=after)
    allow = change(f"{RULE}.ssh", action=Action.NO_OP, before=rule("ssh"), after=rule("ssh"))
    assert brought(change_set(deny, allow)) == expected


def test_a_deny_that_is_only_described_otherwise_brings_nothing_about() -> None:
    before = rule("no", access="Deny", priority=300)
    deny = change(f"{RULE}.no", action=Action.UPDATE, before=before, after=before | {"description": "all else"})
    allow = change(f"{RULE}.ssh", action=Action.NO_OP, before=rule("ssh"), after=rule("ssh"))
    assert brought(change_set(deny, allow)) == [False]


# ── together ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({PREFIX: "160.0.0.0/4"}, "violated"),
        ({PREFIX: "160.0.0.0/4", "protocol": "Udp"}, "passed"),
        ({PREFIX: "160.0.0.0/4", PORT: "443"}, "passed"),
        ({PREFIX: "10.0.0.0/8"}, "passed"),
        ({PREFIX: "160.0.0.0/4", "access": "Deny"}, "passed"),
    ],
)
def test_several_rules_count_together(other: dict[str, Any], expected: str) -> None:
    plan = change_set(group(OPEN | {PREFIX: "16.0.0.0/4"}, OPEN | other))
    assert verdict("nsg-open-ssh", plan) == expected


def test_rules_of_two_groups_do_not() -> None:
    one = change(f"{RULE}.one", after=rule("one", "one") | {PREFIX: "16.0.0.0/4"})
    two = change(f"{RULE}.two", after=rule("two", "two") | {PREFIX: "160.0.0.0/4"})
    assert verdict("nsg-open-ssh", change_set(one, two)) == "passed"
