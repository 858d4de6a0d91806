"""An address is used by what it names, or by what names it."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict

IT = {"allocation_id": "eipalloc-1"}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, "violated"),
        ({"instance": ""}, "violated"),
        ({"instance": "i-1"}, "passed"),
        ({"network_interface": "eni-1"}, "passed"),
        ({"instance": UNKNOWN}, "undetermined"),
    ],
)
def test_what_it_names(after: Attributes, expected: str) -> None:
    assert verdict("eip-unused", change_set(change("aws_eip.a", after=after))) == expected


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        ("aws_nat_gateway", IT, "passed"),
        ("aws_eip_association", IT, "passed"),
        ("aws_nat_gateway", {"allocation_id": "eipalloc-2"}, "violated"),
        ("aws_nat_gateway", {"allocation_id": UNKNOWN}, "undetermined"),
        ("aws_nat_gateway", {"allocation_id": "eipalloc-2", "secondary_allocation_ids": [UNKNOWN]}, "undetermined"),
        ("aws_lb", {"subnet_mapping": [{"allocation_id": UNKNOWN}]}, "undetermined"),
        ("aws_lb", {"subnet_mapping": [{"subnet_id": "subnet-1"}]}, "violated"),
        ("aws_instance", IT, "violated"),
    ],
)
def test_what_names_it(kind: str, after: Attributes, expected: str) -> None:
    plan = change_set(change("aws_eip.a", after={"id": "eipalloc-1"}), change(f"{kind}.a", after=after))
    assert verdict("eip-unused", plan) == expected
