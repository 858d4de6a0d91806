"""Notebooks of SageMaker: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

TYPES = frozenset({"aws_sagemaker_notebook_instance"})

sagemaker = (
    guardrail(
        "sagemaker-notebook-internet",
        "SageMaker notebooks reach the internet through your VPC alone",
        Severity.MEDIUM,
        types=TYPES,
        why="Data that a notebook may read can be sent anywhere, past the routes, groups and logs of your VPC.",
        remedy='Set direct_internet_access = "Disabled", with subnet_id and security_groups.',
        references=("CKV_AWS_122", "FSBP SageMaker.1", "PCI DSS 4.0.1 1.4.4", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"direct_internet_access": "Enabled"}),
            passes({"direct_internet_access": "Disabled"}),
            undetermined({"direct_internet_access": UNKNOWN}),
        ),
    )(
        Attribute(
            "direct_internet_access",
            Operator.IS,
            "it reaches the internet past your VPC",
            expected=("Disabled",),
            unset="Enabled",
        )
    ),
    guardrail(
        "sagemaker-notebook-default-key",
        "SageMaker notebooks are encrypted with a key of your own",
        Severity.LOW,
        types=TYPES,
        why="Notebooks keep copies of data and credentials, and no key of yours says who may read them.",
        remedy="Set kms_key_id to the ARN of a key of your own.",
        references=("CKV_AWS_22", "NIST SC-28"),
        examples=(
            violates({}),
            passes({"kms_key_id": "arn:aws:kms:eu-west-1:1:key/2"}),
            undetermined({"kms_key_id": UNKNOWN}),
        ),
    )(Attribute("kms_key_id", Operator.IS_SET, "no key of your own encrypts its disk")),
)
