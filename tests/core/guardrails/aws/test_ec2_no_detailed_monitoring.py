"""An instance must say that it is monitored in detail."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import UNKNOWN, Attributes, Block, Enforcement, Module, Sensitive
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"monitoring": True}, "passed"),
        ({"monitoring": "true"}, "passed"),
        ({"monitoring": False}, "violated"),
        ({"monitoring": None}, "violated"),
        ({}, "violated"),
        ({"monitoring": UNKNOWN}, "undetermined"),
        ({"monitoring": Sensitive("m")}, "undetermined"),
        ({"monitoring": ["odd"]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("ec2-no-detailed-monitoring", change_set(change("aws_instance.this", after=after))) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ({"monitoring": [{"enabled": True}]}, "passed"),
        ({"monitoring": [{"enabled": False}]}, "violated"),
        ({"monitoring": []}, "violated"),
        ({"monitoring": [{"enabled": UNKNOWN}]}, "undetermined"),
        (None, "undetermined"),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_template_of_the_plan_decides(known: bool, template: Attributes | None, expected: str) -> None:
    name: object = "lt-1" if known else UNKNOWN
    links = {"launch_template": ("aws_launch_template.t.id", "aws_launch_template.t.latest_version")}
    block = Block("aws_instance.this", arguments=frozenset({"launch_template"}), links=links)
    instance = change("aws_instance.this", after={"monitoring": UNKNOWN, "launch_template": [{"id": name}]})
    beside = [change("aws_launch_template.t", after={"id": name, **template})] if template else []
    assert verdict("ec2-no-detailed-monitoring", change_set(instance, *beside, root=Module((block,)))) == expected


def test_it_is_soft_mandatory_unless_somebody_says_otherwise() -> None:
    assert guardrails()["ec2-no-detailed-monitoring"].enforcement is Enforcement.SOFT_MANDATORY
