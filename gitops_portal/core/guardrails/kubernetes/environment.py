"""What stands in the environment of containers, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Sensitive, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_container import EachContainer
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.pod_examples import container, deployment
from gitops_portal.core.rules.pods import TYPES
from gitops_portal.core.rules.rule import guardrail

ENDS = r"(.*[_.-])?(pass(word|wd|phrase)|secret|token|(api|secret|access|private)[_-]?key|credentials?)"
"""What the name of a variable ends with that holds a secret."""
HIDDEN = Sensitive("mac", text=True)

environment = (
    guardrail(
        "k8s-password-in-env",
        "Secrets do not stand in the definition of a pod",
        Severity.MEDIUM,
        types=TYPES,
        why="Whoever may look at pods or at the state of Terraform reads it there; a Secret has rights of its own.",
        remedy="Keep it in a Secret that is mounted, or in an external store of secrets.",
        references=("CIS Kubernetes 1.8 5.4.1", "NIST IA-5"),
        examples=(
            container("violated", env=[{"name": "DB_PASSWORD", "value": HIDDEN}]),
            container("violated", env=[{"name": "api-key", "value": "abc"}]),
            container("passed", env=[{"name": "DB_PASSWORD", "value": "", "value_from": [{"secret_key_ref": [{}]}]}]),
            container("passed", env=[{"name": "PASSWORD_FILE", "value": "/run/secrets/db"}]),
            container("passed", env=[]),
            container("undetermined", env=[{"name": "DB_PASSWORD", "value": UNKNOWN}]),
            deployment("violated", containers=[{"env": [{"name": "TOKEN", "value": HIDDEN}]}]),
        ),
    )(
        EachContainer(
            Forbidden(
                "a variable holds a secret, by its name",
                (Condition("value", Operator.IS_SET), Condition("name", Operator.MATCHES, (ENDS,))),
                each="env",
            )
        )
    ),
    guardrail(
        "k8s-secret-as-variable",
        "Secrets are mounted as files",
        Severity.LOW,
        types=TYPES,
        why="The environment is written into logs and crash reports, handed to every child, and never renewed.",
        remedy="Mount the secret as a volume.",
        references=("CKV_K8S_35", "CIS Kubernetes 1.8 5.4.1", "NIST SC-28"),
        examples=(
            container("violated", env=[{"name": "A", "value_from": [{"secret_key_ref": [{"name": "db"}]}]}]),
            container("passed", env=[{"name": "A", "value_from": [{"config_map_key_ref": [{"name": "db"}]}]}]),
            container("passed", env=[{"name": "A", "value": "1", "value_from": []}]),
            container("undetermined", env=[{"name": "A", "value_from": UNKNOWN}]),
            deployment(
                "violated", containers=[{"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "db"}}}]}]
            ),
        ),
    )(
        EachContainer(
            Attribute("value_from.secret_key_ref", Operator.IS_ABSENT, "a variable holds a secret", each="env")
        )
    ),
    guardrail(
        "k8s-secrets-as-variables",
        "Secrets are not poured into the environment",
        Severity.LOW,
        types=TYPES,
        why="Everything that a secret holds, or will hold, stands in the environment, needed or not.",
        remedy="Mount the secret as a volume.",
        references=("CKV_K8S_35", "CIS Kubernetes 1.8 5.4.1", "NIST SC-28"),
        examples=(
            container("violated", env_from=[{"secret_ref": [{"name": "db"}]}]),
            container("passed", env_from=[{"config_map_ref": [{"name": "db"}], "secret_ref": []}]),
            container("undetermined", env_from=[{"secret_ref": UNKNOWN}]),
            deployment("violated", containers=[{"envFrom": [{"secretRef": {"name": "db"}}]}]),
        ),
    )(
        EachContainer(
            Attribute("secret_ref", Operator.IS_ABSENT, "its environment holds a whole secret", each="env_from")
        )
    ),
)
