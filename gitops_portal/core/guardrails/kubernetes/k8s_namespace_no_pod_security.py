"""Kubernetes refuses pods that may take a node over, where the label of their namespace says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.part import one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

LABEL = "pod-security.kubernetes.io/enforce"


@guardrail(
    "k8s-namespace-no-pod-security",
    "Namespaces refuse pods that are not safe",
    Severity.LOW,
    types=manifests.types("Namespace"),
    why="Without the label any pod is let in, a privileged one too, whoever may make pods there.",
    remedy='metadata {\n  labels = {\n    "pod-security.kubernetes.io/enforce" = "baseline"\n  }\n}',
    references=("CIS Kubernetes 1.8 5.2.1", "NIST CM-7"),
)
def k8s_namespace_no_pod_security(namespace: Subject, facts: Facts) -> Iterator[Objection]:
    whole = manifests.read_if(namespace, facts, ("Namespace",))
    if whole:
        level = manifests.label(whole, LABEL)
        message = "no label of it enforces the baseline of pod security"
        yield from expect(one_of(level, {"baseline", "restricted"}), whole.at("metadata.labels"), message)
