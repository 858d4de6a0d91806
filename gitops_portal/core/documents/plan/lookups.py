"""What a plan looked up about accounts, networks and clusters in; by which words they are named out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from gitops_portal.core.documents.reader import bounded
from gitops_portal.core.documents.secrecy.marks import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.documents.plan import document
    from gitops_portal.core.documents.secrecy.known import Secrets

LONGEST: Final = 300
"""No id is longer."""

_READ: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_caller_identity": ("account_id",),
    "aws_vpc": ("id",),
    "aws_subnet": ("id", "vpc_id"),
    "aws_eks_cluster": ("name", "arn"),
    "aws_ecs_cluster": ("id", "arn", "cluster_name"),
    "azurerm_client_config": ("subscription_id",),
    "azurerm_resource_group": ("id", "name"),
    "azurerm_virtual_network": ("id", "name", "resource_group_name"),
    "azurerm_subnet": ("id", "virtual_network_name", "resource_group_name"),
    "azurerm_kubernetes_cluster": ("id", "name", "resource_group_name"),
    "google_client_config": ("project",),
    "google_compute_network": ("id", "self_link", "name", "project"),
    "google_compute_subnetwork": ("id", "self_link", "name", "network", "project"),
    "google_container_cluster": ("id", "self_link", "name", "network", "subnetwork", "project"),
}
"""By type, what is kept of it: what it is named by, and what it stands in."""


def kept(standing: Iterable[document.Resource], secrets: Secrets) -> dict[str, dict[str, str]]:
    """By address. What is marked as secret, or holds a secret of the plan, is left out."""
    found = {}
    for resource in standing:
        read = _READ.get(resource.type or "")
        if resource.mode == "data" and read and resource.address:
            texts = _texts(resource, read)
            if plain := {name: text for name, text in texts.items() if secrets.spares(text)}:
                found[bounded(resource.address)] = plain
    return found


def _texts(resource: document.Resource, names: Iterable[str]) -> dict[str, str]:
    values, marks = msgspec.json.decode(resource.values), trimmed(msgspec.json.decode(resource.sensitive_values)) or {}
    if not isinstance(values, dict) or not isinstance(marks, dict):
        return {}
    plain = {name: values.get(name) for name in names if marks.get(name) is None}
    return {name: text for name, text in plain.items() if isinstance(text, str) and 0 < len(text) <= LONGEST}
