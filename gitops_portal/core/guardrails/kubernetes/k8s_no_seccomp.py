"""A container's system calls are filtered where it, or its pod, names a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules import pods
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.part import all_of, any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

PATH = "security_context.seccomp_profile.type"
FILTERED = Condition(PATH, Operator.IS, ("RuntimeDefault", "Localhost"))
SAID = Condition(PATH, Operator.IS_SET)


@guardrail(
    "k8s-no-seccomp",
    "Pods name a profile of system calls",
    Severity.LOW,
    types=pods.TYPES,
    why="Where no profile is named, most clusters let a container ask the kernel for anything.",
    remedy='security_context {\n  seccomp_profile {\n    type = "RuntimeDefault"\n  }\n}',
    references=("CKV_K8S_31", "CIS Kubernetes 1.8 5.7.2", "Pod Security Standards restricted", "NIST SC-39"),
)
def k8s_no_seccomp(workload: Subject, facts: Facts) -> Iterator[Objection]:
    for pod in pods.of(workload, facts):
        of_pod = FILTERED.holds(pod.spec)
        windows = pod.on_windows
        for container in pod.all_containers:
            said = SAID.holds(container)
            own = FILTERED.holds(container)
            inherited = own if said is True else of_pod if said is False else all_of(any_of(own, of_pod), UNKNOWN)
            yield from expect(any_of(inherited, windows), container.at(PATH), "no profile of system calls holds for it")
