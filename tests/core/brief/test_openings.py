"""What a brief says of networks: who gets in that did not before."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.brief.openings import openings
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Attributes, Block, Change, Module, Sensitive, Sentence
from tests.builders import change, change_set

GROUP, RULE = "aws_security_group.web", "aws_security_group_rule.web"


def ingress(port: Any, *networks: Any, **fields: Any) -> dict[str, Any]:
    return {"from_port": port, "to_port": port, "protocol": "tcp", "cidr_blocks": list(networks), **fields}


def opened(*changes: Change, **plan: Any) -> list[Sentence]:
    return list(openings(Index(change_set(*changes, **plan))))


def told(*changes: Change, **plan: Any) -> list[str]:
    return [each.text for each in opened(*changes, **plan)]


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
        ([], [ingress(22, UNKNOWN)], "May open SSH (port 22) to networks known after apply"),
        ([], [ingress(22, Sensitive("mac"))], "May open SSH (port 22) to networks marked as sensitive"),
        ([ingress(22, Sensitive("mac"))], [ingress(22, Sensitive("mac"))], None),
        ([], [ingress(UNKNOWN, "10.0.0.0/8")], "May open ports known after apply to 10.0.0.0/8"),
        ([ingress(0, "10.0.0.0/8", protocol="-1")], [ingress(UNKNOWN, "10.0.0.0/8")], None),
        ([], [ingress(22, "no network")], None),
        ([], UNKNOWN, "What aws_security_group.web lets in is known after apply."),
        ([ingress(53, "10.0.0.0/8")], [ingress(53, "10.0.0.0/8", protocol="udp")], "Opens UDP port 53 to 10.0.0.0/8"),
        ([ingress(53, "10.0.0.0/8", protocol="17")], [ingress(53, "10.0.0.0/8", protocol="udp")], None),
        ([], [ingress(-1, "10.0.0.0/8", protocol="icmp")], "Opens ICMP to 10.0.0.0/8"),
        ([], [ingress(8, "10.0.0.0/8", protocol="icmp", to_port=0)], "Opens ICMP type 8 to 10.0.0.0/8"),
        ([ingress(-1, "10.0.0.0/8", protocol="icmp")], [ingress(8, "10.0.0.0/8", protocol="1", to_port=0)], None),
        ([], [ingress(0, "10.0.0.0/8", to_port=65535)], "Opens all TCP ports to 10.0.0.0/8"),
        ([], [ingress(0, "10.0.0.0/8", protocol="50")], "Opens protocol 50 to 10.0.0.0/8"),
    ],
)
def test_a_group_that_lets_in_more(before: Any, after: Any, said: str | None) -> None:
    found = opened(change(GROUP, Action.UPDATE, {"ingress": before}, {"ingress": after}))
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
    found = opened(change(address, after=after))
    assert [said in each.text for each in found] == [True] if said else not found


def test_a_bucket_that_no_longer_keeps_the_public_out() -> None:
    block = "aws_s3_bucket_public_access_block.a"
    (said,) = opened(change(block, Action.UPDATE, {"block_public_acls": True}, {"block_public_acls": False}))
    assert said.text == f"block_public_acls of {block} no longer keeps the public out."


def test_very_many_networks_are_not_compared_and_that_is_said() -> None:
    many = [ingress(port, "10.0.0.0/8") for port in range(1, 62)]
    changed, same = (
        told(change(GROUP, Action.UPDATE, {"ingress": before}, {"ingress": many})) for before in (many[1:], many)
    )
    assert changed == ["aws_security_group.web lets in more than 60 networks: which of them are new is not compared."]
    assert not same


# ── groups, tags, accounts ───────────────────────────────────────────────────────────────────────────────────────


def firewall(**fields: Any) -> dict[str, Any]:
    return {"direction": "INGRESS", "allow": [{"protocol": "tcp", "ports": ["22"]}], **fields}


def azure(**fields: Any) -> dict[str, Any]:
    rule = {"direction": "Inbound", "access": "Allow", "protocol": "Tcp", "destination_port_range": "22"}
    return rule | fields


FIREWALL, NSG = "google_compute_firewall.a", "azurerm_network_security_group.a"
ASG = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/applicationSecurityGroups/web"


@pytest.mark.parametrize(
    ("address", "before", "after", "said"),
    [
        (GROUP, ingress(22), ingress(22, security_groups=["sg-1"]), "Opens SSH (port 22) to security group sg-1: "),
        (GROUP, ingress(22, security_groups=["sg-1"]), ingress(22, security_groups=["sg-1"], description="x"), None),
        (
            GROUP,
            ingress(22, security_groups=["sg-1"]),
            ingress(22, security_groups=["sg-1"], to_port=23),
            "Opens ports 22 to 23 to security group sg-1",
        ),
        (
            GROUP,
            ingress(22),
            ingress(22, security_groups=[UNKNOWN]),
            "May open SSH (port 22) to a security group known after apply",
        ),
        (GROUP, ingress(22), ingress(22, self=True), "Opens SSH (port 22) to members of the same group"),
        (
            GROUP,
            ingress(22),
            ingress(22, prefix_list_ids=["pl-1"]),
            "Opens SSH (port 22) to prefix list pl-1, whose ranges this plan does not hold: ",
        ),
        (GROUP, ingress(22, prefix_list_ids=["pl-1"]), ingress(22, prefix_list_ids=["pl-1"], description="x"), None),
        (FIREWALL, firewall(), firewall(source_tags=["web"]), "Opens SSH (port 22) to instances with tag web"),
        (
            FIREWALL,
            firewall(source_service_accounts=["a@x"]),
            firewall(source_service_accounts=["a@x", "b@x"]),
            "Opens SSH (port 22) to instances of service account b@x",
        ),
        (FIREWALL, firewall(source_tags=["web"]), firewall(source_tags=["web"], priority=1), None),
        (FIREWALL, firewall(source_tags=["a"], disabled=True), firewall(source_tags=["a"]), "to instances with tag a"),
        (FIREWALL, firewall(source_tags=["a"]), firewall(source_tags=["a"], disabled=True), None),
        (
            NSG,
            azure(),
            azure(source_application_security_group_ids=[ASG]),
            "Opens SSH (port 22) to application security group web",
        ),
        (
            NSG,
            azure(source_address_prefixes=["10.0.0.0/24"]),
            azure(source_address_prefixes=["10.0.0.0/24", "10.1.0.0/24"]),
            "Opens SSH (port 22) to 10.1.0.0/24",
        ),
        (NSG, azure(), azure(source_address_prefix="VirtualNetwork"), "to service tag VirtualNetwork"),
        (NSG, azure(source_address_prefix="Internet"), azure(source_address_prefix="*"), None),
        (
            NSG,
            azure(source_address_prefix="10.0.0.0/8"),
            azure(source_address_prefix="10.0.0.0/8", protocol="*"),
            "Opens SSH (port 22) to 10.0.0.0/8",
        ),
    ],
)
def test_who_else_than_networks_is_let_in(address: str, before: Any, after: Any, said: str | None) -> None:
    name = {GROUP: "ingress", NSG: "security_rule"}.get(address)
    sides = [{name: [side]} if name else side for side in (before, after)]
    found = told(change(address, Action.UPDATE, *sides))
    assert [said in each for each in found] == [True] if said else not found


@pytest.mark.parametrize(
    ("kind", "after", "said"),
    [
        ("aws_security_group_rule", {"source_security_group_id": "sg-1"}, "to security group sg-1"),
        ("aws_security_group_rule", {"prefix_list_ids": ["pl-1"]}, "to prefix list pl-1, whose ranges"),
        ("aws_vpc_security_group_ingress_rule", {"referenced_security_group_id": "sg-1"}, "to security group sg-1"),
        ("aws_vpc_security_group_ingress_rule", {"prefix_list_id": "pl-1"}, "to prefix list pl-1, whose ranges"),
        (
            "aws_vpc_security_group_ingress_rule",
            {"referenced_security_group_id": UNKNOWN},
            "Opens SSH (port 22) to a security group known after apply: ",
        ),
        # the provider fills it in where nobody sets it
        ("aws_security_group_rule", {"source_security_group_id": UNKNOWN, "self": False}, None),
    ],
)
def test_rules_by_themselves(kind: str, after: dict[str, Any], said: str | None) -> None:
    rule = {"type": "ingress", "from_port": 22, "to_port": 22, "protocol": "tcp", "ip_protocol": "tcp"} | after
    found = told(change(f"{kind}.a", after=rule))
    assert [said in each for each in found] == [True] if said else not found


def test_a_firewall_without_a_direction_is_about_what_comes_in() -> None:
    made = firewall(direction=UNKNOWN, source_ranges=["0.0.0.0/0"])
    assert told(change(FIREWALL, after=made)) == [f"Opens SSH (port 22) to the internet: {FIREWALL}."]
    assert not told(change(FIREWALL, after=firewall(direction="EGRESS", source_ranges=["0.0.0.0/0"])))
    tagged = firewall(direction=UNKNOWN, source_ranges=UNKNOWN, source_tags=["web"])
    assert told(change(FIREWALL, after=tagged)) == [f"Opens SSH (port 22) to instances with tag web: {FIREWALL}."]


BACKEND = "aws_security_group.backend"


@pytest.mark.parametrize(
    ("others", "links", "said"),
    [
        ([BACKEND], (f"{BACKEND}.id",), f"to security group {BACKEND}: "),
        ([f'{BACKEND}["a"]'], (BACKEND,), f'to security group {BACKEND}["a"]: '),
        ([f'{BACKEND}["a"]', f'{BACKEND}["b"]'], (f'{BACKEND}["b"].id',), f'to security group {BACKEND}["b"]: '),
        (
            [f"{BACKEND}[0]", f"{BACKEND}[1]"],
            (BACKEND, "each.key"),
            f"to security group {BACKEND} (one of its instances): ",
        ),
        (
            [BACKEND, "aws_security_group.x"],
            (f"{BACKEND}.id", "aws_security_group.x.id"),
            "to a security group known after apply: ",
        ),
        ([BACKEND], ("data.aws_security_group.x.id",), "to a security group known after apply: "),
        ([BACKEND], ("local.group",), "to a security group known after apply: "),
    ],
)
def test_what_is_not_known_until_apply_is_named_by_the_configuration(
    others: list[str], links: tuple[str, ...], said: str
) -> None:
    """Where that names one thing; of several nobody can tell which is meant."""
    rule = {"type": "ingress", **ingress(22), "source_security_group_id": UNKNOWN}
    arguments = frozenset({"source_security_group_id"})
    written = Block(RULE, arguments=arguments, links={"source_security_group_id": links})
    made = [change(each, after={"id": UNKNOWN, "ingress": UNKNOWN}) for each in others]
    (found,) = told(change(RULE, after=rule), *made, root=Module(blocks=(written,)))
    assert found.startswith("Opens SSH (port 22) to ") and said in found


def test_a_group_of_the_plan_is_told_with_its_address() -> None:
    group = change(BACKEND, Action.NO_OP, {"id": "sg-1"}, {"id": "sg-1"})
    rule = {"type": "ingress", **ingress(22), "source_security_group_id": "sg-1"}
    assert told(change(RULE, after=rule), group) == [f"Opens SSH (port 22) to security group sg-1 ({BACKEND}): {RULE}."]


# ── prefix lists ─────────────────────────────────────────────────────────────────────────────────────────────────

OFFICES = "aws_ec2_managed_prefix_list.offices"
ENTRY = "aws_ec2_managed_prefix_list_entry.a"


def holding(*networks: Any, name: Any = "pl-1") -> dict[str, Any]:
    return {"id": name, "entry": [{"cidr": network, "description": ""} for network in networks]}


def letting(*lists: Any) -> dict[str, Any]:
    return {"ingress": [ingress(22, prefix_list_ids=list(lists))]}


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (
            holding("10.0.0.0/8"),
            "Opens SSH (port 22) to prefix list pl-1 (aws_ec2_managed_prefix_list.offices), which holds 10.0.0.0/8: ",
        ),
        (holding("0.0.0.0/1", "128.0.0.0/1"), "Opens SSH (port 22) to the internet, by prefix list pl-1"),
        (holding(), "to prefix list pl-1 (aws_ec2_managed_prefix_list.offices), which holds nothing: "),
        (holding(UNKNOWN), "whose ranges this plan does not hold"),
        (holding("10.0.0.0/8", name="pl-2"), "to prefix list pl-1, whose ranges this plan does not hold"),
    ],
)
def test_a_prefix_list_that_is_let_in_holds_what_the_plan_says(held: dict[str, Any], said: str) -> None:
    group = change(GROUP, Action.UPDATE, letting(), letting("pl-1"))
    (found,) = told(group, change(OFFICES, Action.NO_OP, held, held))
    assert said in found


def test_a_prefix_list_of_networks_that_came_in_before_opens_nothing() -> None:
    before = {"ingress": [ingress(22, "10.0.0.0/8")]}
    held = holding("10.1.0.0/16", "10.2.0.0/16")
    assert not told(change(GROUP, Action.UPDATE, before, letting("pl-1")), change(OFFICES, Action.NO_OP, held, held))


def test_a_prefix_list_that_is_made_is_found_by_the_configuration() -> None:
    rule = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "prefix_list_id": UNKNOWN}
    made = change("aws_vpc_security_group_ingress_rule.a", after=rule)
    block = Block("aws_vpc_security_group_ingress_rule.a", links={"prefix_list_id": (f"{OFFICES}.id",)})
    inline = change(OFFICES, after=holding("10.0.0.0/8", name=UNKNOWN))
    assert told(made, inline, root=Module(blocks=(block,))) == [
        f"Opens SSH (port 22) to prefix list {OFFICES}, which holds 10.0.0.0/8: aws_vpc_security_group_ingress_rule.a."
    ]
    beside = [
        change(f"aws_ec2_managed_prefix_list_entry.{name}", after={"cidr": cidr, "prefix_list_id": UNKNOWN})
        for name, cidr in (("a", "10.0.0.0/8"), ("b", "192.168.0.0/16"))
    ]
    entries = [Block(each.address, links={"prefix_list_id": (f"{OFFICES}.id",)}) for each in beside]
    bare = change(OFFICES, after={"id": UNKNOWN, "entry": UNKNOWN})
    root = Module(blocks=(block, Block(OFFICES, arguments=frozenset({"name"})), *entries))
    (found,) = told(made, bare, *beside, root=root)
    assert f"to prefix list {OFFICES}, which holds 10.0.0.0/8, 192.168.0.0/16: " in found
    (found,) = told(made, bare, *beside, root=Module(blocks=(block,)))
    assert f"to prefix list {OFFICES}, whose ranges this plan does not hold: " in found


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (holding("10.0.0.0/8"), holding("10.0.0.0/8", "192.168.0.0/16"), "Adds 192.168.0.0/16 to prefix list"),
        (holding("10.0.0.0/8"), holding("10.0.0.0/8", UNKNOWN), "Adds networks not known to prefix list"),
        (holding("10.0.0.0/8"), holding("10.1.0.0/16"), None),
        (holding("10.0.0.0/8", "192.168.0.0/16"), holding("10.0.0.0/8"), None),
    ],
)
def test_a_prefix_list_that_holds_more(before: Any, after: Any, said: str | None) -> None:
    found = told(change(OFFICES, Action.UPDATE, before, after))
    assert found == ([f"{said} {OFFICES}, and this plan does not tell who lets that in."] if said else [])


def test_who_lets_in_a_list_that_holds_more_is_told() -> None:
    group = change(GROUP, Action.NO_OP, letting("pl-1"), letting("pl-1"))
    wider = change(OFFICES, Action.UPDATE, holding("10.0.0.0/8"), holding("10.0.0.0/8", "192.168.0.0/16"))
    (found,) = opened(group, wider)
    assert found.text == f"Adds 192.168.0.0/16 to prefix list {OFFICES}, let in by {GROUP} to SSH (port 22)."
    assert found.addresses == (OFFICES,)


def test_an_entry_that_is_added_to_a_list() -> None:
    entry = change(ENTRY, after={"cidr": "192.168.0.0/16", "prefix_list_id": "pl-1"})
    (found,) = opened(entry)
    assert found.text == "Adds 192.168.0.0/16 to prefix list pl-1, and this plan does not tell who lets that in."
    assert found.addresses == (ENTRY,)
    held = holding("10.0.0.0/8")
    assert told(entry, change(OFFICES, Action.NO_OP, held, held))[0].startswith(
        f"Adds 192.168.0.0/16 to prefix list {OFFICES}"
    )
    inside = change(ENTRY, after={"cidr": "10.1.0.0/16", "prefix_list_id": "pl-1"})
    assert not told(inside, change(OFFICES, Action.NO_OP, held, held))
    new = change(OFFICES, after=holding("10.0.0.0/8", name="pl-1"))
    assert not told(entry, new), "nobody lets in a list that is only made"


# ── network ACLs, and rules that deny ────────────────────────────────────────────────────────────────────────────

ACL, ACL_RULE = "aws_network_acl.a", "aws_network_acl_rule.a"


def acl(port: int, network: str, action: str = "allow", **fields: Any) -> dict[str, Any]:
    rule = {"from_port": port, "to_port": port, "protocol": "6", "cidr_block": network, "ipv6_cidr_block": ""}
    return rule | {"action": action, "rule_action": action, "egress": False} | fields


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([], [acl(22, "0.0.0.0/0")], "Allows SSH (port 22) from the internet in a network ACL: "),
        (
            [acl(22, "10.0.0.0/24")],
            [acl(22, "10.0.0.0/16")],
            "Allows SSH (port 22) from 10.0.0.0/16 in a network ACL: ",
        ),
        ([acl(22, "10.0.0.0/16")], [acl(22, "10.0.0.0/24")], None),
        ([], [acl(0, "", protocol="-1", ipv6_cidr_block="::/0")], "Allows all ports from the internet in a"),
        ([], [acl(22, "0.0.0.0/0", "deny")], None),
        ([acl(22, "0.0.0.0/0", "deny")], [], "No longer denies SSH (port 22) from the internet: "),
        ([acl(22, "10.0.0.0/16", "deny")], [acl(22, "10.0.0.0/8", "deny")], None),
        ([], [acl(0, "10.0.0.0/8", protocol="1", icmp_type=-1)], "Allows ICMP from 10.0.0.0/8"),
    ],
)
@pytest.mark.parametrize("address", [ACL, "aws_default_network_acl.a", ACL_RULE])
def test_a_network_acl(address: str, before: Any, after: Any, said: str | None) -> None:
    """It opens nothing by itself, so that it makes no headline."""
    nothing: dict[str, Any] = {}
    sides = [next(iter(side), nothing) if address == ACL_RULE else {"ingress": side} for side in (before, after)]
    found = opened(change(address, Action.UPDATE, *sides))
    assert [each.text.startswith(said) for each in found] == [True] if said else not found
    assert not [each for each in found if each.short]


@pytest.mark.parametrize(
    ("address", "after", "said"),
    [
        (ACL, {"ingress": [acl(22, "0.0.0.0/0")]}, "Allows SSH (port 22) from the internet"),
        (ACL, {"ingress": [acl(22, "10.0.0.0/8")]}, None),
        (ACL, {"egress": [acl(22, "0.0.0.0/0")]}, None),
        # it stands before Terraform takes it over
        ("aws_default_network_acl.a", {"ingress": [acl(22, "0.0.0.0/0")]}, None),
        (ACL_RULE, acl(22, "10.0.0.0/8"), "Allows SSH (port 22) from 10.0.0.0/8 in a network ACL"),
        (ACL_RULE, acl(22, "10.0.0.0/8", egress=True), None),
        (ACL_RULE, acl(22, "10.0.0.0/8", "deny"), None),
    ],
)
def test_a_network_acl_that_is_made(address: str, after: Attributes, said: str | None) -> None:
    found = told(change(address, after=after))
    assert [said in each for each in found] == [True] if said else not found


@pytest.mark.parametrize(
    ("address", "before"),
    [
        (ACL_RULE, acl(22, "0.0.0.0/0", "deny")),
        ("azurerm_network_security_rule.a", azure(access="Deny", source_address_prefix="*")),
        (FIREWALL, {"deny": [{"protocol": "tcp", "ports": ["22"]}], "source_ranges": ["0.0.0.0/0"]}),
    ],
)
def test_a_rule_that_denies_is_told_when_it_goes(address: str, before: Attributes) -> None:
    gone = change(address, Action.DELETE, before)
    assert told(gone) == [f"No longer denies SSH (port 22) from the internet: {address}."]
    assert not told(change(address, Action.NO_OP, before, before))
    assert not told(change(address, Action.DELETE, before, deposed="abc"))


def test_a_group_that_goes_opens_nothing() -> None:
    assert not told(change(NSG, Action.DELETE, {"security_rule": [azure(access="Deny", source_address_prefix="*")]}))
    assert not told(change(GROUP, Action.DELETE, {"ingress": [ingress(22, "0.0.0.0/0")]}))
