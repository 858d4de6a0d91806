"""A profile of system calls is named by the container, or by its pod where the container names none."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Value
from tests.builders import change, change_set
from tests.judging import verdict

WINDOWS = [{"name": "windows"}]


def profile(kind: Value) -> list[Any]:
    return [{"seccomp_profile": [{"type": kind}]}]


@pytest.mark.parametrize(
    ("of_pod", "of_container", "system", "expected"),
    [
        ([], [], [], "violated"),
        (profile("RuntimeDefault"), [], [], "passed"),
        ([], profile("Localhost"), [], "passed"),
        (profile("RuntimeDefault"), profile("Unconfined"), [], "violated"),
        (profile("Unconfined"), profile("RuntimeDefault"), [], "passed"),
        (profile("RuntimeDefault"), profile(UNKNOWN), [], "undetermined"),
        (profile(UNKNOWN), [], [], "undetermined"),
        (profile(UNKNOWN), profile("RuntimeDefault"), [], "passed"),
        ([], [], WINDOWS, "passed"),
        ([], [], [{"name": UNKNOWN}], "undetermined"),
    ],
)
def test_judges(of_pod: Value, of_container: Value, system: Value, expected: str) -> None:
    spec = {"security_context": of_pod, "os": system, "container": [{"security_context": of_container}]}
    pod = change("kubernetes_pod.this", after={"spec": [spec]})
    assert verdict("k8s-no-seccomp", change_set(pod)) == expected
