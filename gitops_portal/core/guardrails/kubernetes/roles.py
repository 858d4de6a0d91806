"""What roles of Kubernetes allow, and examples of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_object import EachObject
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.manifests import types
from gitops_portal.core.rules.pod_examples import manifest
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from gitops_portal.core.model import Value

ROLES = ("ClusterRole", "Role")
TYPES = types(*ROLES)


def role(answer: str, resources: Value, verbs: Value, **more: Value) -> Example:
    """Answered so, a `kubernetes_cluster_role` of one rule."""
    rule = {"api_groups": [""], "resources": resources, "verbs": verbs, **more}
    return Example(answer, {"metadata": [{"name": "a"}], "rule": [rule]}, type="kubernetes_cluster_role")


def _written(answer: str, resources: Value, verbs: Value) -> Example:
    """The same as a manifest of a Role."""
    return manifest(answer, "Role", rules=[{"apiGroups": [""], "resources": resources, "verbs": verbs}])


roles = (
    guardrail(
        "k8s-role-everything",
        "No role allows everything",
        Severity.HIGH,
        types=TYPES,
        why="Who has it is administrator, and of what is added to the cluster later, too.",
        remedy="Name the resources and the verbs that are needed.",
        references=("CKV_K8S_49", "CIS Kubernetes 1.8 5.1.3", "NIST AC-6"),
        examples=(
            role("violated", ["*"], ["*"]),
            role("passed", ["pods"], ["*"]),
            role("passed", ["pods"], ["get"]),
            role("undetermined", UNKNOWN, ["*"]),
            _written("violated", ["*"], ["*"]),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows every verb on every resource",
                (Condition("verbs", Operator.HAS, ("*",)), Condition("resources", Operator.HAS, ("*",))),
                each="rule",
            ),
        )
    ),
    guardrail(
        "k8s-role-all-verbs",
        "Roles name the verbs that they allow",
        Severity.MEDIUM,
        types=TYPES,
        why="A wildcard allows to delete, and to impersonate, bind and escalate, where to read was meant.",
        remedy='verbs = ["get", "list", "watch"]',
        references=("CKV_K8S_49", "CIS Kubernetes 1.8 5.1.3", "NIST AC-6"),
        examples=(
            role("violated", ["pods"], ["*"]),
            role("passed", ["*"], ["get"]),
            role("undetermined", ["pods"], UNKNOWN),
            _written("violated", ["pods"], ["*"]),
        ),
    )(EachObject(ROLES, Attribute("verbs", Operator.HAS_NONE, "it allows every verb", ("*",), each="rule"))),
    guardrail(
        "k8s-role-all-resources",
        "Roles name the resources that they are for",
        Severity.MEDIUM,
        types=TYPES,
        why="A wildcard covers secrets, and all kinds of resources that are added to the cluster later.",
        remedy='resources = ["pods", "services"]',
        references=("CKV_K8S_49", "CIS Kubernetes 1.8 5.1.3", "NIST AC-6"),
        examples=(
            role("violated", ["*"], ["get"]),
            role("passed", ["pods"], ["*"]),
            role("undetermined", UNKNOWN, ["get"]),
            _written("violated", ["*"], ["get"]),
        ),
    )(EachObject(ROLES, Attribute("resources", Operator.HAS_NONE, "it is for every resource", ("*",), each="rule"))),
    guardrail(
        "k8s-role-reads-secrets",
        "Roles do not read all secrets",
        Severity.MEDIUM,
        types=TYPES,
        why="Secrets hold the passwords and tokens of everything in the namespace, or in the whole cluster.",
        remedy="Name the secrets that are needed in resource_names.",
        references=("CIS Kubernetes 1.8 5.1.2", "NIST AC-6"),
        examples=(
            role("violated", ["secrets"], ["get", "list"]),
            role("passed", ["secrets"], ["get"], resource_names=["tls"]),
            role("passed", ["secrets"], ["create"]),
            role("passed", ["pods"], ["get"]),
            role("undetermined", ["secrets"], UNKNOWN),
            _written("violated", ["configmaps", "secrets"], ["watch"]),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows to read every secret",
                (
                    Condition("resources", Operator.HAS, ("secrets",)),
                    Condition("verbs", Operator.HAS_ANY, ("get", "list", "watch", "*")),
                    Condition("resource_names", Operator.IS_ABSENT),
                ),
                each="rule",
            ),
        )
    ),
    guardrail(
        "k8s-role-escalates",
        "Roles do not hand out rights",
        Severity.MEDIUM,
        types=TYPES,
        why="Who may bind, escalate or impersonate gets any right that the cluster knows.",
        remedy="Leave bind, escalate and impersonate out.",
        references=("CIS Kubernetes 1.8 5.1.8", "NIST AC-6"),
        examples=(
            role("violated", ["clusterroles"], ["bind"]),
            role("violated", ["users"], ["impersonate"]),
            role("passed", ["clusterroles"], ["get"]),
            role("undetermined", ["clusterroles"], [UNKNOWN]),
            _written("violated", ["roles"], ["escalate"]),
        ),
    )(
        EachObject(
            ROLES,
            Attribute(
                "verbs",
                Operator.HAS_NONE,
                "who has it gets rights that are not his",
                ("bind", "escalate", "impersonate"),
                each="rule",
            ),
        )
    ),
    guardrail(
        "k8s-role-reaches-nodes",
        "Roles do not reach the kubelet",
        Severity.MEDIUM,
        types=TYPES,
        why="By nodes/proxy one runs commands in every pod of a node, past admission and the audit log.",
        remedy="Leave nodes/proxy out.",
        references=("CIS Kubernetes 1.8 5.1.10", "NIST AC-6"),
        examples=(
            role("violated", ["nodes/proxy"], ["get"]),
            role("passed", ["nodes"], ["get"]),
            role("undetermined", [UNKNOWN], ["get"]),
        ),
    )(
        EachObject(
            ROLES,
            Attribute("resources", Operator.HAS_NONE, "it reaches the kubelet itself", ("nodes/proxy",), each="rule"),
        )
    ),
)
