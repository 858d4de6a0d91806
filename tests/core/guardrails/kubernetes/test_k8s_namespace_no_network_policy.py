"""A namespace that is made here has a policy here, if the plan is to show one."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Change, Value
from tests.builders import change, change_set
from tests.judging import verdict


def namespace(name: Value) -> Change:
    return change("kubernetes_namespace_v1.this", after={"metadata": [{"name": name}]})


def policy(name: Value) -> Change:
    return change("kubernetes_network_policy.this", after={"metadata": [{"name": "deny", "namespace": name}]})


def manifest(version: str, kind: str) -> Change:
    after = {"apiVersion": version, "kind": kind, "metadata": {"name": "deny", "namespace": "payments"}}
    return change("kubernetes_manifest.this", after={"manifest": after})


@pytest.mark.parametrize(
    ("name", "beside", "expected"),
    [
        ("payments", [], "violated"),
        ("payments", [policy("payments")], "passed"),
        ("payments", [policy("orders")], "violated"),
        ("payments", [policy(UNKNOWN)], "undetermined"),
        ("payments", [policy("payments"), policy(UNKNOWN)], "passed"),
        (UNKNOWN, [], "violated"),
        (UNKNOWN, [policy("payments")], "undetermined"),
        (UNKNOWN, [policy(UNKNOWN)], "undetermined"),
        ("payments", [manifest("networking.k8s.io/v1", "NetworkPolicy")], "passed"),
        ("payments", [manifest("cilium.io/v2", "CiliumNetworkPolicy")], "passed"),
        ("payments", [manifest("cilium.io/v2", "CiliumClusterwideNetworkPolicy")], "undetermined"),
        ("payments", [manifest("v1", "ConfigMap")], "violated"),
    ],
)
def test_judges(name: Value, beside: list[Change], expected: str) -> None:
    plan = change_set(namespace(name), *beside)
    assert verdict("k8s-namespace-no-network-policy", plan) == expected
