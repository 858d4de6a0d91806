"""An instance must say that it is monitored in detail."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Enforcement, Sensitive
from gitops_portal.core.rules.guard import guardrails
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


def test_it_is_soft_mandatory_unless_somebody_says_otherwise() -> None:
    assert guardrails()["ec2-no-detailed-monitoring"].enforcement is Enforcement.SOFT_MANDATORY
