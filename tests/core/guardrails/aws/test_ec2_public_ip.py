"""An instance or a template that asks for a public address gets one."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import UNKNOWN, Attributes, Block, Enforcement, Module
from tests.builders import change, change_set
from tests.judging import answers, verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"associate_public_ip_address": True}, "violated"),
        ({"associate_public_ip_address": "true"}, "violated"),
        ({"associate_public_ip_address": False}, "passed"),
        ({"associate_public_ip_address": None}, "passed"),
        ({}, "passed"),
        ({"associate_public_ip_address": UNKNOWN}, "undetermined"),
        ({"associate_public_ip_address": []}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("ec2-public-ip", change_set(change("aws_instance.this", after=after))) == expected


@pytest.mark.parametrize(
    ("interfaces", "expected"),
    [
        ([{"associate_public_ip_address": "false"}, {"associate_public_ip_address": "true"}], "violated"),
        ([{"associate_public_ip_address": ""}], "passed"),
        ([], "passed"),
        ([{"associate_public_ip_address": UNKNOWN}], "undetermined"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_every_interface_of_a_template_counts(interfaces: object, expected: str) -> None:
    template = change("aws_launch_template.this", after={"network_interfaces": interfaces})
    assert verdict("ec2-public-ip", change_set(template)) == expected


SUBNET = Block("aws_instance.this", arguments=frozenset({"subnet_id"}), links={"subnet_id": ("aws_subnet.a.id",)})


@pytest.mark.parametrize(
    ("after", "subnet", "expected"),
    [
        ({}, {"map_public_ip_on_launch": True}, "violated"),
        ({}, {"map_public_ip_on_launch": False}, "passed"),
        ({}, {"map_public_ip_on_launch": None}, "passed"),
        ({}, {"map_public_ip_on_launch": UNKNOWN}, "undetermined"),
        ({}, None, "undetermined"),
        ({"subnet_id": "subnet-1"}, {"id": "subnet-1", "map_public_ip_on_launch": False}, "passed"),
        ({"subnet_id": "subnet-1"}, {"id": "subnet-2", "map_public_ip_on_launch": False}, "undetermined"),
        ({"associate_public_ip_address": False}, {"map_public_ip_on_launch": True}, "passed"),
        # an interface that exists already gets no address at launch
        ({"network_interface": [{"device_index": 0}]}, {"map_public_ip_on_launch": True}, "passed"),
        ({"network_interface": [UNKNOWN]}, {"map_public_ip_on_launch": True}, "undetermined"),
    ],
)
def test_the_subnet_decides_where_nobody_says_it(after: Attributes, subnet: Attributes | None, expected: str) -> None:
    instance = change(
        "aws_instance.this", after={"associate_public_ip_address": UNKNOWN, "subnet_id": UNKNOWN, **after}
    )
    beside = [change("aws_subnet.a", after=subnet)] if subnet else []
    assert verdict("ec2-public-ip", change_set(instance, *beside, root=Module((SUBNET,)))) == expected


TEMPLATED = Block(
    "aws_instance.this",
    arguments=frozenset({"launch_template", "subnet_id"}),
    links={"launch_template": ("aws_launch_template.t.id",), "subnet_id": ("aws_subnet.a.id",)},
)


@pytest.mark.parametrize(
    ("interfaces", "expected"),
    [
        ([{"associate_public_ip_address": "true"}], "violated"),
        ([{"associate_public_ip_address": "false"}], "passed"),
        ([{"associate_public_ip_address": None}], "undetermined"),
        ([], "passed"),
        (None, "undetermined"),
    ],
)
def test_a_template_decides_before_the_subnet(interfaces: list[Attributes] | None, expected: str) -> None:
    after = {"associate_public_ip_address": UNKNOWN, "launch_template": [{"id": UNKNOWN}], "subnet_id": UNKNOWN}
    subnet = change("aws_subnet.a", after={"map_public_ip_on_launch": False})
    template = change("aws_launch_template.t", after={"network_interfaces": interfaces})
    beside = [subnet] if interfaces is None else [subnet, template]
    plan = change_set(change("aws_instance.this", after=after), *beside, root=Module((TEMPLATED,)))
    found = {status for address, status, _ in answers("ec2-public-ip", plan) if address == "aws_instance.this"}
    assert found == ({expected} - {"passed"})


def test_a_default_subnet_gives_public_addresses_unless_it_is_told_not_to() -> None:
    instance = change("aws_instance.this", after={"associate_public_ip_address": UNKNOWN, "subnet_id": "subnet-1"})
    for public, expected in ((UNKNOWN, "violated"), (True, "violated"), (False, "passed")):
        subnet = change("aws_default_subnet.a", after={"id": "subnet-1", "map_public_ip_on_launch": public})
        root = Module((SUBNET, Block("aws_default_subnet.a", arguments=frozenset())))
        assert verdict("ec2-public-ip", change_set(instance, subnet, root=root)) == expected


def test_it_is_mandatory_unless_somebody_says_otherwise() -> None:
    assert guardrails()["ec2-public-ip"].enforcement is Enforcement.MANDATORY
