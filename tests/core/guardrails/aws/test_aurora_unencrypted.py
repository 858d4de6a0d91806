"""A cluster of RDS is encrypted, or copies something of which the plan does not show whether it is."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import setting, verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"storage_encrypted": True}, "passed"),
        ({"storage_encrypted": False}, "violated"),
        ({"storage_encrypted": False, "snapshot_identifier": "nightly"}, "violated"),
        ({"storage_encrypted": UNKNOWN}, "undetermined"),
        ({"storage_encrypted": UNKNOWN, "engine_mode": "serverless"}, "undetermined"),
    ],
)
def test_what_is_said_holds(after: Attributes, expected: str) -> None:
    assert verdict("aurora-unencrypted", change_set(change("aws_rds_cluster.this", after=after))) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, "violated"),
        ({"engine_mode": "provisioned"}, "violated"),
        ({"engine_mode": "serverless"}, "passed"),
        ({"engine_mode": UNKNOWN}, "undetermined"),
        ({"snapshot_identifier": "nightly"}, "undetermined"),
        ({"replication_source_identifier": "arn:aws:rds:eu-west-1:111122223333:cluster:main"}, "undetermined"),
        ({"global_cluster_identifier": UNKNOWN}, "undetermined"),
        ({"restore_to_point_in_time": [{"source_cluster_identifier": "main"}]}, "undetermined"),
    ],
)
def test_where_nobody_says_it_the_origin_decides(after: Attributes, expected: str) -> None:
    cluster = change("aws_rds_cluster.this", after={"storage_encrypted": UNKNOWN, **after})
    plan = change_set(cluster, root=setting("aws_rds_cluster.this", *after))
    assert verdict("aurora-unencrypted", plan) == expected
