"""A workflow on GitHub is started for drift that is to be reverted, of the right repository, and for nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.adapters import github_app
from gitops_portal.adapters.notifiers.github_workflow import github_workflow, send
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core.errors import Invalid
from tests.app_keys import INSTALLED, by_app, minted
from tests.github_api import problems
from tests.hooks import Behaviour, Server
from tests.letters import letter, revert, target

STARTED = Behaviour(204, body=b"")


def sent(hook: Server, told: Any = None, **settings: str) -> Any:
    return send(
        told or revert(), target(hook, **{"api": hook.url, "token": "ghp_secret", "workflow": "plan.yml"} | settings)
    )


@pytest.mark.parametrize(
    ("settings", "repository", "ref"),
    [
        ({}, "example/orders", "main"),
        ({"repository": "platform/pipelines", "ref": "v3"}, "platform/pipelines", "v3"),
    ],
)
def test_the_workflow_is_told_what_is_asked_for(
    hook: Server, settings: dict[str, str], repository: str, ref: str
) -> None:
    hook.answers(STARTED)
    done = sent(hook, **settings)
    asked = hook.asked[0]
    assert (asked.method, asked.path) == ("POST", f"/repos/{repository}/actions/workflows/plan.yml/dispatches")
    assert asked.headers["authorization"] == "Bearer ghp_secret"
    assert json.loads(asked.body) == {
        "ref": ref,
        "inputs": {
            "workspace": "orders-prod",
            "addresses": "aws_x.a\naws_x.b",
            "left_out": "0",
            "asked_by": "ana",
            "url": "https://portal.example.org/workspaces/orders-prod/drift/",
        },
    }
    assert done.status == 204
    assert "ghp_secret" not in done.body


@pytest.mark.octokit
def test_github_takes_what_is_sent(hook: Server) -> None:
    github_app._KEPT.clear()
    hook.answers(INSTALLED, minted("ghs_x"), STARTED)
    for told in (revert(), revert(count=500)):
        sent(hook, told, **by_app(hook.url))
    assert [found for asked in hook.asked for found in problems(asked)] == []
    assert json.loads(hook.asked[1].body)["permissions"] == {"actions": "write"}
    assert len(hook.asked) == 4


@pytest.mark.parametrize(
    ("told", "settings"),
    [
        (letter(), {}),
        (letter(event="channel.test"), {}),
        (revert(branch=""), {}),
        (revert(repository="https://gitlab.com/example/orders"), {}),
        (revert(repository=""), {}),
    ],
)
def test_nothing_else_starts_one(hook: Server, told: Any, settings: dict[str, str]) -> None:
    with pytest.raises(NotifyError) as found:
        sent(hook, told, **settings)
    assert found.value.permanent
    assert not hook.asked


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        (Behaviour(422, body=b"Unexpected inputs provided: left_out"), True),
        (Behaviour(404, body=b"Not Found"), True),
        (Behaviour(403, {"retry-after": "60"}), False),
        (Behaviour(502), False),
    ],
)
def test_a_refusal_is_told_and_a_fault_is_tried_again(hook: Server, answer: Behaviour, permanent: bool) -> None:
    hook.answers(answer)
    with pytest.raises(NotifyError, match=str(answer.status)) as found:
        sent(hook)
    assert found.value.permanent is permanent


@pytest.mark.parametrize(
    "told",
    [
        {"workflow": "../../../user.yml"},
        {"workflow": "plan"},
        {"workflow": "a b.yml"},
        {"ref": "two words"},
        {"ref": "-x"},
        {"ref": "a" * 256},
        {"repository": "orders"},
        {"repository": "https://gitlab.com/example/orders"},
        {"token": ""},
        {"api": "http://10.0.0.1"},
    ],
)
def test_settings_that_can_not_work_are_told(told: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        github_workflow.check({"workflow": "plan.yml", "token": "ghp_x"} | told, ())


def test_settings_that_work() -> None:
    told = {"workflow": "drift-plan.yaml", "repository": "example/orders", "ref": "release/1.x", "token": "ghp_x"}
    github_workflow.check(told, ())
    assert github_workflow.shown(told) == "drift-plan.yaml of example/orders at api.github.com"
    assert github_workflow.shown({"workflow": "plan.yml"}) == "plan.yml of each repository at api.github.com"
