"""A load balancer is open, unless it is internal or says who may reach it."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Value
from tests.builders import change, change_set
from tests.judging import verdict

AWS = "service.beta.kubernetes.io/aws-load-balancer-"
RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
OPEN = {"type": "LoadBalancer"}


@pytest.mark.parametrize(
    ("spec", "annotations", "expected"),
    [
        (OPEN, None, "violated"),
        (OPEN | {"load_balancer_source_ranges": ["10.0.0.0/8"]}, None, "passed"),
        (OPEN | {"load_balancer_source_ranges": ["10.0.0.0/8", "0.0.0.0/0"]}, None, "violated"),
        (OPEN | {"load_balancer_source_ranges": UNKNOWN}, None, "undetermined"),
        (OPEN, {RANGES: "10.0.0.0/8, 192.168.0.0/16"}, "passed"),
        (OPEN, {f"{AWS}internal": "true"}, "passed"),
        (OPEN, {f"{AWS}internal": "false"}, "violated"),
        (OPEN, {f"{AWS}scheme": "internal"}, "passed"),
        (OPEN, {f"{AWS}scheme": "internet-facing", f"{AWS}type": "external"}, "violated"),
        (OPEN, {f"{AWS}type": "external"}, "passed"),  # the controller makes it internal by itself
        (OPEN, {"networking.gke.io/load-balancer-type": "Internal"}, "passed"),
        (OPEN, UNKNOWN, "undetermined"),
        (OPEN | {"load_balancer_class": "tailscale"}, None, "undetermined"),
        ({"type": "ClusterIP"}, None, "passed"),
        ({}, None, "passed"),
        ({"type": UNKNOWN}, None, "undetermined"),
    ],
)
def test_judges(spec: Attributes, annotations: Value, expected: str) -> None:
    service = change("kubernetes_service.this", after={"metadata": [{"annotations": annotations}], "spec": [spec]})
    assert verdict("k8s-service-open", change_set(service)) == expected


def test_a_manifest() -> None:
    manifest = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"type": "LoadBalancer"}}
    made = change("kubernetes_manifest.this", after={"manifest": manifest})
    assert verdict("k8s-service-open", change_set(made)) == "violated"
