"""How Kubernetes learns how containers are, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_container import EachContainer
from gitops_portal.core.rules.pod_examples import container, deployment, manifest
from gitops_portal.core.rules.pods import SERVING_TYPES
from gitops_portal.core.rules.rule import guardrail

JOB = {"template": {"spec": {"containers": [{"name": "once"}]}}}

probes = (
    guardrail(
        "k8s-no-liveness-probe",
        "Containers are asked whether they live",
        Severity.LOW,
        types=SERVING_TYPES,
        why="A program that hangs goes on hanging until a person notices.",
        remedy='liveness_probe {\n  http_get {\n    path = "/healthz"\n    port = 8080\n  }\n}',
        references=("CKV_K8S_8", "NIST SI-13"),
        examples=(
            container("violated", liveness_probe=[]),
            container("passed", liveness_probe=[{"http_get": [{"path": "/healthz"}]}]),
            container("undetermined", liveness_probe=UNKNOWN),
            deployment("violated", containers=[{"name": "app"}]),
            deployment("passed", containers=[{"livenessProbe": {"tcpSocket": {"port": 80}}}]),
            manifest("passed", "Job", spec=JOB),
        ),
    )(
        EachContainer(
            Attribute("liveness_probe", Operator.IS_PRESENT, "nobody asks whether it still works"), serving=True
        )
    ),
    guardrail(
        "k8s-no-readiness-probe",
        "Containers are asked whether they are ready",
        Severity.LOW,
        types=SERVING_TYPES,
        why="Traffic is sent to it before it can answer, at each start and each roll-out.",
        remedy='readiness_probe {\n  http_get {\n    path = "/ready"\n    port = 8080\n  }\n}',
        references=("CKV_K8S_9", "NIST SI-13"),
        examples=(
            container("violated", readiness_probe=[]),
            container("passed", readiness_probe=[{"tcp_socket": [{"port": "80"}]}]),
            container("undetermined", readiness_probe=UNKNOWN),
            deployment("violated", containers=[{"name": "app"}]),
            manifest("passed", "Job", spec=JOB),
        ),
    )(
        EachContainer(
            Attribute("readiness_probe", Operator.IS_PRESENT, "it gets traffic before it is ready"), serving=True
        )
    ),
)
