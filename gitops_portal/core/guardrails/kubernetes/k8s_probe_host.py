"""A probe asks the pod itself, unless it names another host: then the node asks that one for whoever made the pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules import pods
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

ASKING = (
    "liveness_probe", "readiness_probe", "startup_probe", "lifecycle.post_start", "lifecycle.pre_stop",
)  # fmt: skip
HOSTS = tuple(
    Condition(f"{asking}.{way}.host", Operator.IS_NOT_SET) for asking in ASKING for way in ("http_get", "tcp_socket")
)


@guardrail(
    "k8s-probe-host",
    "Probes ask the pod itself",
    Severity.LOW,
    types=pods.TYPES,
    why="The node sends the request, and a host in it makes it ask what only nodes may: its metadata service for one.",
    remedy="Leave host out of the probe.",
    references=("Pod Security Standards baseline", "NIST SC-7"),
)
def k8s_probe_host(workload: Subject, facts: Facts) -> Iterator[Objection]:
    for pod in pods.of(workload, facts):
        for container in pod.all_containers:
            for condition in HOSTS:
                for truth, where in condition.answers(container):
                    yield from expect(truth, where, "the node asks another host for it")
