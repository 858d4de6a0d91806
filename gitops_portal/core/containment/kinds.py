"""Which types hold others: by which values a container is named, and by which attributes others ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUP, NETWORK, SUBNET, CLUSTER, NAMESPACE = range(5)
"""How far inside a container stands: it never stands in one of its own depth."""
DEEPEST: Final = NAMESPACE + 1
"""What is no container."""


class Kind(Struct, frozen=True, gc=False):
    """A kind of container. Attributes inside of blocks are written `block/attribute`."""

    word: str
    """What people call it."""
    depth: int
    types: tuple[str, ...]
    names: tuple[str, ...]
    """The attributes of a container that others name it by."""
    asked: tuple[str, ...]
    """The attributes that name the container of a resource."""
    holds: tuple[str, ...]
    """How the types begin that can stand in it."""


_IN_VPC: Final = ("subnet_id", "subnet_ids", "subnets", "vpc_zone_identifier", "vpc_config/subnet_ids")
_ALSO_IN_VPC: Final = (
    *("network_configuration/subnets", "subnet_mapping/subnet_id", "vpc_options/subnet_ids", "vpc_subnet_ids"),
    "broker_node_group_info/client_subnets",
)
_IN_VNET: Final = ("subnet_id", "vnet_subnet_id", "virtual_network_subnet_id", "delegated_subnet_id")
_ALSO_IN_VNET: Final = (
    *("ip_configuration/subnet_id", "gateway_ip_configuration/subnet_id", "default_node_pool/vnet_subnet_id"),
    "infrastructure_subnet_id",
)

KINDS: Final = (
    Kind(
        "resource group",
        GROUP,
        ("azurerm_resource_group",),
        ("id", "name"),
        ("resource_group_name", "resource_group_id"),
        ("azurerm_",),
    ),
    Kind("VPC", NETWORK, ("aws_vpc", "aws_default_vpc"), ("id",), ("vpc_id", "vpc_config/vpc_id"), ("aws_",)),
    Kind(
        "virtual network",
        NETWORK,
        ("azurerm_virtual_network",),
        ("id", "name"),
        ("virtual_network_name", "virtual_network_id"),
        ("azurerm_",),
    ),
    Kind(
        "network",
        NETWORK,
        ("google_compute_network",),
        ("id", "self_link", "name"),
        ("network", "network_interface/network", "settings/ip_configuration/private_network", "authorized_network"),
        ("google_",),
    ),
    Kind("subnet", SUBNET, ("aws_subnet", "aws_default_subnet"), ("id",), _IN_VPC + _ALSO_IN_VPC, ("aws_",)),
    Kind("subnet", SUBNET, ("azurerm_subnet",), ("id",), _IN_VNET + _ALSO_IN_VNET, ("azurerm_",)),
    Kind(
        "subnet",
        SUBNET,
        ("google_compute_subnetwork",),
        ("id", "self_link", "name"),
        ("subnetwork", "network_interface/subnetwork"),
        ("google_",),
    ),
    Kind(
        "EKS cluster",
        CLUSTER,
        ("aws_eks_cluster",),
        ("name", "arn"),
        ("cluster_name",),
        ("aws_eks_", "kubernetes_", "helm_"),
    ),
    Kind(
        "ECS cluster",
        CLUSTER,
        ("aws_ecs_cluster",),
        ("arn", "id", "name", "cluster_name"),
        ("cluster", "cluster_name"),
        ("aws_ecs_service", "aws_ecs_task_set", "aws_ecs_cluster_capacity_providers"),
    ),
    Kind(
        "AKS cluster",
        CLUSTER,
        ("azurerm_kubernetes_cluster",),
        ("id",),
        ("kubernetes_cluster_id",),
        ("azurerm_kubernetes_cluster_", "kubernetes_", "helm_"),
    ),
    Kind(
        "GKE cluster",
        CLUSTER,
        ("google_container_cluster",),
        ("id", "self_link", "name"),
        ("cluster",),
        ("google_container_node_pool", "kubernetes_", "helm_"),
    ),
    Kind(
        "namespace",
        NAMESPACE,
        ("kubernetes_namespace", "kubernetes_namespace_v1"),
        ("metadata/name",),
        ("metadata/namespace", "namespace"),
        ("kubernetes_", "helm_"),
    ),
)

KIND_OF: Final[Mapping[str, Kind]] = {kind: one for one in KINDS for kind in one.types}
"""By type."""

_NOWHERE: Final = (
    *("aws_iam_", "aws_kms_", "aws_s3_", "aws_cloudwatch_", "aws_sns_", "aws_sqs_", "aws_route53_", "aws_ssm_"),
    *("google_project_", "google_service_account"),
)
"""They use a network or a cluster, and stand in none."""


_BESIDE_SUBNETS: Final = frozenset({
    "aws_security_group", "aws_default_security_group", "aws_network_acl", "aws_default_network_acl", "aws_route_table",
    "aws_default_route_table", "aws_internet_gateway", "google_compute_firewall", "google_compute_route",
    "google_compute_router", "azurerm_network_security_group", "azurerm_route_table",
})  # fmt: skip
"""They stand in a network, whatever subnets they are tied to."""


def held(type_: str, kind: Kind) -> bool:
    """Whether resources of a type can stand in a kind of container."""
    own = KIND_OF.get(type_)
    deep = SUBNET if type_ in _BESIDE_SUBNETS else own.depth if own else DEEPEST
    return deep > kind.depth and type_.startswith(kind.holds) and not type_.startswith(_NOWHERE)
