"""ACLs of Cloud Storage: one entity, an ACL by its name, or pairs of a role and an entity."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        ("bucket_access_control", {"entity": "allUsers", "role": "READER"}, "violated"),
        ("object_access_control", {"entity": "allAuthenticatedUsers"}, "violated"),
        ("default_object_access_control", {"entity": "user-ada@example.com"}, "passed"),
        ("bucket_access_control", {"entity": UNKNOWN}, "undetermined"),
        ("bucket_acl", {"predefined_acl": "publicRead"}, "violated"),
        ("object_acl", {"predefined_acl": "authenticatedRead"}, "violated"),
        ("bucket_acl", {"predefined_acl": "projectPrivate"}, "passed"),
        ("bucket_acl", {"predefined_acl": UNKNOWN}, "undetermined"),
        ("bucket_acl", {"role_entity": ["OWNER:user-ada@example.com", "READER:allUsers"]}, "violated"),
        ("default_object_acl", {"role_entity": ["OWNER:user-ada@example.com"]}, "passed"),
        ("bucket_acl", {"role_entity": ["OWNER:user-ada@example.com", UNKNOWN]}, "undetermined"),
        ("bucket_acl", {"role_entity": UNKNOWN}, "undetermined"),
        ("bucket_acl", {}, "passed"),
    ],
)
def test_judges(kind: str, after: dict[str, Any], expected: str) -> None:
    assert verdict("gcs-acl-public", change_set(change(f"google_storage_{kind}.this", after=after))) == expected
