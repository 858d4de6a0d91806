"""An EKS cluster: hours of its control plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_eks_cluster")
def aws_eks_cluster(_: Resource) -> Iterator[Component]:
    note = "a version in standard support assumed"
    yield Component("Control plane", "aws_eks_cluster", "eks_cluster", HOURS, "hours", note)
