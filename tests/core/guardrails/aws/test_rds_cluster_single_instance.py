"""A cluster whose instances stand in the plan has more than one of them."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict

OWN = {"cluster_identifier": "main"}
OTHER = {"cluster_identifier": "other"}


@pytest.mark.parametrize(
    ("cluster", "instances", "expected"),
    [
        ({}, [OWN], "violated"),
        ({}, [OWN, OTHER], "violated"),
        ({}, [OWN, OWN], "passed"),
        ({}, [], "passed"),
        ({}, [OTHER], "passed"),
        ({}, [OWN, {"cluster_identifier": UNKNOWN}], "undetermined"),
        ({"engine_mode": "serverless"}, [OWN], "passed"),
        ({"engine_mode": UNKNOWN}, [OWN], "undetermined"),
        ({"db_cluster_instance_class": "db.r6gd.large"}, [OWN], "passed"),
    ],
)
def test_judges(cluster: Attributes, instances: list[Attributes], expected: str) -> None:
    beside = [change(f"aws_rds_cluster_instance.i{n}", after=after) for n, after in enumerate(instances)]
    plan = change_set(change("aws_rds_cluster.main", after={**OWN, **cluster}), *beside)
    assert verdict("rds-cluster-single-instance", plan) == expected
