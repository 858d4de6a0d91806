"""A topic without a key keeps its messages readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail
from gitops_portal.core.rules.part import present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "sns-unencrypted",
    "SNS topics are encrypted",
    Severity.MEDIUM,
    types={"aws_sns_topic"},
    why="Message bodies lie readable on disk, and no key controls who may read them.",
    remedy='Set kms_master_key_id = "alias/aws/sns" or a key of your own.',
    references=("CKV_AWS_26", "FSBP SNS.1", "NIST SC-28"),
)
def sns_unencrypted(topic: Subject, _facts: Facts) -> Iterator[Objection]:
    encrypted = present(topic.text("kms_master_key_id"))
    yield from expect(encrypted, "kms_master_key_id", "the topic names no key to encrypt its messages with")
