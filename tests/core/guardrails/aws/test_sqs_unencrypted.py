"""A queue must be encrypted by SQS or by a key."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"sqs_managed_sse_enabled": True}, "passed"),
        ({"kms_master_key_id": "alias/mine"}, "passed"),
        ({}, "violated"),
        ({"sqs_managed_sse_enabled": False, "kms_master_key_id": None}, "violated"),
        ({"sqs_managed_sse_enabled": UNKNOWN, "kms_master_key_id": None}, "undetermined"),
        ({"sqs_managed_sse_enabled": UNKNOWN, "kms_master_key_id": "alias/mine"}, "passed"),
        ({"sqs_managed_sse_enabled": False, "kms_master_key_id": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("sqs-unencrypted", change_set(change("aws_sqs_queue.this", after=after))) == expected
