"""A queue without encryption keeps its messages readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.part import any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "sqs-unencrypted",
    "SQS queues are encrypted",
    Severity.MEDIUM,
    types={"aws_sqs_queue"},
    why="Message bodies lie readable on disk until they are consumed.",
    remedy="Set sqs_managed_sse_enabled = true, or kms_master_key_id for a key of your own.",
    references=("CKV_AWS_27", "FSBP SQS.1", "NIST SC-28"),
)
def sqs_unencrypted(queue: Subject, _facts: Facts) -> Iterator[Objection]:
    """SQS encrypts a new queue by itself unless it is told not to."""
    encrypted = any_of(queue.flag("sqs_managed_sse_enabled", unset=True), present(queue.text("kms_master_key_id")))
    yield from expect(encrypted, "sqs_managed_sse_enabled", "neither SQS nor a key encrypts the queue's messages")
