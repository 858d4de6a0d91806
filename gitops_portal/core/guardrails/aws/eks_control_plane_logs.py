"""A control plane that keeps no log cannot be investigated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

KINDS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@guardrail(
    "eks-control-plane-logs",
    "EKS control planes keep every log",
    Severity.MEDIUM,
    types={"aws_eks_cluster"},
    why="Without all five logs nobody can tell afterwards who did what in the cluster.",
    remedy='Set enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"].',
    references=("CKV_AWS_37", "FSBP EKS.8", "PCI DSS 4.0.1 10.2.1", "NIST AU-2"),
)
def eks_control_plane_logs(cluster: Subject, _facts: Facts) -> Iterator[Objection]:
    listed = cluster.texts("enabled_cluster_log_types")
    missing = [kind for kind in KINDS if kind not in listed]
    told = UNKNOWN if missing and UNKNOWN in listed else not missing
    yield from expect(told, "enabled_cluster_log_types", f"the control plane does not log: {', '.join(missing)}")
