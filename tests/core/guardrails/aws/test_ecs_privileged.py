"""Containers of a task run without the rights of their host."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive
from tests.builders import change, change_set
from tests.judging import answers, verdict


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (json.dumps([{"name": "app", "image": "app", "privileged": True}]), "violated"),
        (json.dumps([{"name": "app", "Privileged": True}]), "violated"),
        (json.dumps([{"name": "app", "privileged": False}]), "passed"),
        (json.dumps([{"name": "app"}]), "passed"),
        ("[]", "passed"),
        (json.dumps([{"name": "app", "privileged": 1}]), "undetermined"),
        (json.dumps(["app"]), "undetermined"),
        (json.dumps({"name": "app"}), "undetermined"),
        ("no JSON", "undetermined"),
        (UNKNOWN, "undetermined"),
        (Sensitive("mac", text=True), "undetermined"),
        (None, "undetermined"),
    ],
)
def test_judges(written: Any, expected: str) -> None:
    task = change("aws_ecs_task_definition.this", after={"container_definitions": written})
    assert verdict("ecs-privileged", change_set(task)) == expected


def test_it_says_which_container_it_is() -> None:
    written = json.dumps([{"name": "app"}, {"name": "agent", "privileged": True}])
    task = change("aws_ecs_task_definition.this", after={"container_definitions": written})
    assert [where for _, _, where in answers("ecs-privileged", change_set(task))] == [
        "container_definitions[1].privileged"
    ]
