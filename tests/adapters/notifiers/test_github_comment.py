"""One comment on a pull request: edited in place, a part for each workspace, bounded, and nothing of a plan is markup."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from gitops_portal.adapters.markdown import comment, escaped
from gitops_portal.adapters.notifiers.github_comment import MOST_BYTES, number, send
from gitops_portal.adapters.notify import Letter, NotifyError, Sent
from tests.hooks import Behaviour, Server
from tests.letters import letter, target

MADE = Behaviour(201, body=b'{"url": "https://api.github.com/x", "id": 4711, "user": {"id": 1}}')


def sent(hook: Server, one: Letter) -> Sent:
    return send(one, target(hook, api=hook.url, token="ghp_very_secret"))


def test_the_first_message_makes_it_and_the_next_edits_it(hook: Server) -> None:
    hook.answers(MADE)
    made = sent(hook, letter())
    assert made.reference == "4711"
    hook.answers(Behaviour(200, body=b"{}"))
    assert sent(hook, letter(earlier=made.reference)).reference == "4711"
    assert [(asked.method, asked.path) for asked in hook.asked] == [
        ("POST", "/repos/example/orders/issues/7/comments"),
        ("PATCH", "/repos/example/orders/issues/comments/4711"),
    ]
    assert "very_secret" not in made.body


def test_where_somebody_deleted_it_there_is_a_new_one(hook: Server) -> None:
    hook.answers(Behaviour(404), MADE)
    assert sent(hook, letter(earlier="1")).reference == "4711"
    assert [asked.method for asked in hook.asked] == ["PATCH", "POST"]


def test_the_id_of_a_long_answer_is_found(hook: Server) -> None:
    hook.answers(Behaviour(201, body=MADE.body[:-1] + b', "body": "' + b"x" * 100_000 + b'"}'))
    assert sent(hook, letter()).reference == "4711"


def test_every_workspace_has_its_part() -> None:
    blocked = letter(workspace="web-prod", headline="web-prod run 3 is blocked", asked="").message
    told = comment((letter().message, blocked), MOST_BYTES)
    assert told.startswith("### Terraform plans · [change request](https://portal.example.org/requests/abc/)\n")
    assert "**[orders\\-prod run 12 is awaiting approval: destroys the database orders](https://portal" in told
    assert "– Reviewer: decides" in told
    assert "**[web\\-prod run 3 is blocked]" in told
    assert "- The database orders is destroyed, and its data with it.\n" in told


def test_it_is_cut_between_lines() -> None:
    messages = [letter(workspace=f"w{n}", sentences=("é" * 500,) * 12).message for n in range(100)]
    told = comment(messages, MOST_BYTES)
    assert len(told.encode()) <= MOST_BYTES
    assert told.endswith("… the rest stands in the portal.\n")
    assert all(line.startswith(("###", "**[", "- é", "…")) for line in told.splitlines() if line)


@pytest.mark.parametrize(
    "hostile",
    ["@octocat", "![x](https://evil.example/y.png)", "[a](javascript:alert(1))", "<img src=x>", "</details>", "#1", "`code`",
     "https://evil.example", "www.evil.example", "<!-- hidden -->", "| a | b |", "# heading", "~~~", "***", "%1", "$2", "&3", "~bug"],
)  # fmt: skip
def test_nothing_of_a_plan_is_markup(hostile: str) -> None:
    told = escaped(hostile)
    bare = told.replace("<!-- -->", "")
    assert "<" not in bare
    assert not re.search(r"(?:[@#!~%$]|&amp;)\w", told)
    assert "://" not in told
    assert not re.search(r"(?i)www\.", told)
    assert not re.search(r"(?<!\\)[`*_\[\]()#|~!]", bare)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [("7", "7"), ("#7", "7"), ("https://github.com/example/orders/pull/7", "7"), ("https://github.com/Example/Orders/pull/7/files", "7")],
)  # fmt: skip
def test_a_pull_request_is_found(told: str, wanted: str) -> None:
    assert number(told, "example/orders") == wanted


@pytest.mark.parametrize("told", ["", "seven", "https://github.com/example/other/pull/7", "../7", "7/../../x"])
def test_a_pull_request_of_another_repository_is_not_followed(hook: Server, told: str) -> None:
    with pytest.raises(NotifyError) as found:
        sent(hook, letter(pull_request=told))
    assert found.value.permanent
    assert not hook.asked


def test_the_body_is_what_github_takes(hook: Server) -> None:
    hook.answers(MADE)
    sent(hook, letter())
    body: Any = json.loads(hook.asked[0].body)
    assert list(body) == ["body"]
    assert len(body["body"]) < 65_536
