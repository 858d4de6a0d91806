"""How services are reached, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_object import EachObject
from gitops_portal.core.rules.manifests import types
from gitops_portal.core.rules.pod_examples import manifest
from gitops_portal.core.rules.rule import guardrail

SERVICE = ("Service",)


def service(answer: str, **spec: object) -> Example:
    """Answered so, a `kubernetes_service`."""
    return Example(answer, {"spec": [spec]}, type="kubernetes_service")


services = (
    guardrail(
        "k8s-node-port",
        "Services open no port of every node",
        Severity.LOW,
        types=types(*SERVICE),
        why="A node port is open on each node, past load balancers and what they filter.",
        remedy='type = "ClusterIP", behind an ingress.',
        references=("NIST SC-7",),
        examples=(
            service("violated", type="NodePort"),
            service("passed", type="ClusterIP"),
            service("passed"),
            service("undetermined", type=UNKNOWN),
            manifest("violated", "Service", spec={"type": "NodePort"}),
            manifest("passed", "Service", spec={"ports": [{"port": 80}]}),
        ),
    )(EachObject(SERVICE, Attribute("spec.type", Operator.IS_NOT, "it opens a port of every node", ("NodePort",)))),
    guardrail(
        "k8s-external-ips",
        "Services take no addresses of others",
        Severity.MEDIUM,
        types=types(*SERVICE),
        why="Traffic of the cluster to these addresses goes to the service, also where they belong to somebody else.",
        remedy="Leave external_ips out, and use a load balancer.",
        references=("NIST SC-7",),
        examples=(
            service("violated", external_ips=["203.0.113.7"]),
            service("passed", external_ips=None),
            service("passed", external_ips=[]),
            service("undetermined", external_ips=UNKNOWN),
            manifest("violated", "Service", spec={"externalIPs": ["203.0.113.7"]}),
        ),
    )(
        EachObject(
            SERVICE, Attribute("spec.external_ips", Operator.IS_ABSENT, "it takes traffic to addresses of others")
        )
    ),
)
