"""The API server of AKS: private, closed to all but some networks, or open."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, setting


def profile(networks: Any) -> dict[str, Any]:
    return {"api_server_access_profile": [{"authorized_ip_ranges": networks}]}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, "violated"),
        ({"private_cluster_enabled": False}, "violated"),
        ({"api_server_access_profile": []}, "violated"),
        (profile([]), "violated"),
        (profile(None), "violated"),
        (profile(["0.0.0.0/0"]), "violated"),
        (profile(["0.0.0.0/1", "128.0.0.0/1"]), "violated"),
        ({"api_server_authorized_ip_ranges": ["0.0.0.0/0"]}, "violated"),
        (profile(["203.0.113.0/24"]), "passed"),
        ({"api_server_authorized_ip_ranges": ["203.0.113.0/24"]}, "passed"),
        ({"private_cluster_enabled": True}, "passed"),
        ({"private_link_enabled": True}, "passed"),
        (profile(["0.0.0.0/0"]) | {"private_cluster_enabled": True}, "passed"),
        (profile(UNKNOWN), "undetermined"),
        (profile([UNKNOWN]), "undetermined"),
        ({"private_cluster_enabled": UNKNOWN}, "undetermined"),
        ({"api_server_access_profile": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(after: dict[str, Any], expected: str) -> None:
    found = answers("aks-api-open", change_set(change("azurerm_kubernetes_cluster.this", after=after)))
    assert (found[0][1] if found else "passed") == expected


def test_a_profile_that_nobody_writes_is_none() -> None:
    cluster = change("azurerm_kubernetes_cluster.this", after={"api_server_access_profile": UNKNOWN})
    plan = change_set(cluster, root=setting("azurerm_kubernetes_cluster.this", "name"))
    assert [status for _, status, _ in answers("aks-api-open", plan)] == ["violated"]
