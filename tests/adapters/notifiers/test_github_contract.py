"""Contracts: whatever is asked of GitHub is what its published OpenAPI document takes, in every state of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import structs

from gitops_portal.adapters import github, github_app
from gitops_portal.adapters.notifiers import github_check, github_comment, github_gate, github_request, github_status
from gitops_portal.adapters.notify import Open, Question, Verdict
from gitops_portal.core.lifecycle import State
from tests.adapters.notifiers.test_github_gate import signed
from tests.app_keys import by_app
from tests.github_api import problems, problems_of_webhook, sent_by
from tests.hooks import Asked, Behaviour, Server
from tests.letters import NOW, letter, target

pytestmark = pytest.mark.octokit
KINDS = {one.__name__: one.send for one in (github_status, github_comment, github_request, github_check)}
ANSWER = Behaviour(201, body=b'{"id": 4711, "token": "ghs_x", "expires_at": "2026-11-29T13:00:00Z"}')


@pytest.mark.parametrize("send", KINDS.values(), ids=KINDS)
def test_github_takes_what_is_sent(hook: Server, send: Callable[..., Any]) -> None:
    github_app._KEPT.clear()
    hook.answers(ANSWER)
    for state in State:
        for earlier in ("", "4711"):
            send(letter(earlier, state=state), target(hook, **by_app(hook.url)))
    assert [found for asked in hook.asked for found in problems(asked)] == []
    assert len(hook.asked) == 2 * len(State) + 2


@pytest.mark.parametrize("verdict", list(Verdict))
def test_github_takes_what_a_deployment_is_answered(hook: Server, verdict: Verdict) -> None:
    github_app._KEPT.clear()
    hook.answers(ANSWER)
    asked = Open(Question("k", "example/orders", "a" * 40, "prod", {"run": "42"}), verdict, "Because.")
    github_gate.send(structs.replace(letter(), asked=asked), target(hook, **by_app(hook.url)))
    assert [found for one in hook.asked for found in problems(one)] == []


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


def test_what_github_asks_before_a_deployment_is_read() -> None:
    told = sent_by("deployment-protection-rule-requested", "environment", "event", "deployment", "installation")
    name, commit = told["repository"]["full_name"], told["deployment"]["sha"]
    told["deployment_callback_url"] = f"{github.API}/repos/{name}/actions/runs/42/deployment_protection_rule"
    assert problems_of_webhook("deployment-protection-rule-requested", told) == []
    asked = github_gate.reads(*signed(told), {"api": "", "signing": "whsec_new"}, NOW)
    assert asked == Question("guid", name, commit, told["environment"], {"run": "42"})


@pytest.mark.parametrize(("member", "value"), [("action", "approved"), ("environment", 7), ("repository", {})])
def test_what_github_would_not_send_is_found(member: str, value: Any) -> None:
    told = sent_by("deployment-protection-rule-requested")
    assert problems_of_webhook("deployment-protection-rule-requested", told | {member: value})
