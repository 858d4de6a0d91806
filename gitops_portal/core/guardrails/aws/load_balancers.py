"""Load balancers: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.rule import guardrail

APPLICATION = Condition("load_balancer_type", Operator.IS, ("application",), unset="application")

load_balancers = (
    guardrail(
        "lb-deletion-unprotected",
        "Load balancers are protected from deletion",
        Severity.LOW,
        types={"aws_lb", "aws_alb"},
        why="A load balancer that is deleted by mistake takes its address and everything behind it off the network.",
        remedy="Set enable_deletion_protection = true.",
        references=("CKV_AWS_150", "FSBP ELB.6", "NIST CP-10"),
        examples=(
            violates({}),
            violates({"enable_deletion_protection": False}),
            passes({"enable_deletion_protection": True}),
            undetermined({"enable_deletion_protection": UNKNOWN}),
        ),
    )(Attribute("enable_deletion_protection", Operator.IS_TRUE, "it can be deleted by one call")),
    guardrail(
        "lb-no-access-log",
        "Load balancers log requests",
        Severity.LOW,
        types={"aws_lb", "aws_alb"},
        why="Without a log nobody can tell afterwards who asked for what, and what was answered.",
        remedy="access_logs {\n  bucket  = aws_s3_bucket.logs.id\n  enabled = true\n}",
        references=("CKV_AWS_91", "FSBP ELB.5", "NIST AU-2"),
        examples=(
            violates({"load_balancer_type": "application"}),
            violates({"access_logs": [{"bucket": "logs"}]}),
            violates({"access_logs": [{"bucket": "logs", "enabled": False}]}),
            passes({"access_logs": [{"bucket": "logs", "enabled": True}]}),
            passes({"load_balancer_type": "gateway"}),
            undetermined({"access_logs": UNKNOWN}),
        ),
    )(
        Attribute(
            "access_logs.enabled",
            Operator.IS_TRUE,
            "nobody logs what it is asked for",
            when=(Condition("load_balancer_type", Operator.IS_NOT, ("gateway",), unset="application"),),
        )
    ),
    guardrail(
        "alb-keeps-invalid-headers",
        "Application load balancers drop invalid headers",
        Severity.MEDIUM,
        types={"aws_lb", "aws_alb"},
        why="Headers that are no valid HTTP are how requests are smuggled past a load balancer.",
        remedy="Set drop_invalid_header_fields = true.",
        references=("CKV_AWS_131", "FSBP ELB.4", "PCI DSS 4.0.1 6.2.4", "NIST SC-7"),
        examples=(
            violates({"load_balancer_type": "application"}),
            passes({"drop_invalid_header_fields": True}),
            passes({"load_balancer_type": "network"}),
            undetermined({"load_balancer_type": UNKNOWN}),
        ),
    )(
        Attribute(
            "drop_invalid_header_fields",
            Operator.IS_TRUE,
            "invalid headers reach what is behind it",
            when=(APPLICATION,),
        )
    ),
    guardrail(
        "alb-no-firewall",
        "Application load balancers have a web firewall",
        Severity.LOW,
        types={"aws_lb", "aws_alb"},
        why="Without a web ACL nothing stands between the internet and flaws of the application behind it.",
        remedy=(
            'resource "aws_wafv2_web_acl_association" "this" {\n'
            "  resource_arn = aws_lb.this.arn\n"
            "  web_acl_arn  = aws_wafv2_web_acl.this.arn\n"
            "}"
        ),
        references=("FSBP ELB.16", "NIST SC-7"),
        examples=(
            violates({"internal": False}, type="aws_lb"),
            passes({"internal": True}, type="aws_lb"),
            passes({"load_balancer_type": "network"}),
            passes(
                {"arn": "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a/1"},
                type="aws_lb",
                beside={
                    "aws_wafv2_web_acl_association.this": {
                        "resource_arn": "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/a/1"
                    }
                },
            ),
            passes(
                {"arn": UNKNOWN},
                type="aws_lb",
                beside={"aws_wafv2_web_acl_association.this": {"resource_arn": UNKNOWN}},
                links={"aws_wafv2_web_acl_association.this": {"resource_arn": ("aws_lb.this.arn", "aws_lb.this")}},
            ),
            undetermined(
                {"arn": UNKNOWN},
                type="aws_lb",
                beside={"aws_wafv2_web_acl_association.this": {"resource_arn": UNKNOWN}},
            ),
        ),
    )(
        Companion(
            "aws_wafv2_web_acl_association",
            "resource_arn",
            "the plan holds no web ACL association for it",
            unless=(
                Condition("load_balancer_type", Operator.IS, ("gateway", "network")),
                Condition("internal", Operator.IS_TRUE),
            ),
        )
    ),
)
