"""A volume is a claim, or made from what the cluster holds; anything else names storage itself."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Value
from tests.builders import change, change_set
from tests.judging import verdict

RULE = "k8s-volume-types"


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ([{"name": "a", "nfs": [{"server": "10.0.0.7"}]}], "violated"),
        ([{"name": "a", "unheard_of": [{}]}], "violated"),
        ([{"name": "a", "nfs": [], "empty_dir": [{}], "persistent_volume_claim": [], "config_map": []}], "passed"),
        ([{"name": "a", "host_path": [{"path": "/"}]}], "passed"),  # another guardrail's
        ([], "passed"),
        ([{"name": "a", "nfs": UNKNOWN}], "undetermined"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_blocks(volumes: Value, expected: str) -> None:
    pod = change("kubernetes_pod.this", after={"spec": [{"volume": volumes}]})
    assert verdict(RULE, change_set(pod)) == expected


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ({"name": "a", "awsElasticBlockStore": {"volumeID": "vol-1"}}, "violated"),
        ({"name": "a", "persistentVolumeClaim": {"claimName": "a"}}, "passed"),
        ({"name": "a", "downwardAPI": {"items": []}}, "passed"),
        ({"name": "a", "hostPath": {"path": "/"}}, "passed"),
    ],
)
def test_manifests(volume: Value, expected: str) -> None:
    manifest = {"apiVersion": "v1", "kind": "Pod", "spec": {"volumes": [volume]}}
    made = change("kubernetes_manifest.this", after={"manifest": manifest})
    assert verdict(RULE, change_set(made)) == expected
