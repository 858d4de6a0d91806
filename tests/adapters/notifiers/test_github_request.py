"""One status for a whole change request: as its worst workspace stands, and how many stand how."""

from __future__ import annotations

import json

import pytest
from msgspec import structs

from gitops_portal.adapters.notifiers.github_request import send, status
from gitops_portal.core.message import Message
from tests.hooks import Behaviour, Server
from tests.letters import letter, target


def messages(*states: str) -> tuple[Message, ...]:
    return tuple(letter(workspace=f"w{n}", state=state).message for n, state in enumerate(states))


@pytest.mark.parametrize(
    ("states", "wanted", "told"),
    [
        (("approved",), "success", "1 workspace: 1 approved"),
        (("approved", "applied"), "success", "2 workspaces: 1 approved, 1 applied"),
        (("approved", "awaiting"), "pending", "2 workspaces: 1 awaiting approval, 1 approved"),
        (("awaiting", "blocked", "awaiting"), "failure", "3 workspaces: 1 blocked, 2 awaiting approval"),
        (("superseded", "approved"), "error", "2 workspaces: 1 superseded, 1 approved"),
        (("errored", "queued"), "error", "2 workspaces: 1 errored, 1 queued"),
    ],
)
def test_the_worst_counts(states: tuple[str, ...], wanted: str, told: str) -> None:
    made = status(messages(*states), "https://portal.example.org/requests/abc/")
    assert (made["state"], made["description"]) == (wanted, told)
    assert made["context"] == "gitops-portal"


def test_it_is_asked_of_the_commit_and_leads_to_the_change_request(hook: Server) -> None:
    hook.answers(Behaviour(201))
    one = structs.replace(letter(), beside=messages("approved", "blocked"))
    send(one, target(hook, api=hook.url, token="ghp_x"))
    assert hook.asked[0].path == f"/repos/example/orders/statuses/{'a' * 40}"
    body = json.loads(hook.asked[0].body)
    assert body["target_url"] == "https://portal.example.org/requests/abc/"
    assert body["state"] == "failure"
