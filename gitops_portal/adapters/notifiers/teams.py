"""A message to Microsoft Teams by a workflow's webhook: an Adaptive Card, bounded, and nothing of a plan is markup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.adapters import outbound
from gitops_portal.adapters.notify import Field, Kind, Letter, Sent, Target, check_url, host, judged

if TYPE_CHECKING:
    from gitops_portal.core.message import Message

MOST_BYTES: Final = 20_000
"""Teams refuses what is larger than about 28 kB."""


def card(message: Message) -> dict[str, Any]:
    """The message as a workflow takes it: as many whole sentences as fit."""
    subject = message.subject
    beside = " · ".join(one for one in (subject.repository, subject.commit[:10], subject.actor) if one)
    shown = [_text(message.headline, weight="Bolder", size="Medium")]
    shown += [_text(message.asked)] if message.asked else []
    said = [f"• {sentence}" for sentence in message.sentences]
    said += [f"and {message.left_out} more"] if message.left_out else []
    ends = [_text(beside, isSubtle=True, size="Small")] if beside else []
    kept: list[dict[str, Any]] = []
    for line in said:
        if _size([*shown, *kept, _text(line), *ends]) > MOST_BYTES:
            kept.append(_text("… the rest stands in the portal."))
            break
        kept.append(_text(line))
    addresses = {"Open in the portal": subject.url, "Change request": subject.request_url}
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [*shown, *kept, *ends],
        "actions": [{"type": "Action.OpenUrl", "title": title, "url": url} for title, url in addresses.items() if url],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return {"type": "message", "attachments": [attachment]}


def _text(said: str, **how: Any) -> dict[str, Any]:
    """Runs of text are shown as they are, where a block of text reads Markdown."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": said, **how}]}


def _size(blocks: list[dict[str, Any]]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False).encode())


def send(letter: Letter, target: Target) -> Sent:
    body = json.dumps(card(letter.message), ensure_ascii=False)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = outbound.send("POST", target.settings["url"], body.encode(), headers, allowed=target.allowed)
    return judged(answer, letter.now, body=body)


teams = Kind(
    id="teams",
    title="Microsoft Teams",
    fields=(Field("url", "Address", "Of the workflow's webhook, as Teams shows it: it is a secret.", secret=True),),
    send=send,
    check=check_url,
    shown=host,
    to_people=True,
)
