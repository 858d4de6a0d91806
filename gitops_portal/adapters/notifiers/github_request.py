"""One commit status on GitHub for a whole change request: as its worst workspace stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.adapters import github
from gitops_portal.adapters.notify import About, Kind, Letter, Sent, Target, judged, of_a_commit
from gitops_portal.core.standing import counted, together

if TYPE_CHECKING:
    from collections.abc import Collection

    from gitops_portal.core.message import Message


def status(messages: Collection[Message], url: str) -> dict[str, str]:
    return {
        "state": github.STATES[together(messages)],
        "context": "gitops-portal",
        "description": counted(messages, github.DESCRIPTION),
        "target_url": url,
    }


def send(letter: Letter, target: Target) -> Sent:
    place, subject = github.Repository(letter, target, github.STATUSES), letter.message.subject
    told = status(letter.beside or (letter.message,), subject.request_url or subject.url)
    body, answer = place.ask("POST", f"/statuses/{subject.commit}", told)
    return judged(answer, letter.now, body=body)


github_request = Kind(
    id="github_request",
    title="GitHub commit status of the change request",
    fields=github.FIELDS,
    send=send,
    check=github.check,
    shown=github.shown,
    about=About.COMMIT,
    speaks_of=of_a_commit,
)
