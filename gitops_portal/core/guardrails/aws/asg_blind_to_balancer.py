"""A group behind a load balancer that asks the hosts alone keeps instances that answer nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.links import companions
from gitops_portal.core.rules.part import any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

GROUP = "aws_autoscaling_group"
NAMED = tuple(
    Condition(name, Operator.IS_PRESENT) for name in ("load_balancers", "target_group_arns", "traffic_source")
)


@guardrail(
    "asg-blind-to-balancer",
    "Auto Scaling groups behind a load balancer use its health checks",
    Severity.LOW,
    types={GROUP},
    why="An instance whose program hangs still runs: EC2 finds it healthy, and nobody replaces it.",
    remedy='Set health_check_type = "ELB".',
    references=("FSBP AutoScaling.1", "NIST CP-10"),
)
def asg_blind_to_balancer(group: Subject, facts: Facts) -> Iterator[Objection]:
    asks = any_of(_by_balancer(group), negate(_balanced(group, facts)))
    yield from expect(asks, "health_check_type", "it stands behind a load balancer and asks EC2 alone who is healthy")


def _by_balancer(group: Subject) -> Truth:
    """One kind of check, or several with commas between."""
    kinds = group.text("health_check_type")
    return UNKNOWN if kinds is UNKNOWN else "ELB" in (kinds or "EC2").split(",")


def _balanced(group: Subject, facts: Facts) -> Truth:
    named = [condition.holds(group) for condition in NAMED]
    attached = companions(facts, group, "aws_autoscaling_attachment", "autoscaling_group_name", (GROUP,))
    return any_of(*named, attached.exist)
