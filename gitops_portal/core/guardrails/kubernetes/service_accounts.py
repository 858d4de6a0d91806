"""Where objects stand and what identity pods carry, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_object import EachObject
from gitops_portal.core.rules.kinds.each_pod import EachPod
from gitops_portal.core.rules.manifests import types
from gitops_portal.core.rules.pod_examples import deployment, manifest, pod
from gitops_portal.core.rules.pods import TYPES, WORKLOADS
from gitops_portal.core.rules.rule import guardrail

PLACED = (*WORKLOADS, "ConfigMap", "Ingress", "Secret", "Service", "ServiceAccount")


def account(answer: str, token: object) -> Example:
    """Answered so, a `kubernetes_service_account`."""
    return Example(answer, {"automount_service_account_token": token}, type="kubernetes_service_account")


def placed(answer: str, namespace: object) -> Example:
    """Answered so, a `kubernetes_service` in this namespace."""
    return Example(answer, {"metadata": [{"name": "a", "namespace": namespace}]}, type="kubernetes_service")


service_accounts = (
    guardrail(
        "k8s-default-namespace",
        "Nothing stands in the default namespace",
        Severity.LOW,
        types=types(*PLACED),
        why="What stands together there shares quotas, network policies and roles, and nobody owns it.",
        remedy='metadata {\n  namespace = "payments"\n}',
        references=("CKV_K8S_21", "CIS Kubernetes 1.8 5.7.4", "NIST SC-2"),
        examples=(
            placed("violated", "default"),
            placed("violated", None),
            placed("passed", "payments"),
            placed("undetermined", UNKNOWN),
            manifest("violated", "Deployment"),
            manifest("passed", "Deployment", metadata={"name": "a", "namespace": "payments"}),
            manifest("passed", "ClusterRole"),
        ),
    )(
        EachObject(
            PLACED,
            Attribute(
                "metadata.namespace", Operator.IS_NOT, "it stands in the default namespace", ("default",), "default"
            ),
        )
    ),
    guardrail(
        "k8s-pod-token",
        "Pods carry a token only where they need one",
        Severity.LOW,
        types=TYPES,
        why="Who gets into the pod asks the API server with its token, though the program never does.",
        remedy="Set automount_service_account_token = false.",
        references=("CKV_K8S_38", "CIS Kubernetes 1.8 5.1.6", "NIST AC-6"),
        examples=(
            pod("violated", automount_service_account_token=True),
            pod("passed", automount_service_account_token=False),
            pod("undetermined", automount_service_account_token=None),
            deployment("violated", automountServiceAccountToken=True),
            deployment("passed", automountServiceAccountToken=False),
            deployment("undetermined", containers=[]),
        ),
    )(
        EachPod(
            Attribute(
                "automount_service_account_token",
                Operator.IS_NOT_TRUE,
                "it carries the token of its service account",
                unset=UNKNOWN,
            )
        )
    ),
    guardrail(
        "k8s-account-token",
        "Service accounts hand out tokens only where pods ask for them",
        Severity.LOW,
        types=types("ServiceAccount"),
        why="Every pod of this account gets its token, whether it needs one or not.",
        remedy="Set automount_service_account_token = false, and true in the pods that need it.",
        references=("CIS Kubernetes 1.8 5.1.6", "NIST AC-6"),
        examples=(
            account("violated", token=True),
            account("violated", token=None),
            account("passed", token=False),
            account("undetermined", token=UNKNOWN),
            manifest("violated", "ServiceAccount"),
            manifest("passed", "ServiceAccount", automountServiceAccountToken=False),
        ),
    )(
        EachObject(
            ("ServiceAccount",),
            Attribute(
                "automount_service_account_token",
                Operator.IS_NOT_TRUE,
                "every pod of it gets its token",
                unset=True,
            ),
        )
    ),
)
