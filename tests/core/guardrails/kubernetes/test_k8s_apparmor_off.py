"""AppArmor is taken away by a security context, or by an annotation, as it was before."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Value
from tests.builders import change, change_set
from tests.judging import verdict

RULE = "k8s-apparmor-off"
ANNOTATION = "container.apparmor.security.beta.kubernetes.io/app"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"securityContext": {"appArmorProfile": {"type": "Unconfined"}}}, "violated"),
        ({"containers": [{"securityContext": {"appArmorProfile": {"type": "Unconfined"}}}]}, "violated"),
        ({"securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}}, "passed"),
        ({"containers": [{"name": "app"}]}, "passed"),
        ({"securityContext": {"appArmorProfile": {"type": UNKNOWN}}}, "undetermined"),
    ],
)
def test_security_contexts(spec: Attributes, expected: str) -> None:
    made = change("kubernetes_manifest.this", after={"manifest": {"apiVersion": "v1", "kind": "Pod", "spec": spec}})
    assert verdict(RULE, change_set(made)) == expected


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ({ANNOTATION: "unconfined"}, "violated"),
        ({ANNOTATION: "runtime/default"}, "passed"),
        ({"team": "unconfined"}, "passed"),
        (None, "passed"),
        ({ANNOTATION: UNKNOWN}, "undetermined"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_annotations_of_the_template(annotations: Value, expected: str) -> None:
    template = {"metadata": [{"annotations": annotations}], "spec": [{"container": [{"name": "app"}]}]}
    made = change("kubernetes_deployment.this", after={"spec": [{"template": [template]}]})
    assert verdict(RULE, change_set(made)) == expected
