"""Every way that the node may ask another host for a container."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ({"liveness_probe": [{"http_get": [{"host": "169.254.169.254", "path": "/"}]}]}, "violated"),
        ({"readiness_probe": [{"tcp_socket": [{"host": "10.0.0.1"}]}]}, "violated"),
        ({"lifecycle": [{"post_start": [{"http_get": [{"host": "10.0.0.1"}]}]}]}, "violated"),
        ({"liveness_probe": [{"http_get": [{"host": None, "path": "/"}]}]}, "passed"),
        ({"startup_probe": [{"exec": [{"command": ["true"]}]}]}, "passed"),
        ({}, "passed"),
        ({"liveness_probe": [{"http_get": [{"host": UNKNOWN}]}]}, "undetermined"),
    ],
)
def test_judges(container: Attributes, expected: str) -> None:
    pod = change("kubernetes_pod.this", after={"spec": [{"container": [container]}]})
    assert verdict("k8s-probe-host", change_set(pod)) == expected
