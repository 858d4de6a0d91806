"""Networks: VPCs, subnets, default groups, firewalls; what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

vpc = (
    guardrail(
        "subnet-auto-public-ip",
        "Subnets give nobody a public address unasked",
        Severity.MEDIUM,
        types={"aws_subnet"},
        why="Every instance that is launched there gets an address that the internet can reach, meant or not.",
        remedy="Set map_public_ip_on_launch = false, and ask for an address where one is needed.",
        references=("CKV_AWS_130", "FSBP EC2.15", "PCI DSS 4.0.1 1.4.4", "NIST SC-7"),
        examples=(
            violates({"map_public_ip_on_launch": True}),
            passes({"map_public_ip_on_launch": False}),
            passes({}),
            undetermined({"map_public_ip_on_launch": UNKNOWN}),
        ),
    )(Attribute("map_public_ip_on_launch", Operator.IS_NOT_TRUE, "every instance in it gets a public address")),
    guardrail(
        "vpc-default-group-open",
        "Default security groups let nothing through",
        Severity.MEDIUM,
        types={"aws_default_security_group"},
        why="Whatever is made without naming a group gets this one, and all that it lets through.",
        remedy="Remove all ingress and egress blocks: then Terraform takes every rule out.",
        references=("CKV2_AWS_12", "CIS AWS 3.0.0 5.4", "CIS AWS 5.0.0 5.5", "FSBP EC2.2", "NIST SC-7"),
        examples=(
            violates({"ingress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}]}),
            violates({"ingress": [], "egress": [{"protocol": "-1", "cidr_blocks": ["0.0.0.0/0"]}]}),
            passes({"ingress": [], "egress": []}),
            passes({}),
            undetermined({"ingress": UNKNOWN}),
        ),
    )(
        Every(
            (Condition("ingress", Operator.IS_ABSENT), Condition("egress", Operator.IS_ABSENT)),
            "what names no group of its own gets these rules",
        )
    ),
    guardrail(
        "vpc-no-flow-log",
        "VPCs keep flow logs",
        Severity.LOW,
        types={"aws_default_vpc", "aws_vpc"},
        why="Without them nobody can tell afterwards who talked to whom.",
        remedy=(
            'resource "aws_flow_log" "this" {\n'
            "  vpc_id          = aws_vpc.this.id\n"
            '  traffic_type    = "ALL"\n'
            "  log_destination = aws_s3_bucket.logs.arn\n"
            '  log_destination_type = "s3"\n'
            "}"
        ),
        references=("CKV2_AWS_11", "CIS AWS 3.0.0 3.7", "CIS AWS 5.0.0 3.7", "FSBP EC2.6", "NIST AU-12"),
        examples=(
            violates({"cidr_block": "10.0.0.0/16"}, type="aws_vpc"),
            violates({"id": "vpc-1"}, type="aws_vpc", beside={"aws_flow_log.this": {"vpc_id": "vpc-2"}}),
            passes({"id": "vpc-1"}, type="aws_vpc", beside={"aws_flow_log.this": {"vpc_id": "vpc-1"}}),
            passes(
                {"id": UNKNOWN},
                type="aws_vpc",
                beside={"aws_flow_log.this": {"vpc_id": UNKNOWN}},
                links={"aws_flow_log.this": {"vpc_id": ("aws_vpc.this.id", "aws_vpc.this")}},
            ),
            undetermined({"id": UNKNOWN}, type="aws_vpc", beside={"aws_flow_log.this": {"vpc_id": UNKNOWN}}),
        ),
    )(Companion("aws_flow_log", "vpc_id", "the plan holds no flow log for it")),
    guardrail(
        "nacl-unused",
        "Network ACLs guard a subnet",
        Severity.LOW,
        types={"aws_network_acl"},
        why="A list that guards nothing looks like protection, and hides which one is in force.",
        remedy="Name the subnets in subnet_ids, or remove the list.",
        references=("CKV2_AWS_1", "FSBP EC2.16", "PCI DSS 4.0.1 1.2.7", "NIST CM-8"),
        examples=(
            violates({"vpc_id": "vpc-1"}),
            violates({"vpc_id": "vpc-1", "subnet_ids": []}),
            passes({"subnet_ids": ["subnet-1"]}),
            passes(
                {"id": "acl-1"},
                beside={"aws_network_acl_association.this": {"network_acl_id": "acl-1", "subnet_id": "subnet-1"}},
            ),
            undetermined({"subnet_ids": UNKNOWN}),
        ),
    )(
        Companion(
            "aws_network_acl_association",
            "network_acl_id",
            "the plan puts no subnet behind it",
            unless=(Condition("subnet_ids", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "waf-no-rules",
        "Web ACLs have a rule",
        Severity.MEDIUM,
        types={"aws_wafv2_web_acl"},
        why="A web ACL without rules does to every request what its default action says, and looks like protection.",
        remedy="Add a rule, such as one with managed_rule_group_statement for AWSManagedRulesCommonRuleSet.",
        references=("FSBP WAF.10", "NIST SC-7"),
        examples=(
            violates({"name": "edge", "rule": []}),
            passes({"rule": [{"name": "common", "priority": 1}]}),
            passes({"rule_json": '[{"Name":"common"}]'}),
            passes(
                {"arn": "arn:aws:wafv2:eu-west-1:1:regional/webacl/edge/2"},
                beside={
                    "aws_wafv2_web_acl_rule_group_association.this": {
                        "web_acl_arn": "arn:aws:wafv2:eu-west-1:1:regional/webacl/edge/2"
                    }
                },
            ),
            undetermined({"rule": UNKNOWN}),
        ),
    )(
        Companion(
            "aws_wafv2_web_acl_rule_group_association",
            "web_acl_arn",
            "it has no rule",
            unless=(Condition("rule", Operator.IS_PRESENT), Condition("rule_json", Operator.IS_SET)),
        )
    ),
)
