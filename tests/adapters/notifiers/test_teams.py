"""Messages to Microsoft Teams: a card with what the run comes to, bounded, and nothing of a plan is markup."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.adapters.notifiers.teams import card, send, teams
from gitops_portal.adapters.notify import NotifyError
from gitops_portal.core import message
from tests.hooks import Behaviour, Server
from tests.letters import letter, target


def texts(told: dict[str, Any]) -> list[str]:
    body = told["attachments"][0]["content"]["body"]
    return [run["text"] for block in body for run in block["inlines"]]


def test_a_card_says_what_the_run_comes_to_and_leads_to_it(hook: Server) -> None:
    hook.answers(Behaviour(202, body=b""))
    sent = send(letter(), target(hook, url=f"{hook.url}/workflows/very-secret"))
    assert sent.status == 202
    told = json.loads(hook.asked[0].body)
    assert told["type"] == "message"
    assert texts(told) == [
        "orders-prod run 12 is awaiting approval: destroys the database orders",
        "Reviewer: decides",
        "• The database orders is destroyed, and its data with it.",
        "example/orders · aaaaaaaaaa · ana",
    ]
    content = told["attachments"][0]["content"]
    assert [one["url"] for one in content["actions"]] == [
        letter().message.subject.url,
        letter().message.subject.request_url,
    ]
    assert "very-secret" not in sent.body


def test_nothing_of_a_plan_is_markup() -> None:
    told = card(letter(headline="**a** [b](https://evil.example)", sentences=("<at>ana</at> _x_",)).message)
    kinds = {block["type"] for block in told["attachments"][0]["content"]["body"]}
    assert kinds == {"RichTextBlock"}, "a TextBlock reads Markdown"


def test_whole_sentences_as_many_as_fit() -> None:
    told = card(letter(sentences=("é" * 600,) * 40).message)
    assert len(json.dumps(told, ensure_ascii=False).encode()) < 28_000
    assert texts(told)[-2] == "… the rest stands in the portal."
    assert texts(told)[-3] == "• " + "é" * 600


def test_a_test_has_one_button() -> None:
    told = card(message.test("ops", "https://portal.example.org/", "2026-11-29T12:00:00+00:00"))
    assert len(told["attachments"][0]["content"]["actions"]) == 1


@pytest.mark.parametrize(("answer", "permanent"), [(Behaviour(413), True), (Behaviour(429, {"retry-after": "9"}), False), (Behaviour(404), True)])  # fmt: skip
def test_what_is_not_taken_is_told(hook: Server, answer: Behaviour, permanent: bool) -> None:
    hook.answers(answer)
    with pytest.raises(NotifyError) as found:
        send(letter(), target(hook, url=hook.url))
    assert found.value.permanent is permanent


def test_where_it_leads_is_shown_without_the_secret() -> None:
    url = "https://prod-01.westeurope.logic.azure.com:443/workflows/abc/triggers/manual/paths/invoke?sig=very-secret"
    teams.check({"url": url}, ())
    assert teams.shown({"url": url}) == "prod-01.westeurope.logic.azure.com"
