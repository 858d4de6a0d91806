"""One note on a merge request: made, edited in place, made again where it is gone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.adapters.notifiers.gitlab_note import send
from gitops_portal.adapters.notify import NotifyError
from tests.hooks import Behaviour, Server
from tests.letters import letter, target

MADE = Behaviour(201, body=b'{"id":301,"type":null,"body":"### Terraform plans"}')
NOTES = "/api/v4/projects/example%2Forders/merge_requests/7/notes"


def sent(hook: Server, earlier: str = "", **changed: Any) -> Any:
    return send(letter(earlier, **changed), target(hook, api=f"{hook.url}/api/v4", token="glpat-secret"))


def test_the_first_message_makes_it_and_the_next_edits_it(hook: Server) -> None:
    hook.answers(MADE, Behaviour(200))
    made = sent(hook, pull_request="https://127.0.0.1/example/orders/-/merge_requests/7")
    assert made.reference == "301"
    assert sent(hook, made.reference, pull_request="!7").reference == "301"
    assert [(asked.method, asked.path) for asked in hook.asked] == [("POST", NOTES), ("PUT", f"{NOTES}/301")]
    assert json.loads(hook.asked[0].body)["body"].startswith("### Terraform plans")


def test_where_somebody_deleted_it_there_is_a_new_one(hook: Server) -> None:
    hook.answers(Behaviour(404), MADE)
    assert sent(hook, "1").reference == "301"


def test_the_id_of_a_long_answer_is_found(hook: Server) -> None:
    hook.answers(Behaviour(201, body=MADE.body[:-2] + b"x" * 100_000 + b'"}'))
    assert sent(hook).reference == "301"


def test_no_merge_request_of_another_project_is_followed(hook: Server) -> None:
    with pytest.raises(NotifyError):
        sent(hook, pull_request="https://127.0.0.1/example/other/-/merge_requests/7")
    assert not hook.asked
