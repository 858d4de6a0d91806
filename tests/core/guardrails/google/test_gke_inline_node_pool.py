"""Pools that are written inside of their cluster, apart from those that only show there."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Module
from tests.builders import change, change_set
from tests.judging import setting, verdict

CLUSTER = "google_container_cluster.this"
POOL = [{"name": "first"}]
WRITTEN = setting(CLUSTER, "name", "node_pool")
APART = setting(CLUSTER, "name")


@pytest.mark.parametrize(
    ("pools", "action", "root", "expected"),
    [
        (POOL, Action.CREATE, WRITTEN, "violated"),
        (POOL, Action.CREATE, APART, "violated"),  # a `dynamic` block leaves no trace
        (POOL, Action.UPDATE, WRITTEN, "violated"),
        (UNKNOWN, Action.CREATE, WRITTEN, "violated"),
        (POOL, Action.UPDATE, APART, "passed"),
        (UNKNOWN, Action.CREATE, APART, "passed"),
        ([], Action.UPDATE, WRITTEN, "passed"),
        (None, Action.CREATE, Module(), "passed"),
        (POOL, Action.UPDATE, Module(), "undetermined"),
        (UNKNOWN, Action.CREATE, Module(), "undetermined"),
    ],
)
def test_judges(pools: object, action: Action, root: Module, expected: str) -> None:
    before = {"node_pool": POOL} if action is Action.UPDATE else None
    cluster = change(CLUSTER, action, before=before, after={"node_pool": pools})
    assert verdict("gke-inline-node-pool", change_set(cluster, root=root)) == expected
