"""Groups of logs: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

log_groups = (
    guardrail(
        "log-group-no-retention",
        "Log groups say how long they keep events",
        Severity.LOW,
        types={"aws_cloudwatch_log_group"},
        why="Events that are kept for ever cost more every month, and data that should be gone is still there.",
        remedy="Set retention_in_days, such as 365.",
        references=("CKV_AWS_66", "NIST AU-11"),
        examples=(
            violates({"name": "/orders"}),
            violates({"retention_in_days": 0}),
            passes({"retention_in_days": 365}),
            passes({"retention_in_days": 0, "log_group_class": "DELIVERY"}),
            undetermined({"retention_in_days": UNKNOWN}),
        ),
    )(
        Attribute(
            "retention_in_days",
            Operator.AT_LEAST,
            "its events never expire",
            expected=(1,),
            unset=0,
            when=(Condition("log_group_class", Operator.IS_NOT, ("DELIVERY",), unset="STANDARD"),),
        )
    ),
)
