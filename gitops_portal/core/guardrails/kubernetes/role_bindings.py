"""Who gets roles of Kubernetes, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_object import EachObject
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.manifests import types
from gitops_portal.core.rules.pod_examples import manifest
from gitops_portal.core.rules.rule import guardrail

BINDINGS = ("ClusterRoleBinding", "RoleBinding")
TYPES = types(*BINDINGS)


def binding(answer: str, role: object, kind: object, name: object) -> Example:
    """Answered so, a `kubernetes_cluster_role_binding` of a role to one subject."""
    says = {"role_ref": [{"kind": "ClusterRole", "name": role}], "subject": [{"kind": kind, "name": name}]}
    return Example(answer, says, type="kubernetes_cluster_role_binding")


role_bindings = (
    guardrail(
        "k8s-cluster-admin-bound",
        "Nobody is made administrator of the cluster",
        Severity.HIGH,
        types=types("ClusterRoleBinding"),
        why="cluster-admin may do anything to anything in the cluster, and read every secret of it.",
        remedy="Bind a role that names what is needed.",
        references=("CIS Kubernetes 1.8 5.1.1", "NIST AC-6"),
        examples=(
            binding("violated", "cluster-admin", "ServiceAccount", "ci"),
            binding("passed", "view", "ServiceAccount", "ci"),
            binding("undetermined", UNKNOWN, "ServiceAccount", "ci"),
            manifest("violated", "ClusterRoleBinding", roleRef={"kind": "ClusterRole", "name": "cluster-admin"}),
            manifest("passed", "RoleBinding", roleRef={"kind": "ClusterRole", "name": "cluster-admin"}),
        ),
    )(
        EachObject(
            ("ClusterRoleBinding",),
            Attribute("role_ref.name", Operator.IS_NOT, "it makes administrators of the cluster", ("cluster-admin",)),
        )
    ),
    guardrail(
        "k8s-anonymous-bound",
        "Nobody unknown has a role",
        Severity.HIGH,
        types=TYPES,
        why="Whoever reaches the API server has this role, without any credential.",
        remedy="Bind the role to a group or a service account.",
        references=("NIST AC-3", "NIST AC-14"),
        examples=(
            binding("violated", "view", "User", "system:anonymous"),
            binding("violated", "view", "Group", "system:unauthenticated"),
            binding("passed", "view", "Group", "developers"),
            binding("undetermined", "view", "Group", UNKNOWN),
            manifest("violated", "RoleBinding", subjects=[{"kind": "User", "name": "system:anonymous"}]),
        ),
    )(
        EachObject(
            BINDINGS,
            Attribute(
                "name",
                Operator.IS_NOT,
                "whoever reaches the API server has this role",
                ("system:anonymous", "system:unauthenticated"),
                each="subject",
            ),
        )
    ),
    guardrail(
        "k8s-everybody-bound",
        "Roles are for those who need them",
        Severity.MEDIUM,
        types=TYPES,
        why="Every account has this role; in GKE whoever has an account of Google counts as one.",
        remedy="Bind the role to a group or a service account.",
        references=("NIST AC-3", "NIST AC-6"),
        examples=(
            binding("violated", "edit", "Group", "system:authenticated"),
            binding("passed", "edit", "Group", "developers"),
            binding("undetermined", "edit", "Group", UNKNOWN),
        ),
    )(
        EachObject(
            BINDINGS,
            Attribute(
                "name",
                Operator.IS_NOT,
                "everybody who can sign in has this role",
                ("system:authenticated", "system:serviceaccounts"),
                each="subject",
            ),
        )
    ),
    guardrail(
        "k8s-masters-bound",
        "The group system:masters is left alone",
        Severity.MEDIUM,
        types=TYPES,
        why="Who is in it is administrator whatever roles say, and that cannot be taken back from a certificate.",
        remedy="Bind the role to a group of your own.",
        references=("CIS Kubernetes 1.8 5.1.7", "NIST AC-6"),
        examples=(
            binding("violated", "edit", "Group", "system:masters"),
            binding("passed", "edit", "Group", "developers"),
            binding("undetermined", "edit", "Group", UNKNOWN),
        ),
    )(
        EachObject(
            BINDINGS,
            Attribute("name", Operator.IS_NOT, "it uses system:masters", ("system:masters",), each="subject"),
        )
    ),
    guardrail(
        "k8s-default-account-bound",
        "Default service accounts have no roles",
        Severity.LOW,
        types=TYPES,
        why="Every pod that names no service account runs with the default one, and gets the role with it.",
        remedy="Make a service account for the pods that need the role.",
        references=("CKV_K8S_42", "CIS Kubernetes 1.8 5.1.5", "NIST AC-6"),
        examples=(
            binding("violated", "edit", "ServiceAccount", "default"),
            binding("passed", "edit", "ServiceAccount", "ci"),
            binding("passed", "edit", "Group", "default"),
            binding("undetermined", "edit", "ServiceAccount", UNKNOWN),
        ),
    )(
        EachObject(
            BINDINGS,
            Forbidden(
                "pods that name no service account get this role",
                (Condition("kind", Operator.IS, ("ServiceAccount",)), Condition("name", Operator.IS, ("default",))),
                each="subject",
            ),
        )
    ),
)
