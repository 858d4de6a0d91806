"""EKS: what clusters and their nodes have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.parameters import texts
from gitops_portal.core.rules.rule import guardrail

RETIRED = tuple(f"1.{minor}" for minor in range(10, 31))
"""Out of extended support since July 2026, by the release calendar of EKS."""


eks = (
    guardrail(
        "eks-public-endpoint",
        "EKS control planes have no public endpoint",
        Severity.MEDIUM,
        types={"aws_eks_cluster"},
        why="A public endpoint is where stolen credentials work from anywhere in the networks that it lets in.",
        remedy="vpc_config {\n  endpoint_private_access = true\n  endpoint_public_access  = false\n}",
        references=("CKV_AWS_39", "FSBP EKS.1", "PCI DSS 4.0.1 1.4.4", "NIST SC-7"),
        examples=(
            violates({"vpc_config": [{"subnet_ids": ["subnet-1", "subnet-2"]}]}),
            violates({"vpc_config": [{"endpoint_public_access": True, "public_access_cidrs": ["203.0.113.0/24"]}]}),
            passes({"vpc_config": [{"endpoint_public_access": False, "endpoint_private_access": True}]}),
            undetermined({"vpc_config": [{"endpoint_public_access": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "vpc_config.endpoint_public_access",
            Operator.IS_NOT_TRUE,
            "its API server has an address on the internet",
            unset=True,
        )
    ),
    guardrail(
        "eks-secrets-unencrypted",
        "EKS encrypts secrets with a key of yours",
        Severity.MEDIUM,
        types={"aws_eks_cluster"},
        why=(
            "With a key of your own you decide, and can prove, who reads the secrets of the cluster. "
            "Clusters below Kubernetes 1.28 do not encrypt them with any key otherwise."
        ),
        remedy=(
            "encryption_config {\n"
            '  resources = ["secrets"]\n'
            "  provider {\n"
            "    key_arn = aws_kms_key.cluster.arn\n"
            "  }\n"
            "}"
        ),
        references=("CKV_AWS_58", "FSBP EKS.3", "PCI DSS 4.0.1 8.3.2", "NIST SC-28"),
        examples=(
            violates({"vpc_config": [{"subnet_ids": ["subnet-1", "subnet-2"]}]}),
            violates({"encryption_config": []}),
            passes({"encryption_config": [{"resources": ["secrets"], "provider": [{"key_arn": UNKNOWN}]}]}),
            undetermined({"encryption_config": UNKNOWN}),
        ),
    )(
        Attribute(
            "encryption_config.resources",
            Operator.HAS,
            "no key of yours encrypts its secrets",
            expected=("secrets",),
        )
    ),
    guardrail(
        "eks-nodes-open-ssh",
        "Nodes of EKS do not take SSH from everywhere",
        Severity.HIGH,
        types={"aws_eks_node_group"},
        why="With a key and no security group named, EKS opens port 22 of every node to 0.0.0.0/0.",
        remedy=(
            "remote_access {\n"
            "  ec2_ssh_key               = aws_key_pair.ops.key_name\n"
            "  source_security_group_ids = [aws_security_group.bastion.id]\n"
            "}\n"
            "or no remote_access at all: Session Manager needs no open port."
        ),
        references=("CKV_AWS_100", "NIST SC-7"),
        examples=(
            violates({"remote_access": [{"ec2_ssh_key": "ops"}]}),
            violates({"remote_access": [{"ec2_ssh_key": "ops", "source_security_group_ids": []}]}),
            passes({"remote_access": [{"ec2_ssh_key": "ops", "source_security_group_ids": [UNKNOWN]}]}),
            passes({"remote_access": []}),
            passes({"node_group_name": "main"}),
            undetermined({"remote_access": [{"ec2_ssh_key": "ops", "source_security_group_ids": UNKNOWN}]}),
        ),
    )(
        Forbidden(
            "port 22 of its nodes is open to the internet",
            (
                Condition("ec2_ssh_key", Operator.IS_SET),
                Condition("source_security_group_ids", Operator.IS_ABSENT),
            ),
            each="remote_access",
        )
    ),
    guardrail(
        "eks-retired-version",
        "EKS runs a version of Kubernetes that AWS supports",
        Severity.MEDIUM,
        types={"aws_eks_cluster"},
        why="AWS fixes no flaws of these versions any more, and upgrades their clusters when it sees fit.",
        remedy="Set version to one that is in standard support; go up one minor version at a time.",
        references=("CKV_AWS_339", "FSBP EKS.2", "PCI DSS 4.0.1 12.3.4", "NIST SI-2"),
        examples=(
            violates({"version": "1.24"}),
            passes({"version": "1.33"}),
            passes({"name": "main"}),
            undetermined({"version": UNKNOWN}),
        ),
        parameters=(texts("versions", "what counts as out of support"),),
    )(
        Attribute(
            "version",
            Operator.IS_NOT,
            "its version of Kubernetes is out of extended support",
            expected=RETIRED,
        )
    ),
)
