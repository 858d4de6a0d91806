"""Statements that let somebody manage everything, and those that only look like it."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Allow group Ops to manage all-resources in tenancy", "violated"),
        ("ALLOW  dynamic-group ci  TO  MANAGE  all-resources  IN  TENANCY", "violated"),
        ("allow any-user to manage all-resources in tenancy", "violated"),
        ("Allow group 'corp'/'Administrators' to manage all-resources in tenancy", "violated"),
        ("Allow group Administrators to manage all-resources in tenancy", "passed"),
        ("Allow group 'Default'/'Administrators' to manage all-resources in tenancy", "passed"),
        ("Allow group Ops to manage all-resources in compartment Prod", "passed"),
        ("Allow group Ops to read all-resources in tenancy", "passed"),
        ("Allow group Ops to manage instance-family in tenancy", "passed"),
        ("Allow group Ops to manage all-resources in tenancy where request.region = 'fra'", "passed"),
        ("Define group Ops as ocid1.group.oc1..example", "passed"),
        (UNKNOWN, "undetermined"),
        (Sensitive("m", text=True), "undetermined"),
        ("", "passed"),
    ],
)
def test_judges(statement: object, expected: str) -> None:
    policy = change("oci_identity_policy.this", after={"statements": [statement]})
    assert verdict("oci-policy-manages-all", change_set(policy)) == expected


@pytest.mark.parametrize(("statements", "expected"), [([], "passed"), (None, "passed"), (UNKNOWN, "undetermined")])
def test_all_statements(statements: object, expected: str) -> None:
    policy = change("oci_identity_policy.this", after={"statements": statements})
    assert verdict("oci-policy-manages-all", change_set(policy)) == expected
