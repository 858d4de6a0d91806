"""What network policies let through, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.each_object import EachObject
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.manifests import types
from gitops_portal.core.rules.pod_examples import manifest
from gitops_portal.core.rules.rule import guardrail


def policy(answer: str, ingress: object) -> Example:
    """Answered so, a `kubernetes_network_policy` with these rules of what comes in."""
    return Example(answer, {"spec": [{"pod_selector": [{}], "ingress": ingress}]}, type="kubernetes_network_policy")


network_policies = (
    guardrail(
        "k8s-network-policy-open",
        "Network policies do not let everything in",
        Severity.LOW,
        types=types("NetworkPolicy"),
        why="A rule without a source and without a port allows all traffic, and undoes every other rule.",
        remedy="Say in from and ports who may come in, and where.",
        references=("NIST SC-7",),
        examples=(
            policy("violated", [{"from": [], "ports": []}]),
            policy("passed", [{"from": [{"pod_selector": [{}]}], "ports": []}]),
            policy("passed", [{"from": [], "ports": [{"port": "443"}]}]),
            policy("passed", []),
            policy("undetermined", [{"from": UNKNOWN, "ports": []}]),
            manifest("violated", "NetworkPolicy", spec={"podSelector": {}, "ingress": [{}]}),
            manifest("passed", "NetworkPolicy", spec={"podSelector": {}, "policyTypes": ["Ingress"]}),
        ),
    )(
        EachObject(
            ("NetworkPolicy",),
            Forbidden(
                "one of its rules lets everything in",
                (Condition("from", Operator.IS_ABSENT), Condition("ports", Operator.IS_ABSENT)),
                each="spec.ingress",
            ),
        )
    ),
)
