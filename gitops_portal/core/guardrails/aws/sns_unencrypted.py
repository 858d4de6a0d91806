"""A topic without a key keeps its messages readable."""

from __future__ import annotations

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

sns_unencrypted = guardrail(
    "sns-unencrypted",
    "SNS topics are encrypted",
    Severity.MEDIUM,
    types={"aws_sns_topic"},
    why="Message bodies lie readable on disk, and no key controls who may read them.",
    remedy='Set kms_master_key_id = "alias/aws/sns" or a key of your own.',
    references=("CKV_AWS_26", "FSBP SNS.1", "NIST SC-28"),
)(Attribute("kms_master_key_id", Operator.IS_SET, "the topic names no key to encrypt its messages with"))
