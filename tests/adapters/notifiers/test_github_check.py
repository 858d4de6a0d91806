"""Check runs on GitHub: one for each workspace and commit, edited in place, bounded, and none that lets pass by itself."""

from __future__ import annotations

import json

import pytest

from gitops_portal.adapters import github_app
from gitops_portal.adapters.notifiers.github_check import MOST_BYTES, check_run, github_check, send
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import State
from tests.app_keys import DONE, INSTALLED, by_app, minted
from tests.hooks import Behaviour, Server
from tests.letters import letter, target


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    github_app._KEPT.clear()


def test_it_is_made_and_edited(hook: Server) -> None:
    hook.answers(INSTALLED, minted(), Behaviour(201, body=b'{"id": 4711}'), Behaviour(200))
    to = target(hook, **by_app(hook.url))
    made = send(letter(state="queued"), to)
    assert made.reference == "4711"
    assert send(letter(made.reference), to).reference == "4711"
    assert [(one.method, one.path) for one in hook.asked[2:]] == [
        ("POST", "/repos/example/orders/check-runs"),
        ("PATCH", "/repos/example/orders/check-runs/4711"),
    ]
    first, then = (json.loads(one.body) for one in hook.asked[2:])
    assert (first["head_sha"], first["status"]) == ("a" * 40, "queued")
    assert "head_sha" not in then
    assert then["conclusion"] == "action_required"
    assert then["output"]["title"] == "Needs approval. Reviewer: decides"
    assert "destroys the database orders" in then["output"]["summary"]


def test_where_github_dropped_it_there_is_a_new_one(hook: Server) -> None:
    hook.answers(INSTALLED, minted(), Behaviour(404), DONE)
    assert send(letter("9"), target(hook, **by_app(hook.url))).reference == "1"
    assert [one.method for one in hook.asked[2:]] == ["PATCH", "POST"]


@pytest.mark.parametrize("state", list(State))
def test_what_has_not_passed_lets_nothing_be_merged(state: State) -> None:
    told = check_run(letter(state=state).message)
    passed = state in {State.APPROVED, State.AUTO_APPROVED, State.OBSERVED, State.APPLIED}
    assert (told.get("conclusion") in {"success", "neutral", "skipped"}) is passed
    assert ("conclusion" in told) is (told["status"] == "completed") is ("completed_at" in told)


def test_a_summary_is_cut_between_lines() -> None:
    told = check_run(letter(sentences=("é" * 600,) * 100).message)["output"]["summary"]
    assert len(told.encode()) <= MOST_BYTES
    assert told.endswith("é\n… the rest stands in the portal.\n")


def test_a_plain_token_can_not_make_one() -> None:
    with pytest.raises(Invalid):
        github_check.check({"app": "", "private_key": "", "api": ""}, ())
    assert "token" not in {field.name for field in github_check.fields}
