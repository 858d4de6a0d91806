"""A message to Slack by an incoming webhook: escaped, bounded, and readable without its blocks."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.adapters import outbound
from gitops_portal.adapters.notify import Field, Kind, Letter, Sent, Target, check_url, host, judged

if TYPE_CHECKING:
    from gitops_portal.core.message import Message

SECTION: Final = 3000
"""Characters of one section that Slack takes."""
LINE: Final = 500


def text(message: Message) -> dict[str, Any]:
    """The message as Slack takes it. `text` is what notifications show, and screens without blocks."""
    headline = f"*{escaped(message.headline)}*"
    if message.subject.url:
        headline = f"*<{escaped(message.subject.url)}|{escaped(message.headline)}>*"
    said = [f"• {escaped(sentence)}" for sentence in message.sentences]
    if message.left_out:
        said.append(f"and {message.left_out} more")
    blocks = [_section(headline), *([_section(_bounded(said))] if said else [])]
    if beside := _beside(message):
        blocks.append({"type": "context", "elements": [_mrkdwn(beside)]})
    return {"text": escaped(message.headline), "unfurl_links": False, "unfurl_media": False, "blocks": blocks}


def escaped(told: str) -> str:
    """Cut before it is escaped, so that no escape is cut in two; `<` begins links and calls people by name."""
    short = told if len(told) <= LINE else f"{told[: LINE - 1]}…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "¦")


def _bounded(lines: list[str]) -> str:
    """Whole lines, as many as a section takes."""
    kept: list[str] = []
    for line in lines:
        if sum(len(one) + 1 for one in [*kept, line]) > SECTION - 10:
            kept.append("…")
            break
        kept.append(line)
    return "\n".join(kept)


def _beside(message: Message) -> str:
    """Who acts next, and what of the repository it is."""
    subject = message.subject
    told = [message.asked, subject.repository, subject.commit[:10], subject.actor]
    return " · ".join(escaped(one) for one in told if one)


def _section(said: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(said)}


def _mrkdwn(said: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": said, "verbatim": True}  # nothing in it becomes a link by itself


def send(letter: Letter, target: Target) -> Sent:
    body = json.dumps(text(letter.message), ensure_ascii=False)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = outbound.send("POST", target.settings["url"], body.encode(), headers, allowed=target.allowed)
    return judged(answer, letter.now, body=body, good=_taken)


def _taken(answer: outbound.Answer) -> bool:
    """Slack says so in a word; any other answer, also with 200, is none of Slack's."""
    return answer.status == HTTPStatus.OK and answer.body.strip() == b"ok"


slack = Kind(
    id="slack",
    title="Slack",
    fields=(Field("url", "Address", "Of the incoming webhook, as Slack shows it: it is a secret.", secret=True),),
    send=send,
    check=check_url,
    shown=host,
    to_people=True,
)
