"""A group of instances behind a load balancer lets it say who is healthy."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import setting, verdict

BALANCED: Attributes = {"target_group_arns": ["arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/1"]}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (BALANCED, "violated"),
        ({**BALANCED, "health_check_type": "EC2"}, "violated"),
        ({**BALANCED, "health_check_type": "ELB"}, "passed"),
        ({**BALANCED, "health_check_type": "EC2,ELB"}, "passed"),
        ({**BALANCED, "health_check_type": UNKNOWN}, "undetermined"),
        ({"target_group_arns": [UNKNOWN]}, "violated"),
        ({"target_group_arns": UNKNOWN}, "undetermined"),
        ({"load_balancers": ["classic"]}, "violated"),
        ({"traffic_source": [{"identifier": "a", "type": "elbv2"}]}, "violated"),
        ({"traffic_source": UNKNOWN}, "undetermined"),
        ({"load_balancers": [], "target_group_arns": None, "health_check_type": "EC2"}, "passed"),
        ({}, "passed"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("asg-blind-to-balancer", change_set(change("aws_autoscaling_group.this", after=after))) == expected


def test_what_nobody_sets_is_no_load_balancer() -> None:
    after = {"load_balancers": UNKNOWN, "target_group_arns": UNKNOWN, "traffic_source": UNKNOWN}
    plan = change_set(
        change("aws_autoscaling_group.this", after=after), root=setting("aws_autoscaling_group.this", "name")
    )
    assert verdict("asg-blind-to-balancer", plan) == "passed"


@pytest.mark.parametrize(("name", "expected"), [("orders", "violated"), ("other", "passed"), (UNKNOWN, "undetermined")])
def test_an_attachment_puts_it_behind_one(name: object, expected: str) -> None:
    group = change("aws_autoscaling_group.this", after={"name": "orders"})
    attachment = change("aws_autoscaling_attachment.this", after={"autoscaling_group_name": name, **BALANCED})
    assert verdict("asg-blind-to-balancer", change_set(group, attachment)) == expected
