"""GitLab asks of a merge request: read only where it is signed, and answered by the words of its status check."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest
from msgspec import structs

from gitops_portal.adapters.notifiers.gitlab_check import place, reads, send
from gitops_portal.adapters.notify import NotifyError, Open, Question, Verdict
from gitops_portal.core.errors import PortalError, Unrecognised
from tests.hooks import Behaviour, Server
from tests.letters import NOW, letter, target

SETTINGS = {"signing": "whsec_new"}
ASKED: dict[str, Any] = {
    "object_kind": "merge_request",
    "project": {"path_with_namespace": "example/orders"},
    "object_attributes": {"iid": 7, "last_commit": {"id": "a" * 40}, "state": "opened"},
    "external_approval_rule": {"id": 3, "name": "portal", "external_url": "https://portal.example.org/"},
}
DETAILS = {"merge_request": "7", "check": "3"}


def read(told: Any, by: str = "whsec_new") -> Question | None:
    body = json.dumps(told).encode()
    return reads({"X-GitLab-Signature": hmac.digest(by.encode(), body, "sha256").hex()}, body, SETTINGS, NOW)


def test_what_is_asked() -> None:
    asked = read(ASKED)
    assert asked
    assert (asked.repository, asked.commit, dict(asked.details)) == ("example/orders", "a" * 40, DETAILS)
    assert read(ASKED | {"changes": {}}) == asked, "the same question, however it comes"
    assert read({"object_kind": "note"}) is None


def test_only_what_is_signed_and_whole_is_read() -> None:
    with pytest.raises(Unrecognised):
        read(ASKED, "whsec_other")
    with pytest.raises(PortalError):
        read({"object_kind": "merge_request"})


@pytest.mark.parametrize(
    ("verdict", "status"),
    [(Verdict.ALLOWED, "passed"), (Verdict.REFUSED, "failed"), (Verdict.WAITING, "pending")],
)
def test_it_is_answered(hook: Server, verdict: Verdict, status: str) -> None:
    hook.answers(Behaviour(201))
    asked = Open(Question("k", "example/orders", "a" * 40, "", DETAILS), verdict, "Because.")
    to = target(hook, api=f"{hook.url}/api/v4", token="glpat-x")
    assert send(structs.replace(letter(), asked=asked), to).settles is False, "what the portal says may change"
    assert hook.asked[0].path == "/api/v4/projects/example%2Forders/merge_requests/7/status_check_responses"
    assert json.loads(hook.asked[0].body) == {"sha": "a" * 40, "external_status_check_id": 3, "status": status}
    hook.answers(Behaviour(409))
    assert send(structs.replace(letter(), asked=asked), to).settles is True, "there is a newer commit"


def test_where_a_repository_lies() -> None:
    assert place("git@gitlab.com:example/orders.git", {}) == "example/orders"
    with pytest.raises(NotifyError):
        place("git@github.com:example/orders.git", {})
