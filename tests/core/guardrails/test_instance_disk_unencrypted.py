"""Every disk of an instance must say that it is encrypted."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
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
