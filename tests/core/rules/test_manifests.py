"""Blocks and manifests say the same, by the same names."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Attributes, Block, Module, Sensitive, Unknown, Value
from gitops_portal.core.rules import manifests, pods
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.manifests import Manifest
from tests.builders import change, change_set
from tests.judging import answers, verdict

SECRET = Sensitive("mac", text=True)


def subject(address: str, after: Attributes) -> tuple[Subject, Facts]:
    made = change(address, after=after)
    facts = Facts(Index(change_set(made)))
    (found,) = facts.standing(made.type)
    return found, facts


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [
        ("host_pid", {"hostPID": 1}, "m.hostPID"),
        ("host_network", {"hostNetwork": 1}, "m.hostNetwork"),
        ("container", {"containers": 1}, "m.containers"),
        ("external_ips", {"externalIPs": 1}, "m.externalIPs"),
        ("env", {"env": 1}, "m.env"),
        ("read_only_root_filesystem", {"readOnlyRootFilesystem": 1}, "m.readOnlyRootFilesystem"),
    ],
)
def test_a_manifest_is_asked_by_terraforms_names(name: str, value: Attributes, path: str) -> None:
    manifest = Manifest(value, "m")
    assert (manifest.get(name), manifest.at(name)) == (1, path)


@pytest.mark.parametrize(
    ("manifest", "kind"),
    [
        ({"apiVersion": "apps/v1", "kind": "Deployment"}, "Deployment"),
        ({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress"}, "Ingress"),
        ({"apiVersion": "serving.knative.dev/v1", "kind": "Service"}, "serving.knative.dev/Service"),
        ({"apiVersion": "v1", "kind": UNKNOWN}, UNKNOWN),
        ({"apiVersion": UNKNOWN, "kind": "Pod"}, UNKNOWN),
        ({}, ""),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_the_kind_of_a_manifest(manifest: Value, kind: str | Unknown) -> None:
    assert manifests.read(*subject("kubernetes_manifest.this", {"manifest": manifest})).kind == kind


SPEC = {"container": [{"name": "app"}], "init_container": [{"name": "first"}]}
TEMPLATE = [{"template": [{"spec": [SPEC]}]}]


@pytest.mark.parametrize(
    ("kind", "spec", "path"),
    [
        ("kubernetes_pod_v1", [SPEC], "spec[0]"),
        ("kubernetes_deployment", TEMPLATE, "spec[0].template[0].spec[0]"),
        ("kubernetes_stateful_set_v1", TEMPLATE, "spec[0].template[0].spec[0]"),
        ("kubernetes_daemonset", TEMPLATE, "spec[0].template[0].spec[0]"),
        ("kubernetes_daemon_set_v1", TEMPLATE, "spec[0].template[0].spec[0]"),
        ("kubernetes_job", TEMPLATE, "spec[0].template[0].spec[0]"),
        ("kubernetes_replication_controller", TEMPLATE, "spec[0].template[0].spec[0]"),
        (
            "kubernetes_cron_job_v1",
            [{"job_template": [{"spec": TEMPLATE}]}],
            "spec[0].job_template[0].spec[0].template[0].spec[0]",
        ),
    ],
)
def test_the_pods_of_every_workload(kind: str, spec: Value, path: str) -> None:
    (pod,) = pods.of(*subject(f"{kind}.this", {"spec": spec}))
    assert pod.spec.path == path
    assert [each.path for each in pod.containers] == [f"{path}.container[0]"]
    assert [each.text("name") for each in pod.all_containers] == ["app", "first"]


def test_what_nobody_writes_of_a_container_is_not_set() -> None:
    """Resources are filled in by Kubernetes; the plan does not know them, and the configuration tells why."""
    spec = {"template": [{"spec": [{"container": [{"name": "app", "resources": UNKNOWN}]}]}]}
    made = change("kubernetes_deployment.this", after={"spec": [spec]})
    path = "spec.template.spec.container"
    arguments = frozenset({"spec", "spec.template", "spec.template.spec", path, f"{path}.name"})
    counts = {"spec": 1, "spec.template": 1, "spec.template.spec": 1, path: 1}
    written = Block("kubernetes_deployment.this", arguments=arguments, counts=counts)
    dynamic = Block("kubernetes_deployment.this", arguments=arguments, counts=counts | {path: 2})
    assert verdict("k8s-no-cpu-limit", change_set(made, root=Module((written,)))) == "violated"
    assert verdict("k8s-no-cpu-limit", change_set(made, root=Module((dynamic,)))) == "undetermined"


def test_every_rule_of_a_pod_knows_all_that_makes_pods() -> None:
    makers = {kind for kind in pods.TYPES if kind not in pods.SERVING_TYPES}
    assert makers == {"kubernetes_job", "kubernetes_job_v1", "kubernetes_cron_job", "kubernetes_cron_job_v1"}
    judged = {kind for rule in guardrails().values() for kind in rule.types}
    assert {kind for kinds in manifests.BLOCKS.values() for kind in kinds} - judged == set()


POD = "apiVersion: v1\nkind: Pod\nspec:\n  hostPID: true\n  containers:\n    - name: app\n"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"yaml_body": SECRET, "yaml_body_parsed": POD}, "violated"),
        ({"yaml_body": POD, "yaml_body_parsed": None}, "violated"),
        ({"yaml_body": POD, "yaml_body_parsed": UNKNOWN}, "violated"),
        ({"yaml_body_parsed": POD.replace("true", "false")}, "passed"),
        ({"yaml_body_parsed": POD.replace("true", "yes")}, "undetermined"),  # as text in YAML 1.2
        ({"yaml_body_parsed": POD.replace("Pod", "Service")}, "passed"),
        ({"yaml_body_parsed": f"{POD}---\n{POD}"}, "undetermined"),
        ({"yaml_body_parsed": POD.replace("true", "&a {b: *a}")}, "undetermined"),
        ({"yaml_body": SECRET}, "undetermined"),
        ({"yaml_body": SECRET, "api_version": "v1", "kind": "Pod"}, "undetermined"),
        ({"yaml_body": SECRET, "api_version": "v1", "kind": "Service"}, "passed"),
    ],
)
def test_a_manifest_in_yaml(after: Attributes, expected: str) -> None:
    """What cannot be read for certain, by any version of YAML, can't be told."""
    unset = {"kind": UNKNOWN, "api_version": UNKNOWN}
    assert verdict("k8s-host-pid", change_set(change("kubectl_manifest.this", after={**unset, **after}))) == expected


def test_a_place_in_yaml_is_told_as_people_write_it() -> None:
    made = change("kubectl_manifest.this", after={"yaml_body_parsed": POD})
    assert answers("k8s-host-pid", change_set(made)) == [
        ("kubectl_manifest.this", "violated", "yaml_body.spec.hostPID")
    ]
