"""A Kubernetes API that the internet can reach is one flaw away from everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import Part, all_of, any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "eks-public-to-world",
    "EKS control planes are not open to the internet",
    Severity.CRITICAL,
    types={"aws_eks_cluster"},
    why="Anybody can reach the API server and try stolen credentials or a new flaw on it.",
    remedy=(
        "vpc_config {\n"
        "  endpoint_public_access = false\n"
        "}\n"
        'or name the networks: public_access_cidrs = ["203.0.113.0/24"].'
    ),
    references=("CKV_AWS_38", "CIS EKS 1.5.0 5.4.1", "FSBP EKS.1", "PCI DSS 4.0.1 1.4.4", "NIST SC-7"),
)
def eks_public_to_world(cluster: Subject, _facts: Facts) -> Iterator[Objection]:
    for config in cluster.blocks("vpc_config") or (Part(UNKNOWN, "vpc_config"),):
        closed = negate(all_of(_public(config), _to_all(config)))
        yield from expect(closed, config.at("public_access_cidrs"), "the API server is open to the whole internet")


def _public(config: Part) -> Truth:
    """AWS makes the endpoint public unless it is told not to."""
    public = config.flag("endpoint_public_access")
    return True if public is None else public


def _to_all(config: Part) -> Truth:
    """AWS lets everybody in unless networks are named."""
    networks = config.texts("public_access_cidrs")
    return any_of(not networks, covers_internet(networks))
