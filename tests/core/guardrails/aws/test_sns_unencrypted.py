"""A topic must name a key."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Sensitive
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"kms_master_key_id": "alias/aws/sns"}, "passed"),
        ({"kms_master_key_id": ""}, "violated"),
        ({"kms_master_key_id": " "}, "violated"),
        ({"kms_master_key_id": None}, "violated"),
        ({}, "violated"),
        ({"kms_master_key_id": UNKNOWN}, "undetermined"),
        ({"kms_master_key_id": Sensitive("m")}, "undetermined"),
        ({"kms_master_key_id": 7}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("sns-unencrypted", change_set(change("aws_sns_topic.this", after=after))) == expected
