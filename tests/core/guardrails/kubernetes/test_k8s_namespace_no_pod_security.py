"""The label of a namespace that makes Kubernetes refuse pods."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Value
from tests.builders import change, change_set
from tests.judging import verdict

LABEL = "pod-security.kubernetes.io/enforce"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (None, "violated"),
        ({"team": "payments"}, "violated"),
        ({LABEL: "privileged"}, "violated"),
        ({LABEL: "baseline"}, "passed"),
        ({LABEL: "restricted"}, "passed"),
        ({LABEL: UNKNOWN}, "undetermined"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_judges(labels: Value, expected: str) -> None:
    made = change("kubernetes_namespace.this", after={"metadata": [{"name": "payments", "labels": labels}]})
    assert verdict("k8s-namespace-no-pod-security", change_set(made)) == expected
    manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "payments", "labels": labels}}
    written = change("kubernetes_manifest.this", after={"manifest": manifest})
    assert verdict("k8s-namespace-no-pod-security", change_set(written)) == expected
