"""A pipeline on GitLab is started for drift that is to be reverted, of the right project, and tells no secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.adapters.notifiers.gitlab_pipeline import gitlab_pipeline, send, variables
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core.errors import Invalid
from tests.hooks import Behaviour, Server
from tests.letters import letter, revert, target

TOKEN = "glptt-secret"


def sent(hook: Server, told: Any = None, **settings: str) -> Any:
    return send(told or revert(), target(hook, **{"api": f"{hook.url}/api/v4", "token": TOKEN} | settings))


@pytest.mark.parametrize(
    ("settings", "project", "ref"),
    [
        ({}, "example%2Forders", "main"),
        ({"repository": "platform/network/pipelines", "ref": "v3"}, "platform%2Fnetwork%2Fpipelines", "v3"),
    ],
)
def test_the_pipeline_is_told_what_is_asked_for(hook: Server, settings: dict[str, str], project: str, ref: str) -> None:
    hook.answers(Behaviour(201, body=b'{"id": 257, "status": "created"}'))
    done = sent(hook, **settings)
    asked = hook.asked[0]
    assert (asked.method, asked.path) == ("POST", f"/api/v4/projects/{project}/trigger/pipeline")
    told = {
        "ref": ref,
        "variables": {
            "DRIFT_WORKSPACE": "orders-prod",
            "DRIFT_ADDRESSES": "aws_x.a\naws_x.b",
            "DRIFT_LEFT_OUT": "0",
            "DRIFT_ASKED_BY": "ana",
            "DRIFT_URL": "https://portal.example.org/workspaces/orders-prod/drift/",
        },
    }
    assert json.loads(asked.body) == {**told, "token": TOKEN}
    assert json.loads(done.body) == told, "what is kept and shown has no token in it"


def test_no_token_is_told_where_the_other_side_repeats_it(hook: Server) -> None:
    hook.answers(Behaviour(400, body=f"token {TOKEN} is no token".encode()))
    with pytest.raises(NotifyError) as found:
        sent(hook)
    assert str(found.value) == "It answered 400: token (secret) is no token"
    assert found.value.permanent


def test_nothing_is_told_that_gitlab_would_expand() -> None:
    """A value with a $ in it may stand for any other variable of the job, the secret ones among them."""
    hostile = revert(
        addresses=("aws_x.a", 'aws_x.b["$CI_JOB_TOKEN"]', 'aws_x.c["%PATH%"]'), actor="Ann $KEY", left_out=2
    )
    told = variables(hostile.message)
    assert (told["DRIFT_ADDRESSES"], told["DRIFT_LEFT_OUT"]) == ("aws_x.a", "4")
    assert told["DRIFT_ASKED_BY"] == "Ann KEY"


@pytest.mark.parametrize(
    "told",
    [letter(), letter(event="channel.test"), revert(branch=""), revert(repository="https://github.com/a/b")],
)
def test_nothing_else_starts_one(hook: Server, told: Any) -> None:
    with pytest.raises(NotifyError) as found:
        sent(hook, told)
    assert found.value.permanent
    assert not hook.asked


@pytest.mark.parametrize(
    "told",
    [{"token": "two words"}, {"ref": "a b"}, {"repository": "orders"}, {"repository": "a/../b"}, {"api": "http://10.0.0.1"}],
)  # fmt: skip
def test_settings_that_can_not_work_are_told(told: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        gitlab_pipeline.check({"token": TOKEN} | told, ())


def test_settings_that_work() -> None:
    gitlab_pipeline.check({"token": TOKEN, "repository": "platform/network/pipelines", "ref": "main"}, ())
    assert gitlab_pipeline.shown({"repository": "a/b"}) == "a/b at gitlab.com"
    assert gitlab_pipeline.shown({}) == "each project at gitlab.com"
