"""Every disk of an instance must say that it is encrypted."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"root_block_device": [{"encrypted": True}]}, "passed"),
        ({"root_block_device": [{"encrypted": True}], "ebs_block_device": []}, "passed"),
        ({}, "violated"),
        ({"root_block_device": []}, "violated"),
        ({"root_block_device": [{"encrypted": False}]}, "violated"),
        ({"root_block_device": [{}]}, "violated"),
        ({"root_block_device": UNKNOWN}, "undetermined"),
        ({"root_block_device": [{"encrypted": UNKNOWN}]}, "undetermined"),
        ({"root_block_device": {"encrypted": True}}, "passed"),
        (
            {"root_block_device": [{"encrypted": True}], "ebs_block_device": [{"encrypted": False, "snapshot_id": ""}]},
            "violated",
        ),
        (
            {
                "root_block_device": [{"encrypted": True}],
                "ebs_block_device": [{"encrypted": False, "snapshot_id": "snap-1"}],
            },
            "passed",
        ),
        (
            {
                "root_block_device": [{"encrypted": True}],
                "ebs_block_device": [{"encrypted": False, "snapshot_id": UNKNOWN}],
            },
            "undetermined",
        ),
        ({"root_block_device": [{"encrypted": True}], "ebs_block_device": UNKNOWN}, "undetermined"),
        ({"root_block_device": [7], "ebs_block_device": "disk"}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("instance-disk-unencrypted", change_set(change("aws_instance.this", after=after))) == expected


@pytest.mark.parametrize(
    ("kind", "action", "expected"),
    [
        ("aws_instance", Action.CREATE, "passed"),
        ("aws_instance", Action.REPLACE, "passed"),
        # its disks are what they are
        ("aws_instance", Action.UPDATE, "violated"),
        # it makes disks at every launch
        ("aws_launch_configuration", Action.NO_OP, "passed"),
    ],
)
@pytest.mark.parametrize("after", [{"root_block_device": [{"encrypted": False}]}, {"root_block_device": []}])
def test_the_account_may_encrypt_new_disks(kind: str, action: Action, expected: str, after: Attributes) -> None:
    default = change("aws_ebs_encryption_by_default.d", Action.NO_OP, after={"enabled": True}, region="eu-west-1")
    plan = change_set(default, change(f"{kind}.this", action, after=after, region="eu-west-1"))
    assert verdict("instance-disk-unencrypted", plan) == expected
