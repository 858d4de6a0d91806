"""A container whose image may name root runs as root, unless it or its pod rules that out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules import pods
from gitops_portal.core.rules.manifests import Manifest
from gitops_portal.core.rules.part import all_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

FLAG = "run_as_non_root"


@guardrail(
    "k8s-runs-as-root",
    "Containers cannot run as root",
    Severity.MEDIUM,
    types=pods.TYPES,
    why="Root in a container is root of the node as soon as it gets out, and most images run as root.",
    remedy=(
        "security_context {\n"
        "  run_as_non_root = true\n"
        "}\n"
        "in each container that has a security_context: the provider sends false where such a block leaves it out."
    ),
    references=("CKV_K8S_23", "CIS Kubernetes 1.8 5.2.7", "Pod Security Standards restricted", "NIST AC-6"),
)
def k8s_runs_as_root(workload: Subject, facts: Facts) -> Iterator[Objection]:
    for pod in pods.of(workload, facts):
        of_pod = _said(pod.spec)
        for container in pod.all_containers:
            own = _said(container)
            said = of_pod if own is None else own
            yield from expect(said, container.at(f"security_context.{FLAG}"), "it may run as root")


def _said(part: Part) -> Truth:
    """What a security context says; None where there is none, or a manifest leaves it out."""
    contexts = part.blocks("security_context")
    if not contexts:
        return None
    written = not isinstance(part, Manifest)
    return all_of(*(context.flag(FLAG) for context in contexts)) if written else contexts[0].flag(FLAG)
