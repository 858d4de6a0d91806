"""One comment on a pull request of GitHub, edited in place: every workspace of it, and where each stands."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from gitops_portal.adapters import github
from gitops_portal.adapters.notify import Kind, Letter, NotifyError, Sent, Target, judged

if TYPE_CHECKING:
    from gitops_portal.core.message import Message, Subject

MOST_BYTES: Final = 60_000
"""GitHub takes 65,536 characters."""
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()#+!|~>-])")
_NUMBER: Final = re.compile(r"[#!]?(\d{1,10})")
_PULL: Final = re.compile(r"https?://[^\s?#]+?/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)/pulls?/(\d{1,10})(?:[/?#].*)?")


def text(messages: tuple[Message, ...]) -> str:
    """The comment: a part for each workspace, whole lines of it as far as they go."""
    subject = messages[0].subject
    request = f" · [change request]({subject.request_url})" if subject.request_url else ""
    lines = [f"### Terraform plans{request}", ""]
    for one in messages:
        lines += _part(one)
    kept: list[str] = []
    size = 0
    for line in lines:
        size += len(line.encode()) + 1
        if size > MOST_BYTES:
            kept.append("… the rest stands in the portal.")
            break
        kept.append(line)
    return "\n".join(kept) + "\n"


def _part(message: Message) -> list[str]:
    subject = message.subject
    asked = f" – {escaped(message.asked)}" if message.asked else ""
    more = [f"- and {message.left_out} more"] if message.left_out else []
    head = f"**[{escaped(message.headline)}]({subject.url})**{asked}"
    return [head, "", *(f"- {escaped(one)}" for one in message.sentences), *more, ""]


def escaped(told: str) -> str:
    """What a plan says, as text: no markup, no link, nobody called by name."""
    plain = told.replace("&", "&amp;").replace("<", "&lt;")
    plain = _SPECIAL.sub(r"\\\1", plain)
    plain = plain.replace("@", "@<!-- -->").replace("://", ":<!-- -->//")
    return re.sub(r"(?i)\bwww\.", "www<!-- -->.", plain)


def number(pull_request: str, repository: str) -> str:
    """The number of a pull request of this very repository. Raises NotifyError."""
    told = pull_request.strip()
    if found := _NUMBER.fullmatch(told):
        return found[1]
    found = _PULL.fullmatch(told)
    if found and found[1].lower() == repository.lower():
        return found[2]
    raise NotifyError("The run names no pull request of the workspace's repository.", permanent=True)


def send(letter: Letter, target: Target) -> Sent:
    """Edits the comment that stands; where somebody deleted it, there is a new one."""
    subject = letter.message.subject
    place = github.repository(subject.repository, github.api_of(target))
    issue = number(subject.pull_request, place)
    body = {"body": text(letter.beside or (letter.message,))}
    if letter.earlier:
        sent, answer = github.ask(target, "PATCH", f"/repos/{place}/issues/comments/{letter.earlier}", body)
        if answer.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return _kept(judged(answer, letter.now, body=sent), letter.earlier)
    sent, answer = github.ask(target, "POST", f"/repos/{place}/issues/{issue}/comments", body)
    return _kept(judged(answer, letter.now, body=sent), _id(answer.body))


def _kept(sent: Sent, reference: str) -> Sent:
    return Sent(body=sent.body, status=sent.status, reference=reference)


def _id(body: bytes) -> str:
    """The comment's id: it stands before its text, so also in the beginning of a long answer."""
    try:
        return str(int(json.loads(body)["id"]))
    except (ValueError, KeyError, TypeError):
        found = re.search(rb'"id":\s*(\d{1,20})', body)
        return found[1].decode() if found else ""


def _of_a_pull_request(subject: Subject) -> bool:
    return bool(subject.pull_request)


github_comment = Kind(
    id="github_comment",
    title="GitHub comment",
    fields=github.FIELDS,
    send=send,
    check=github.check,
    shown=github.shown,
    per_request=True,
    speaks_of=_of_a_pull_request,
)
