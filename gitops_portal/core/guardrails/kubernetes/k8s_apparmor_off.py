"""AppArmor keeps a container to what its profile allows, unless the pod takes the profile away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules import pods
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.part import negate, one_of, text
from gitops_portal.core.rules.rule import Objection, expect, guardrail, undetermined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.pods import Pod

KEPT = Condition("security_context.app_armor_profile.type", Operator.IS_NOT, ("Unconfined",))
PREFIX = "container.apparmor.security.beta.kubernetes.io/"
MESSAGE = "no profile of AppArmor holds for it"


@guardrail(
    "k8s-apparmor-off",
    "AppArmor holds for containers",
    Severity.MEDIUM,
    types=pods.TYPES,
    why="Without its profile a container may mount, trace and write what the profile keeps it from.",
    remedy="Take the annotation, or appArmorProfile, out.",
    references=("CIS Kubernetes 1.8 5.7.3", "Pod Security Standards baseline", "NIST AC-3"),
)
def k8s_apparmor_off(workload: Subject, facts: Facts) -> Iterator[Objection]:
    for pod in pods.of(workload, facts):
        for part in (pod.spec, *pod.all_containers):
            for truth, where in KEPT.answers(part):
                yield from expect(truth, where, MESSAGE)
        yield from _annotated(pod)


def _annotated(pod: Pod) -> Iterator[Objection]:
    """As it was said before Kubernetes 1.30."""
    for metadata in pod.template.blocks("metadata"):
        said = metadata.get("annotations")
        if said is UNKNOWN and not metadata.left_out("annotations"):
            yield undetermined(metadata.at("annotations"))
        elif isinstance(said, Mapping):
            for name, value in said.items():
                if name.startswith(PREFIX):
                    yield from expect(negate(one_of(text(value), {"unconfined"})), metadata.at("annotations"), MESSAGE)
