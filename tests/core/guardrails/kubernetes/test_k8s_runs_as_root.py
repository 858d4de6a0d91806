"""Root is ruled out by the container, or by its pod where the container says nothing."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Value
from tests.builders import change, change_set
from tests.judging import answers, verdict

RULE = "k8s-runs-as-root"


@pytest.mark.parametrize(
    ("of_pod", "of_container", "expected"),
    [
        ([], [], "violated"),
        ([{"run_as_non_root": True}], [], "passed"),
        ([], [{"run_as_non_root": True}], "passed"),
        ([{"run_as_non_root": False}], [{"run_as_non_root": True}], "passed"),
        ([{"run_as_non_root": True}], [{"run_as_non_root": False}], "violated"),
        ([{"run_as_non_root": True}], [{"run_as_non_root": None}], "violated"),  # the provider sends false
        ([{"run_as_non_root": UNKNOWN}], [], "undetermined"),
        ([{"run_as_non_root": True}], [{"run_as_non_root": UNKNOWN}], "undetermined"),
        ([{"run_as_non_root": True}], UNKNOWN, "undetermined"),
    ],
)
def test_blocks(of_pod: Value, of_container: Value, expected: str) -> None:
    spec = {"security_context": of_pod, "container": [{"security_context": of_container}]}
    pod = change("kubernetes_pod_v1.this", after={"spec": [spec]})
    assert verdict(RULE, change_set(pod)) == expected


@pytest.mark.parametrize(
    ("of_pod", "of_container", "expected"),
    [
        (None, None, "violated"),
        ({"runAsNonRoot": True}, None, "passed"),
        ({"runAsNonRoot": True}, {"privileged": False}, "passed"),
        ({"runAsNonRoot": True}, {"runAsNonRoot": False}, "violated"),
        (UNKNOWN, None, "undetermined"),
    ],
)
def test_manifests(of_pod: Value, of_container: Value, expected: str) -> None:
    spec = {"securityContext": of_pod, "containers": [{"securityContext": of_container}]}
    manifest = {"apiVersion": "apps/v1", "kind": "DaemonSet", "spec": {"template": {"spec": spec}}}
    made = change("kubernetes_manifest.this", after={"manifest": manifest})
    assert verdict(RULE, change_set(made)) == expected


def test_an_objection_names_the_place_as_people_write_it() -> None:
    blocks = change("kubernetes_pod.this", after={"spec": [{"container": [{"name": "a"}]}]})
    manifest = {"apiVersion": "v1", "kind": "Pod", "spec": {"initContainers": [{"name": "a"}]}}
    made = change("kubernetes_manifest.this", after={"manifest": manifest})
    assert answers(RULE, change_set(blocks, made)) == [
        ("kubernetes_manifest.this", "violated", "manifest.spec.initContainers[0].securityContext.runAsNonRoot"),
        ("kubernetes_pod.this", "violated", "spec[0].container[0].security_context.run_as_non_root"),
    ]
