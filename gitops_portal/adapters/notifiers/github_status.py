"""A commit status on GitHub for each workspace: it waits, holds or has failed, and always comes to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.adapters import github
from gitops_portal.adapters.notify import Kind, Letter, Sent, Target, judged, of_a_commit
from gitops_portal.core.standing import said, standing

if TYPE_CHECKING:
    from gitops_portal.core.message import Message


def status(message: Message) -> dict[str, str]:
    subject = message.subject
    return {
        "state": github.STATES[standing(message)],
        "context": f"gitops-portal/{subject.workspace}",
        "description": said(message, github.DESCRIPTION),
        "target_url": subject.url,
    }


def send(letter: Letter, target: Target) -> Sent:
    place = github.Repository(letter, target, github.STATUSES)
    body, answer = place.ask("POST", f"/statuses/{letter.message.subject.commit}", status(letter.message))
    return judged(answer, letter.now, body=body)


github_status = Kind(
    id="github_status",
    title="GitHub commit status",
    fields=github.FIELDS,
    send=send,
    check=github.check,
    shown=github.shown,
    speaks_of=of_a_commit,
)
