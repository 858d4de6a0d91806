"""Commit statuses on GitLab: of the right project, at an end for whatever ends, and told again without harm."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.adapters.notifiers.gitlab_status import gitlab_status, send, status
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import State
from tests.hooks import Behaviour, Server
from tests.letters import letter, target

AGAIN = b'{"message":"Cannot transition status via :enqueue from :pending (Reason(s): Status cannot transition)"}'


def sent(hook: Server, **changed: Any) -> Any:
    return send(letter(**changed), target(hook, api=f"{hook.url}/api/v4", token="glpat-secret"))


def test_it_is_asked_of_the_commit_of_the_workspaces_project(hook: Server) -> None:
    hook.answers(Behaviour(201))
    sent(hook, repository="platform/network/orders")
    asked = hook.asked[0]
    assert (asked.method, asked.path) == ("POST", f"/api/v4/projects/platform%2Fnetwork%2Forders/statuses/{'a' * 40}")
    assert asked.headers["private-token"] == "glpat-secret"
    assert json.loads(asked.body) == {
        "state": "pending",
        "name": "gitops-portal/orders-prod",
        "description": "Needs approval. Reviewer: decides",
        "target_url": "https://portal.example.org/workspaces/orders-prod/runs/12/",
    }


@pytest.mark.parametrize("state", list(State))
def test_whatever_ends_comes_to_an_end(state: State) -> None:
    said = status(letter(state=state).message)["state"]
    ends = {"superseded": "canceled", "outdated": "canceled", "expired": "canceled", "errored": "failed"}
    assert said == ends.get(state, said)
    assert said in {"pending", "success", "failed", "canceled"}


def test_what_waits_already_is_told(hook: Server) -> None:
    hook.answers(Behaviour(400, body=AGAIN))
    assert sent(hook).status == 400
    hook.answers(Behaviour(400, body=b'{"message": "state does not have a valid value"}'))
    with pytest.raises(NotifyError) as found:
        sent(hook)
    assert found.value.permanent


@pytest.mark.parametrize("repository", ["", "orders", "https://github.com/example/orders", "a/../b"])
def test_no_other_project_is_asked(hook: Server, repository: str) -> None:
    with pytest.raises(NotifyError):
        sent(hook, repository=repository)
    assert not hook.asked


def test_settings_that_can_not_work_are_told() -> None:
    for told in ({"token": "two words"}, {"token": "x", "api": "http://10.0.0.1/api/v4"}):
        with pytest.raises(Invalid):
            gitlab_status.check(told, ())
    gitlab_status.check({"token": "glpat-x", "api": ""}, ())
    assert gitlab_status.shown({"api": ""}) == "gitlab.com"
