"""A symmetric key must rotate; other keys cannot."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Sensitive
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"enable_key_rotation": True}, "passed"),
        ({"enable_key_rotation": "true"}, "passed"),
        ({"enable_key_rotation": False}, "violated"),
        ({"enable_key_rotation": None}, "violated"),
        ({}, "violated"),
        ({"enable_key_rotation": UNKNOWN}, "undetermined"),
        ({"enable_key_rotation": Sensitive("m")}, "undetermined"),
        ({"enable_key_rotation": ["odd"]}, "undetermined"),
        (
            {
                "enable_key_rotation": False,
                "customer_master_key_spec": "SYMMETRIC_DEFAULT",
                "key_usage": "ENCRYPT_DECRYPT",
            },
            "violated",
        ),
        ({"customer_master_key_spec": "RSA_4096"}, "passed"),
        ({"key_usage": "SIGN_VERIFY"}, "passed"),
        ({"custom_key_store_id": "cks-1"}, "passed"),
        ({"custom_key_store_id": UNKNOWN}, "undetermined"),
        ({"key_usage": "GENERATE_VERIFY_MAC"}, "passed"),
        ({"enable_key_rotation": False, "key_usage": UNKNOWN}, "undetermined"),
        ({"enable_key_rotation": True, "key_usage": UNKNOWN}, "passed"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("kms-rotation-off", change_set(change("aws_kms_key.this", after=after))) == expected
