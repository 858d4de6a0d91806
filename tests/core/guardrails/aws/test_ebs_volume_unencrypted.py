"""A volume must say that it is encrypted, unless the account sees to it."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"encrypted": True}, "passed"),
        ({"encrypted": "true"}, "passed"),
        ({"encrypted": False}, "violated"),
        ({"encrypted": None}, "violated"),
        ({}, "violated"),
        ({"encrypted": UNKNOWN}, "undetermined"),
        ({"encrypted": {}}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("ebs-volume-unencrypted", change_set(change("aws_ebs_volume.this", after=after))) == expected


@pytest.mark.parametrize(
    ("volume", "region", "default", "enabled", "expected"),
    [
        (Action.CREATE, "eu-west-1", Action.NO_OP, True, "passed"),
        (Action.CREATE, "eu-west-1", Action.NO_OP, None, "passed"),
        (Action.CREATE, "eu-west-1", Action.NO_OP, False, "violated"),
        (Action.CREATE, "eu-west-1", Action.CREATE, True, "undetermined"),
        (Action.CREATE, "us-east-1", Action.NO_OP, True, "violated"),
        (Action.CREATE, "", Action.NO_OP, True, "undetermined"),
        (Action.UPDATE, "eu-west-1", Action.NO_OP, True, "violated"),
    ],
)
def test_the_account_may_encrypt_new_volumes(
    volume: Action, region: str, default: Action, enabled: bool | None, expected: str
) -> None:
    plan = change_set(
        change("aws_ebs_volume.this", volume, after={"encrypted": False}, region=region),
        change("aws_ebs_encryption_by_default.this", default, after={"enabled": enabled}, region="eu-west-1"),
    )
    assert verdict("ebs-volume-unencrypted", plan) == expected
