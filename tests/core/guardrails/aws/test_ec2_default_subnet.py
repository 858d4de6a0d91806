"""An instance names its subnet, or what it is launched by does."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Block, Module
from tests.builders import change, change_set
from tests.judging import answers, setting, verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, "violated"),
        ({"subnet_id": None, "availability_zone": "eu-west-1a"}, "violated"),
        ({"subnet_id": "subnet-1"}, "passed"),
        ({"subnet_id": UNKNOWN}, "undetermined"),
        ({"network_interface": [{"device_index": 0, "network_interface_id": UNKNOWN}]}, "passed"),
        ({"network_interface": UNKNOWN}, "undetermined"),
        ({"primary_network_interface": [{"network_interface_id": "eni-1"}]}, "passed"),
        ({"launch_template": [{"id": "lt-1"}]}, "passed"),
        ({"launch_template": [{"id": UNKNOWN}]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    template = change("aws_launch_template.t", after={"id": "lt-1", "network_interfaces": [{"subnet_id": UNKNOWN}]})
    plan = change_set(change("aws_instance.this", after=after), template)
    assert verdict("ec2-default-subnet", plan) == expected


def test_what_nobody_sets_is_a_default_one() -> None:
    after = {"subnet_id": UNKNOWN, "network_interface": UNKNOWN}
    plan = change_set(change("aws_instance.this", after=after), root=setting("aws_instance.this", "ami"))
    assert verdict("ec2-default-subnet", plan) == "violated"


@pytest.mark.parametrize(
    ("kind", "expected"), [("aws_subnet", set()), ("aws_default_subnet", {"violated"}), ("aws_vpc", {"undetermined"})]
)
def test_a_subnet_that_is_made_with_it_is_told_by_its_kind(kind: str, expected: set[str]) -> None:
    written = Block(
        "aws_instance.this", arguments=frozenset({"subnet_id"}), links={"subnet_id": (f"{kind}.a.id", f"{kind}.a")}
    )
    plan = change_set(
        change("aws_instance.this", after={"subnet_id": UNKNOWN}), change(f"{kind}.a"), root=Module((written,))
    )
    assert {status for _, status, _ in answers("ec2-default-subnet", plan)} == expected


def test_a_template_without_a_subnet_chooses_none() -> None:
    template = change("aws_launch_template.t", after={"id": "lt-1", "network_interfaces": []})
    plan = change_set(change("aws_instance.this", after={"launch_template": [{"id": "lt-1"}]}), template)
    assert verdict("ec2-default-subnet", plan) == "violated"
