"""Who may reach the API server of a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import setting, verdict

CLUSTER = "google_container_cluster.this"


def networks(*blocks: object) -> dict[str, Any]:
    return {"master_authorized_networks_config": [{"cidr_blocks": [{"cidr_block": block} for block in blocks]}]}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, "violated"),
        ({"master_authorized_networks_config": []}, "violated"),
        (networks("0.0.0.0/0"), "violated"),
        (networks("0.0.0.0/1", "128.0.0.0/1"), "violated"),
        (networks("203.0.113.0/24"), "passed"),
        (networks(), "passed"),
        ({"private_cluster_config": [{"enable_private_endpoint": True}]}, "passed"),
        ({"private_cluster_config": [{"enable_private_endpoint": False}]}, "violated"),
        ({"control_plane_endpoints_config": [{"ip_endpoints_config": [{"enabled": False}]}]}, "passed"),
        ({"control_plane_endpoints_config": [{"ip_endpoints_config": [{"enabled": True}]}]}, "violated"),
        ({"master_authorized_networks_config": UNKNOWN}, "undetermined"),
        ({"master_authorized_networks_config": [{"cidr_blocks": UNKNOWN}]}, "undetermined"),
        (networks(UNKNOWN), "undetermined"),
        ({"private_cluster_config": [{"enable_private_endpoint": UNKNOWN}]}, "undetermined"),
        ({"private_cluster_config": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(after: dict[str, Any], expected: str) -> None:
    assert verdict("gke-no-authorised-networks", change_set(change(CLUSTER, after=after))) == expected


def test_what_nobody_writes_names_no_network() -> None:
    after = {"master_authorized_networks_config": UNKNOWN, "private_cluster_config": UNKNOWN}
    plan = change_set(change(CLUSTER, after=after), root=setting(CLUSTER, "name"))
    assert verdict("gke-no-authorised-networks", plan) == "violated"
