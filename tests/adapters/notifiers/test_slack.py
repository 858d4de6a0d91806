"""Messages to Slack: escaped, bounded, and what its words mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.adapters.notifiers.slack import send, slack, text
from gitops_portal.adapters.notify import NotifyError
from tests.hooks import Behaviour, Server
from tests.letters import letter, target


def test_it_says_what_it_is_who_acts_and_where(hook: Server) -> None:
    sent = send(letter(), target(hook, url=f"{hook.url}/services/T/B/secret"))
    body: Any = json.loads(hook.asked[0].body)
    assert sent.answer == "ok"
    assert body["text"] == "orders-prod run 12 is awaiting approval: destroys the database orders"
    link = "https://portal.example.org/workspaces/orders-prod/runs/12/"
    first, second, third = body["blocks"]
    assert first["text"]["text"] == f"*<{link}|{body['text']}>*"
    assert second["text"]["text"] == "• The database orders is destroyed, and its data with it."
    assert third["elements"][0]["text"] == "Reviewer: decides · example/orders · aaaaaaaaaa · ana"


@pytest.mark.parametrize(
    "hostile",
    ["<!channel>", "<https://evil.example|click>", "<@U012>", "a & b <script>", "x|y>*bold*", "&lt;!here&gt;"],
)
def test_nothing_of_a_plan_calls_people_or_becomes_a_link(hostile: str) -> None:
    made = text(letter(headline=hostile, sentences=(hostile,), actor=hostile, repository=hostile).message)
    ours = "<https://portal.example.org/workspaces/orders-prod/runs/12/|"
    said = json.dumps(made, ensure_ascii=False).replace(ours, "", 1)
    assert said.count("<") == 0
    assert said.count(">") == 1
    assert all(
        block.get("text", block.get("elements", [{}])[0] if "elements" in block else {})["verbatim"]
        for block in made["blocks"]
    )


def test_it_is_within_what_slack_takes() -> None:
    made = text(letter(headline="&" * 5000, sentences=("<" * 5000,) * 12, actor="&" * 5000, left_out=40).message)
    for block in made["blocks"]:
        told = block["text"]["text"] if "text" in block else block["elements"][0]["text"]
        assert len(told) <= 3000
    assert len(json.dumps(made)) < 13_200
    assert made["blocks"][1]["text"]["text"].endswith("…")


@pytest.mark.parametrize(
    ("behaviour", "permanent", "gone"),
    [
        (Behaviour(200, body=b"<html>sign in</html>"), True, False),
        (Behaviour(400, body=b"invalid_blocks"), True, False),
        (Behaviour(404, body=b"no_service"), True, False),
        (Behaviour(410, body=b"channel_is_archived"), True, True),
        (Behaviour(429, {"Retry-After": "30"}), False, False),
        (Behaviour(500), False, False),
    ],
)
def test_any_other_answer_is_none(hook: Server, behaviour: Behaviour, permanent: bool, gone: bool) -> None:
    hook.answers(behaviour)
    with pytest.raises(NotifyError) as found:
        send(letter(), target(hook, url=hook.url))
    assert (found.value.permanent, found.value.gone) == (permanent, gone)


def test_the_address_is_a_secret() -> None:
    assert slack.shown({"url": "https://hooks.slack.com/services/T/B/secret"}) == "hooks.slack.com"
