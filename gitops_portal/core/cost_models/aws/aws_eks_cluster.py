"""An EKS cluster: hours of its control plane."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator


PAST = 33
"""Kubernetes 1.33 and older are past their standard support."""

_VERSION = re.compile(r"1\.(\d{1,2})")


@cost_model("aws_eks_cluster")
def aws_eks_cluster(cluster: Resource) -> Iterator[Component]:
    stated = cluster.get("version")
    note = "" if stated and isinstance(stated, str) else "a version in standard support assumed"
    yield Component("Control plane", "aws_eks_cluster", "eks_cluster", HOURS, "hours", note)
    version = _VERSION.fullmatch(str(stated))
    upgraded = cluster.first("upgrade_policy", computed=True).get("support_type") == "STANDARD"
    if version and int(version[1]) <= PAST and not upgraded:
        yield on_top("Extended support of an old version", "where it is past its standard support, 0.50 an hour more")
    if cluster.first("compute_config", computed=True).flag("enabled"):
        yield on_top("Instances that the cluster starts by itself")
    scaled = cluster.first("control_plane_scaling_config", computed=True).get("tier")
    if scaled not in {None, "standard"}:
        yield on_top("A control plane of provisioned size")
