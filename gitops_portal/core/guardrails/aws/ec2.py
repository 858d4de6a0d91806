"""EC2: what instances and their groups have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

NOT_BY_THEMSELVES = (
    *("c1.xlarge", "c3.xlarge", "c3.2xlarge", "c3.4xlarge", "g2.2xlarge", "i2.xlarge", "i2.2xlarge", "i2.4xlarge"),
    *("m1.large", "m1.xlarge", "m2.2xlarge", "m2.4xlarge", "m3.xlarge", "m3.2xlarge"),
    *("r3.xlarge", "r3.2xlarge", "r3.4xlarge"),
)
"""Types that can be optimized for EBS and are not unless they are told to, as EC2's documentation lists them."""


ec2 = (
    guardrail(
        "ec2-many-interfaces",
        "Instances stand in one network",
        Severity.LOW,
        types={"aws_instance"},
        why="A host with several interfaces joins networks that were meant to be apart.",
        remedy="Attach one network interface only, with device_index = 0.",
        references=("FSBP EC2.17", "NIST SC-7"),
        examples=(
            violates({"network_interface": [{"device_index": 0}, {"device_index": 1}]}),
            passes({"network_interface": [{"device_index": 0}]}),
            passes({"ami": "ami-1"}),
            undetermined({"network_interface": [{"device_index": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "network_interface.device_index",
            Operator.AT_MOST,
            "it has a second network interface",
            expected=(0,),
            unset=0,
            computed=True,
        )
    ),
    guardrail(
        "ec2-not-ebs-optimized",
        "Instances have a line of their own to their disks",
        Severity.LOW,
        types={"aws_instance", "aws_launch_configuration"},
        why="On these older types, traffic of disks and of the network gets in each other's way otherwise.",
        remedy="Set ebs_optimized = true, or take a current type, where it always is.",
        references=("CKV_AWS_135", "NIST SC-5"),
        examples=(
            violates({"instance_type": "m3.xlarge"}),
            violates({"instance_type": "r3.2xlarge", "ebs_optimized": False}),
            passes({"instance_type": "r3.2xlarge", "ebs_optimized": True}),
            passes({"instance_type": "m7i.large"}),
            undetermined({"instance_type": "r3.2xlarge", "ebs_optimized": UNKNOWN}),
        ),
    )(
        Attribute(
            "ebs_optimized",
            Operator.IS_TRUE,
            "its disks share the network's line",
            when=(Condition("instance_type", Operator.IS, NOT_BY_THEMSELVES),),
        )
    ),
    guardrail(
        "ebs-default-unencrypted",
        "New disks of EC2 are encrypted by default",
        Severity.MEDIUM,
        types={"aws_ebs_encryption_by_default"},
        why="Every disk that somebody forgets to encrypt can be read from each of its snapshots.",
        remedy="Set enabled = true.",
        references=("CIS AWS 3.0.0 2.2.1", "CIS AWS 5.0.0 5.1.1", "FSBP EC2.7", "NIST SC-28"),
        examples=(
            violates({"enabled": False}),
            passes({"enabled": True}),
            passes({"id": "terraform-1"}),
            undetermined({"enabled": UNKNOWN}),
        ),
    )(Attribute("enabled", Operator.IS_NOT_FALSE, "new disks of the region are not encrypted unless they say so")),
    guardrail(
        "asg-no-tags",
        "Auto Scaling groups tag their instances",
        Severity.LOW,
        types={"aws_autoscaling_group"},
        why="Without tags nobody knows whose an instance is: in bills, or when one acts up.",
        remedy=(
            'tag {\n  key                 = "owner"\n  value               = "orders"\n  propagate_at_launch = true\n}'
        ),
        references=("CKV_AWS_153", "NIST CM-8"),
        examples=(
            violates({"name": "orders"}),
            violates({"tag": []}),
            passes({"tag": [{"key": "owner", "value": "orders", "propagate_at_launch": True}]}),
            passes({"tags": [{"key": "owner", "value": "orders", "propagate_at_launch": "true"}]}),
            undetermined({"tag": UNKNOWN}),
        ),
    )(
        Either(
            (Condition("tag", Operator.IS_PRESENT), Condition("tags", Operator.IS_PRESENT)),
            "it tags none of its instances",
        )
    ),
    guardrail(
        "asg-launch-configuration",
        "Auto Scaling groups use launch templates",
        Severity.LOW,
        types={"aws_autoscaling_group"},
        why="Launch configurations know nothing new of EC2, and new accounts can make none.",
        remedy='launch_template {\n  id      = aws_launch_template.this.id\n  version = "$Latest"\n}',
        references=("CKV_AWS_315", "FSBP AutoScaling.9", "NIST CM-2"),
        examples=(
            violates({"launch_configuration": "orders"}),
            passes({"launch_template": [{"id": "lt-1"}]}),
            passes({"mixed_instances_policy": [{"launch_template": [{"override": []}]}]}),
            undetermined({"launch_configuration": "orders", "launch_template": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("launch_template", Operator.IS_PRESENT),
                Condition("mixed_instances_policy", Operator.IS_PRESENT),
            ),
            "it launches by a launch configuration",
        )
    ),
)
