"""Commit statuses on GitHub: one for each workspace, at an end for whatever ends, bounded, of the right repository."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.adapters.notifiers.github_status import github_status, send, status
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import State
from tests.hooks import Behaviour, Server
from tests.letters import NOW, letter, target


def sent(hook: Server, **changed: Any) -> Any:
    return send(letter(**changed), target(hook, api=hook.url, token="ghp_very_secret"))


def test_it_is_asked_of_the_commit_of_the_workspaces_repository(hook: Server) -> None:
    hook.answers(Behaviour(201, body=b'{"id": 1}'))
    assert sent(hook).status == 201
    asked = hook.asked[0]
    assert (asked.method, asked.path) == ("POST", f"/repos/example/orders/statuses/{'a' * 40}")
    assert asked.headers["authorization"] == "Bearer ghp_very_secret"
    assert json.loads(asked.body) == {
        "state": "pending",
        "context": "gitops-portal/orders-prod",
        "description": "Needs approval. Reviewer: decides",
        "target_url": "https://portal.example.org/workspaces/orders-prod/runs/12/",
    }


@pytest.mark.parametrize("state", list(State))
def test_whatever_ends_comes_to_an_end(state: State) -> None:
    ends = {"superseded", "outdated", "expired", "errored"}
    goes_on = {"queued", "evaluating", "awaiting", "changes_requested"}
    wanted = (
        "error" if state in ends else "pending" if state in goes_on else status(letter(state=state).message)["state"]
    )
    assert status(letter(state=state).message)["state"] == wanted
    assert wanted in {"error", "pending", "failure", "success"}


def test_why_it_ended_stands_in_it_and_it_is_bounded() -> None:
    told = status(
        letter(state="superseded", asked="", sentences=("Run 13 is a newer plan of the same." + "x" * 500,)).message
    )
    assert told["description"].startswith("Superseded. Run 13 is a newer plan")
    assert len(told["description"]) == 140


@pytest.mark.parametrize(
    "repository",
    ["example/orders", "https://127.0.0.1/example/orders", "git@127.0.0.1:example/orders.git", "ssh://git@127.0.0.1/example/orders"],
)  # fmt: skip
def test_a_repository_may_be_written_in_any_way(hook: Server, repository: str) -> None:
    sent(hook, repository=repository)
    assert hook.asked[0].path.startswith("/repos/example/orders/statuses/")


@pytest.mark.parametrize(
    "repository", ["", "orders", "https://gitlab.example.org/example/orders", "example/../admin", "example/..", "a/b?c=d", "a/b/c/d"]
)  # fmt: skip
def test_no_other_repository_is_asked(hook: Server, repository: str) -> None:
    with pytest.raises(NotifyError) as found:
        sent(hook, repository=repository)
    assert found.value.permanent
    assert not hook.asked


@pytest.mark.parametrize(
    ("behaviour", "permanent", "wait"),
    [
        (Behaviour(403, {"retry-after": "60"}, b"secondary rate limit"), False, 60),
        (
            Behaviour(403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 90)}),
            False,
            90,
        ),
        (Behaviour(401, {}, b"Bad credentials"), True, 0),
        (Behaviour(422, {}, b"No commit found"), True, 0),
        (Behaviour(502), False, 0),
    ],
)
def test_limits_are_obeyed_and_refusals_are_told(
    hook: Server, behaviour: Behaviour, permanent: bool, wait: int
) -> None:
    hook.answers(behaviour)
    with pytest.raises(NotifyError) as found:
        sent(hook)
    assert (found.value.permanent, found.value.wait) == (permanent, wait)


@pytest.mark.parametrize(("commit", "speaks"), [("a" * 40, True), ("a" * 64, True), ("abc1234", False), ("", False), ("../" * 14, False)])  # fmt: skip
def test_a_status_belongs_to_a_whole_commit(commit: str, speaks: bool) -> None:
    assert github_status.speaks_of
    assert github_status.speaks_of(letter(commit=commit).message.subject) is speaks


@pytest.mark.parametrize(
    "told", [{"token": "two words"}, {"token": "a\r\nX: b"}, {"token": "a", "api": "http://10.0.0.1"}]
)
def test_what_can_not_work_is_told(told: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        github_status.check(told, ())
    github_status.check({"token": "ghs_1_" + "e" * 500, "api": ""}, ())
