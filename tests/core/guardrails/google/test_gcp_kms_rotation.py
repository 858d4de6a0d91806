"""Keys that Google rotates have to, within 90 days."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, "violated"),
        ({"rotation_period": None}, "violated"),
        ({"rotation_period": "7776001s"}, "violated"),
        ({"rotation_period": "31536000s", "purpose": "ENCRYPT_DECRYPT"}, "violated"),
        ({"rotation_period": "7776000s"}, "passed"),
        ({"rotation_period": "100000.5s"}, "passed"),
        ({"purpose": "ASYMMETRIC_SIGN"}, "passed"),
        ({"import_only": True}, "passed"),
        ({"version_template": [{"protection_level": "EXTERNAL"}]}, "passed"),
        ({"version_template": [{"protection_level": "HSM"}]}, "violated"),
        ({"rotation_period": UNKNOWN}, "undetermined"),
        ({"rotation_period": "90 days"}, "undetermined"),
        ({"purpose": UNKNOWN}, "undetermined"),
        ({"import_only": UNKNOWN}, "undetermined"),
        ({"version_template": UNKNOWN}, "undetermined"),
        ({"rotation_period": "86400s", "purpose": UNKNOWN}, "passed"),
    ],
)
def test_judges(after: dict[str, Any], expected: str) -> None:
    assert verdict("gcp-kms-rotation", change_set(change("google_kms_crypto_key.this", after=after))) == expected
