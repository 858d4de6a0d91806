"""A commit status on GitLab for each workspace: an external job, which always comes to an end."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from gitops_portal.adapters import gitlab
from gitops_portal.adapters.notify import Kind, Letter, Sent, Target, judged, of_a_commit
from gitops_portal.core.standing import Standing, said, standing

if TYPE_CHECKING:
    from gitops_portal.adapters.outbound import Answer
    from gitops_portal.core.message import Message

DESCRIPTION: Final = 140
STATES: Final = {
    Standing.WAITING: "pending",
    Standing.PASSED: "success",
    Standing.FAILED: "failed",
    Standing.BROKEN: "failed",
    Standing.ENDED: "canceled",
}
"""Never `running`: GitLab lets nothing go from there back to waiting."""


def status(message: Message) -> dict[str, str]:
    return {
        "state": STATES[standing(message)],
        "name": f"gitops-portal/{message.subject.workspace}",
        "description": said(message, DESCRIPTION),
        "target_url": message.subject.url,
    }


def send(letter: Letter, target: Target) -> Sent:
    place, told = gitlab.project(letter, target), status(letter.message)
    body, answer = gitlab.ask(target, "POST", place, f"/statuses/{letter.message.subject.commit}", told)
    return judged(answer, letter.now, body=body, good=_taken)


def _taken(answer: Answer) -> bool:
    """What waits already may not be told so again, before GitLab 18: then it says what it should."""
    again = answer.status == HTTPStatus.BAD_REQUEST and b"Cannot transition status via :enqueue" in answer.body
    return again or answer.status in {HTTPStatus.OK, HTTPStatus.CREATED}


gitlab_status = Kind(
    id="gitlab_status",
    title="GitLab commit status",
    fields=gitlab.FIELDS,
    send=send,
    check=gitlab.check,
    shown=gitlab.shown,
    speaks_of=of_a_commit,
)
