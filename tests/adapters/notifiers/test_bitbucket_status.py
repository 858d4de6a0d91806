"""Build statuses on Bitbucket: of Cloud and of Data Center, each by its own address and words."""

from __future__ import annotations

import json

import pytest

from gitops_portal.adapters.notifiers.bitbucket_status import CLOUD, bitbucket_status, place, send, status
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import State
from tests.hooks import Behaviour, Server
from tests.letters import letter, target


def test_data_center_is_told_of_a_commit(hook: Server) -> None:
    hook.answers(Behaviour(204, body=b""))
    sent = send(letter(repository="PLAT/orders"), target(hook, api=hook.url, token="BBDC-secret"))
    assert sent.status == 204
    asked = hook.asked[0]
    assert (asked.method, asked.path) == (
        "POST",
        f"/rest/api/latest/projects/PLAT/repos/orders/commits/{'a' * 40}/builds",
    )
    assert asked.headers["authorization"] == "Bearer BBDC-secret"
    assert json.loads(asked.body) == {
        "key": "gitops-portal/orders-prod",
        "state": "INPROGRESS",
        "name": "gitops-portal/orders-prod",
        "description": "Needs approval. Reviewer: decides",
        "url": "https://portal.example.org/workspaces/orders-prod/runs/12/",
    }


@pytest.mark.parametrize(
    ("told", "api", "wanted"),
    [
        ("acme/orders", CLOUD, "/2.0/repositories/acme/orders/commit"),
        ("git@bitbucket.org:acme/orders.git", CLOUD, "/2.0/repositories/acme/orders/commit"),
        ("https://b.example.org/scm/plat/orders.git", "https://b.example.org", "/rest/api/latest/projects/plat/repos/orders/commits"),
        ("https://b.example.org/projects/PLAT/repos/orders/", "https://b.example.org", "/rest/api/latest/projects/PLAT/repos/orders/commits"),
        ("ssh://git@b.example.org:7999/~ana/orders.git", "https://b.example.org", "/rest/api/latest/projects/~ana/repos/orders/commits"),
    ],
)  # fmt: skip
def test_where_a_repository_lies(told: str, api: str, wanted: str) -> None:
    assert place(told, api) == wanted


@pytest.mark.parametrize(("told", "api"), [("orders", CLOUD), ("a/b/c", CLOUD), ("git@github.com:a/b", CLOUD)])  # fmt: skip
def test_no_other_repository_is_asked(told: str, api: str) -> None:
    with pytest.raises(NotifyError):
        place(told, api)


@pytest.mark.parametrize("cloud", [True, False])
@pytest.mark.parametrize("state", list(State))
def test_whatever_ends_comes_to_an_end(state: State, cloud: bool) -> None:
    said = status(letter(state=state).message, cloud=cloud)["state"]
    stops = "STOPPED" if cloud else "CANCELLED"
    assert said == (stops if state in {"superseded", "outdated", "expired"} else said)
    assert said in {"INPROGRESS", "SUCCESSFUL", "FAILED", stops}


def test_a_key_is_as_short_as_cloud_takes_it_and_one_for_each_workspace() -> None:
    made = [status(letter(workspace=f"{'x' * 60}{end}").message, cloud=True) for end in "ab"]
    assert all(len(one["key"]) <= 40 for one in made)
    assert made[0]["key"] != made[1]["key"]


def test_settings_that_can_not_work_are_told() -> None:
    for told in ({"token": "two words"}, {"token": "x", "api": "http://10.0.0.1"}):
        with pytest.raises(Invalid):
            bitbucket_status.check(told, ())
    assert bitbucket_status.shown({}) == "api.bitbucket.org"
