"""The graph document in, what each block stands in out: resource group, network, subnet, cluster, namespace.

A block stands in a container that it depends on directly, as the configuration says. Where it depends on two of a kind,
which one holds it can't be told: then it stands in what holds both. What only uses a container stands in none.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.view.graph import Document

UNTOLD: Final = "no container told"
"""The area of what stands in no container, as far as the plan tells."""

_KINDS: Final[Mapping[str, int]] = {
    "azurerm_resource_group": 0,
    "aws_vpc": 1,
    "azurerm_virtual_network": 1,
    "google_compute_network": 1,
    "aws_subnet": 2,
    "azurerm_subnet": 2,
    "google_compute_subnetwork": 2,
    "aws_ecs_cluster": 3,
    "aws_eks_cluster": 3,
    "azurerm_kubernetes_cluster": 3,
    "google_container_cluster": 3,
    "kubernetes_namespace": 4,
    "kubernetes_namespace_v1": 4,
}
"""Types that hold others, and how far inside: a container never stands in one of its own kind."""

_CLUSTER, _NAMESPACE = 3, 4
_IN_CLUSTERS: Final = (
    *("aws_ecs_service", "aws_ecs_task_set", "aws_eks_", "azurerm_kubernetes_cluster_", "google_container_node_pool"),
    *("kubernetes_", "helm_"),
)
_IN_NAMESPACES: Final = ("kubernetes_", "helm_")
_NOWHERE: Final = (
    *("aws_iam_", "aws_kms_", "aws_s3_", "aws_cloudwatch_", "aws_sns_", "aws_sqs_", "aws_route53_", "aws_ssm_"),
    *("google_project_", "google_service_account", "random_", "null_", "local_", "tls_", "time_", "terraform_"),
)
"""They use a network or a cluster, and stand in none."""


def areas(document: Document) -> list[tuple[str, ...]]:
    """Per block the addresses of the containers around it, from the outermost; one that holds any stands in itself."""
    nodes = document.nodes
    needed: defaultdict[int, list[int]] = defaultdict(list)
    for dependant, dependency, *_ in (*document.edges, *document.hub_edges):
        if nodes[dependency].type in _KINDS and _held(nodes[dependant].type, _KINDS[nodes[dependency].type]):
            needed[dependant].append(dependency)
    found: dict[int, tuple[str, ...]] = {}
    for place in sorted(range(len(nodes)), key=lambda place: _KINDS.get(nodes[place].type, _NAMESPACE + 1)):
        inside = [(*found[one], nodes[one].address) for one in needed[place] if one in found]
        found[place] = _innermost(inside)
    holding = {area for chain in found.values() for area in chain}
    whole = [(*found[n], *([node.address] if node.address in holding else ())) for n, node in enumerate(nodes)]
    return [chain or (UNTOLD,) for chain in whole]


def _held(kind: str, container: int) -> bool:
    """Whether a type can stand in a kind of container."""
    if _KINDS.get(kind, _NAMESPACE + 1) <= container or kind.startswith(_NOWHERE):
        return False
    if container == _NAMESPACE:
        return kind.startswith(_IN_NAMESPACES)
    return container != _CLUSTER or kind.startswith(_IN_CLUSTERS)


def _innermost(chains: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest chain that holds all others; where two part, what they share."""
    whole: tuple[str, ...] = ()
    for chain in sorted(chains, key=len):
        if chain[: len(whole)] == whole or not whole:
            whole = chain
        elif whole[: len(chain)] != chain:
            whole = tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(whole, chain, strict=False)))
    return whole
