"""A Kubernetes API that the internet can reach is one flaw away from everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import all_of, any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "aks-api-open",
    "AKS API servers are not open to the internet",
    Severity.HIGH,
    types={"azurerm_kubernetes_cluster"},
    why="Anybody can reach the API server and try stolen credentials or a new flaw on it.",
    remedy=(
        'api_server_access_profile {\n  authorized_ip_ranges = ["203.0.113.0/24"]\n}\n'
        "or private_cluster_enabled = true."
    ),
    references=("CKV_AZURE_6", "NIST SC-7"),
)
def aks_api_open(cluster: Subject, _facts: Facts) -> Iterator[Objection]:
    """Azure lets everybody in unless networks are named; `private_link_enabled` and the second list are older names."""
    private = any_of(cluster.flag("private_cluster_enabled"), cluster.flag("private_link_enabled"))
    profiles = cluster.blocks("api_server_access_profile", computed=True)
    networks = [
        *(network for profile in profiles for network in profile.texts("authorized_ip_ranges")),
        *cluster.texts("api_server_authorized_ip_ranges"),
    ]
    closed = negate(all_of(negate(private), any_of(not networks, covers_internet(networks))))
    yield from expect(closed, "api_server_access_profile", "the API server is open to the whole internet")
