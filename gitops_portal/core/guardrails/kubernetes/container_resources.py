"""What containers ask for and get of a node, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_container import EachContainer
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.pod_examples import container, deployment, pod
from gitops_portal.core.rules.pods import TYPES
from gitops_portal.core.rules.rule import guardrail

CPU_LIMIT = Condition("resources.limits.cpu", Operator.IS_PRESENT, computed=True)
MEMORY_LIMIT = Condition("resources.limits.memory", Operator.IS_PRESENT, computed=True)

container_resources = (
    guardrail(
        "k8s-no-cpu-limit",
        "Containers have a limit of CPU",
        Severity.LOW,
        types=TYPES,
        why="One container without a limit may slow down all others of its node.",
        remedy='resources {\n  limits = { cpu = "500m", memory = "256Mi" }\n}',
        references=("CKV_K8S_11", "NIST SC-6"),
        examples=(
            container("violated", resources=[]),
            container("violated", resources=[{"limits": {"memory": "1Gi"}}]),
            container("passed", resources=[{"limits": {"cpu": "500m"}}]),
            container("passed", resources=[{"limits": [{"cpu": "500m"}]}]),
            container("undetermined", resources=UNKNOWN),
            pod("violated", container=[{"resources": [{"limits": {"cpu": "1"}}]}, {"resources": []}]),
            pod("undetermined", container=[]),
            deployment("violated", containers=[{"name": "app"}]),
            deployment("passed", containers=[{"resources": {"limits": {"cpu": 1}}}]),
        ),
    )(EachContainer(Attribute(CPU_LIMIT.path, Operator.IS_PRESENT, "it may use all CPU of its node", computed=True))),
    guardrail(
        "k8s-no-memory-limit",
        "Containers have a limit of memory",
        Severity.LOW,
        types=TYPES,
        why="A container that leaks memory takes that of the others of its node, until the kernel ends one of them.",
        remedy='resources {\n  limits = { cpu = "500m", memory = "256Mi" }\n}',
        references=("CKV_K8S_12", "NIST SC-6"),
        examples=(
            container("violated", resources=[]),
            container("passed", resources=[{"limits": {"memory": "256Mi"}}]),
            container("undetermined", resources=[{"limits": UNKNOWN}]),
            deployment("violated", containers=[{"resources": {"limits": {"cpu": "1"}}}]),
        ),
    )(
        EachContainer(
            Attribute(MEMORY_LIMIT.path, Operator.IS_PRESENT, "it may use all memory of its node", computed=True)
        )
    ),
    guardrail(
        "k8s-no-cpu-request",
        "Containers ask for the CPU that they need",
        Severity.LOW,
        types=TYPES,
        why="Without a request the scheduler takes it for free, and puts too much on one node.",
        remedy='resources {\n  requests = { cpu = "100m", memory = "128Mi" }\n}',
        references=("CKV_K8S_10", "NIST SC-6"),
        examples=(
            container("violated", resources=[]),
            container("passed", resources=[{"requests": {"cpu": "100m"}}]),
            container("passed", resources=[{"limits": {"cpu": "500m"}}]),
            container("undetermined", resources=[{"requests": UNKNOWN}]),
            deployment("violated", containers=[{"resources": {"requests": {"memory": "1Gi"}}}]),
        ),
    )(
        EachContainer(
            Either(
                (Condition("resources.requests.cpu", Operator.IS_PRESENT, computed=True), CPU_LIMIT),
                "it asks for no CPU, and sets no limit in its place",
            )
        )
    ),
    guardrail(
        "k8s-no-memory-request",
        "Containers ask for the memory that they need",
        Severity.LOW,
        types=TYPES,
        why="Without a request the scheduler counts it as nothing, and it is among the first to be evicted.",
        remedy='resources {\n  requests = { cpu = "100m", memory = "128Mi" }\n}',
        references=("CKV_K8S_13", "NIST SC-6"),
        examples=(
            container("violated", resources=[]),
            container("violated", resources=[{"requests": {"cpu": "100m"}}]),
            container("passed", resources=[{"requests": {"memory": "128Mi"}}]),
            container("passed", resources=[{"limits": {"memory": "128Mi"}}]),
            container("undetermined", resources=[{"requests": UNKNOWN}]),
            pod("undetermined", container=[]),
            deployment("violated", containers=[{"name": "app"}]),
        ),
    )(
        EachContainer(
            Either(
                (Condition("resources.requests.memory", Operator.IS_PRESENT, computed=True), MEMORY_LIMIT),
                "it asks for no memory, and sets no limit in its place",
            )
        )
    ),
)
