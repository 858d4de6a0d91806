"""Contracts: whatever is asked of GitHub is what its published OpenAPI document takes, in every state of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from gitops_portal.adapters.notifiers import github_comment, github_status
from gitops_portal.core.lifecycle import State
from tests.github_api import problems
from tests.hooks import Asked, Behaviour, Server
from tests.letters import letter, target

pytestmark = pytest.mark.octokit
KINDS = {"github_status": github_status.send, "github_comment": github_comment.send}


@pytest.mark.parametrize("send", KINDS.values(), ids=KINDS)
def test_github_takes_what_is_sent(hook: Server, send: Callable[..., Any]) -> None:
    hook.answers(Behaviour(201, body=b'{"id": 4711}'))
    for state in State:
        for earlier in ("", "4711"):
            send(letter(earlier, state=state), target(hook, api=hook.url, token="ghp_x"))
    assert [found for asked in hook.asked for found in problems(asked)] == []


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/repos/a/b/statuses/c", {"state": "waiting"}, "'waiting' is not one of"),
        ("/repos/a/b/statuses/c", {"state": "error", "name": "x"}, "name is no field of it"),
        ("/repos/a/b/issues/7/comments", {}, "'body' is a required property"),
        ("/repos/a/b/status/c", {}, "no such operation"),
    ],
)
def test_what_github_does_not_take_is_found(path: str, body: dict[str, str], told: str) -> None:
    assert told in " ".join(problems(Asked("POST", path, {}, json.dumps(body).encode())))
