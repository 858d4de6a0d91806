"""An instance or a template that asks for a public address gets one."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Enforcement
from gitops_portal.core.rules.guard import guardrails
from tests.builders import change, change_set
from tests.judging import verdict


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


def test_it_is_mandatory_unless_somebody_says_otherwise() -> None:
    assert guardrails()["ec2-public-ip"].enforcement is Enforcement.MANDATORY
