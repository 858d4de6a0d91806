"""Commit statuses on Azure DevOps: of the right repository, at an end for whatever ends."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest

from gitops_portal.adapters.notifiers.azure_status import azure_status, send, status
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import State
from tests.hooks import Behaviour, Server
from tests.letters import letter, target


def sent(hook: Server, repository: str = "acme/My Project/orders", **changed: Any) -> Any:
    return send(letter(repository=repository, **changed), target(hook, api=hook.url, token="pat-secret"))


@pytest.mark.parametrize(
    "repository",
    ["acme/My Project/orders", "https://127.0.0.1/acme/My%20Project/_git/orders", "git@ssh.127.0.0.1:v3/acme/My%20Project/orders"],
)  # fmt: skip
def test_it_is_asked_of_the_commit_of_the_workspaces_repository(hook: Server, repository: str) -> None:
    sent(hook, repository)
    asked = hook.asked[0]
    path = f"/acme/My%20Project/_apis/git/repositories/orders/commits/{'a' * 40}/statuses?api-version=7.1"
    assert (asked.method, asked.path) == ("POST", path)
    assert b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b":pat-secret"
    assert json.loads(asked.body) == {
        "state": "pending",
        "description": "Needs approval. Reviewer: decides",
        "targetUrl": "https://portal.example.org/workspaces/orders-prod/runs/12/",
        "context": {"genre": "gitops-portal", "name": "orders-prod"},
    }


@pytest.mark.parametrize("state", list(State))
def test_whatever_ends_comes_to_an_end(state: State) -> None:
    said = status(letter(state=state).message)["state"]
    assert said == ("error" if state in {"superseded", "outdated", "expired", "errored"} else said)
    assert said in {"pending", "succeeded", "failed", "error"}


@pytest.mark.parametrize("status", [203, 302])
def test_the_page_to_sign_in_is_no_success(hook: Server, status: int) -> None:
    hook.answers(Behaviour(status, body=b"<html>Sign in"))
    with pytest.raises(NotifyError, match="the token is not taken") as found:
        sent(hook)
    assert found.value.permanent


@pytest.mark.parametrize("repository", ["", "acme/orders", "https://github.com/acme/x/orders", "acme/../x/orders"])
def test_no_other_repository_is_asked(hook: Server, repository: str) -> None:
    with pytest.raises(NotifyError):
        sent(hook, repository)
    assert not hook.asked


def test_settings_that_can_not_work_are_told() -> None:
    for told in ({"token": "two words"}, {"token": "x", "api": "http://10.0.0.1"}):
        with pytest.raises(Invalid):
            azure_status.check(told, ())
    assert azure_status.shown({}) == "dev.azure.com"
