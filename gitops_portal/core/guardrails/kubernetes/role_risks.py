"""What else of a role lets its holder gain rights, and examples of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.each_object import EachObject
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.manifests import types
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from gitops_portal.core.model import Value

ROLES = ("ClusterRole", "Role")
TYPES = types(*ROLES)
CREATING = Condition("verbs", Operator.HAS_ANY, ("create", "*"))


def role(answer: str, resources: Value, verbs: Value) -> Example:
    """Answered so, a `kubernetes_cluster_role` of one rule."""
    return Example(answer, {"rule": [{"resources": resources, "verbs": verbs}]}, type="kubernetes_cluster_role")


role_risks = (
    guardrail(
        "k8s-role-opens-shells",
        "Roles open no shells in pods",
        Severity.LOW,
        types=TYPES,
        why="In a shell one reads the environment, the files and the token of the pod.",
        remedy="Leave pods/exec and pods/attach out.",
        references=("NIST AC-6",),
        examples=(
            role("violated", ["pods/exec"], ["create"]),
            role("passed", ["pods/exec"], ["list"]),
            role("passed", ["pods"], ["create"]),
            role("undetermined", ["pods/exec"], UNKNOWN),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows to run commands in pods",
                (
                    Condition("resources", Operator.HAS_ANY, ("pods/exec", "pods/attach")),
                    Condition("verbs", Operator.HAS_ANY, ("create", "get", "*")),
                ),
                each="rule",
            ),
        )
    ),
    guardrail(
        "k8s-role-makes-pods",
        "Roles make no bare pods",
        Severity.LOW,
        types=TYPES,
        why="Who may make pods may use any service account and any secret of the namespace, by mounting it.",
        remedy="Allow deployments in a namespace of their own, and leave pods out.",
        references=("CIS Kubernetes 1.8 5.1.4", "NIST AC-6"),
        examples=(
            role("violated", ["pods"], ["create"]),
            role("passed", ["pods"], ["get"]),
            role("undetermined", UNKNOWN, ["create"]),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows to make pods", (Condition("resources", Operator.HAS, ("pods",)), CREATING), each="rule"
            ),
        )
    ),
    guardrail(
        "k8s-role-issues-tokens",
        "Roles issue no tokens of service accounts",
        Severity.MEDIUM,
        types=TYPES,
        why="With a token of another service account one has its rights, for as long as the token is good.",
        remedy="Leave serviceaccounts/token out.",
        references=("CIS Kubernetes 1.8 5.1.13", "NIST AC-6"),
        examples=(
            role("violated", ["serviceaccounts/token"], ["create"]),
            role("passed", ["serviceaccounts"], ["create"]),
            role("undetermined", ["serviceaccounts/token"], UNKNOWN),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows to issue tokens of any service account",
                (Condition("resources", Operator.HAS, ("serviceaccounts/token",)), CREATING),
                each="rule",
            ),
        )
    ),
    guardrail(
        "k8s-role-approves-certificates",
        "Roles approve no certificates",
        Severity.MEDIUM,
        types=TYPES,
        why="Who approves signing requests makes certificates for anybody, also of the group of administrators.",
        remedy="Leave certificatesigningrequests/approval out.",
        references=("CIS Kubernetes 1.8 5.1.11", "NIST AC-6"),
        examples=(
            role("violated", ["certificatesigningrequests/approval"], ["update"]),
            role("passed", ["certificatesigningrequests"], ["create"]),
            role("undetermined", ["certificatesigningrequests/approval"], UNKNOWN),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows to approve certificates",
                (
                    Condition("resources", Operator.HAS, ("certificatesigningrequests/approval",)),
                    Condition("verbs", Operator.HAS_ANY, ("update", "patch", "*")),
                ),
                each="rule",
            ),
        )
    ),
    guardrail(
        "k8s-role-changes-webhooks",
        "Roles change no admission webhooks",
        Severity.MEDIUM,
        types=TYPES,
        why="Who sets a webhook reads every object as it is made, secrets too, and may change it.",
        remedy="Leave the webhook configurations out, or allow to read them only.",
        references=("CIS Kubernetes 1.8 5.1.12", "NIST AC-6"),
        examples=(
            role("violated", ["mutatingwebhookconfigurations"], ["patch"]),
            role("passed", ["mutatingwebhookconfigurations"], ["get", "list"]),
            role("undetermined", ["validatingwebhookconfigurations"], UNKNOWN),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows to change admission webhooks",
                (
                    Condition(
                        "resources",
                        Operator.HAS_ANY,
                        ("mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
                    ),
                    Condition("verbs", Operator.HAS_ANY, ("create", "update", "patch", "delete", "*")),
                ),
                each="rule",
            ),
        )
    ),
    guardrail(
        "k8s-role-makes-volumes",
        "Roles make no persistent volumes",
        Severity.LOW,
        types=TYPES,
        why="A persistent volume may be a folder of a node, and so a way around what pods may mount.",
        remedy="Allow persistentvolumeclaims in place of persistentvolumes.",
        references=("CIS Kubernetes 1.8 5.1.9", "NIST AC-6"),
        examples=(
            role("violated", ["persistentvolumes"], ["create"]),
            role("passed", ["persistentvolumeclaims"], ["create"]),
            role("undetermined", ["persistentvolumes"], UNKNOWN),
        ),
    )(
        EachObject(
            ROLES,
            Forbidden(
                "it allows to make persistent volumes",
                (Condition("resources", Operator.HAS, ("persistentvolumes",)), CREATING),
                each="rule",
            ),
        )
    ),
)
