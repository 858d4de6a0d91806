"""A commit status on GitHub for each workspace: it waits, holds or has failed, and always comes to an end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.adapters import github
from gitops_portal.adapters.notify import Kind, Letter, Sent, Target, judged
from gitops_portal.core import words
from gitops_portal.core.lifecycle import State

if TYPE_CHECKING:
    from gitops_portal.core.message import Message, Subject

DESCRIPTION: Final = 140
_STATES: Final = {
    State.QUEUED: "pending",
    State.EVALUATING: "pending",
    State.AWAITING: "pending",
    State.CHANGES_REQUESTED: "pending",
    State.BLOCKED: "failure",
    State.REJECTED: "failure",
    State.APPLY_FAILED: "failure",
    State.APPROVED: "success",
    State.AUTO_APPROVED: "success",
    State.OBSERVED: "success",
    State.APPLIED: "success",
    State.ERRORED: "error",
    State.SUPERSEDED: "error",
    State.OUTDATED: "error",
    State.EXPIRED: "error",
}
"""What no longer can be applied is an error: nobody is left with a circle that turns for ever."""


def status(message: Message) -> dict[str, str]:
    subject = message.subject
    said = message.sentences[0] if message.sentences and not message.asked else message.asked
    told = f"{words.STATES[subject.state]}. {said}" if said else words.STATES[subject.state]
    return {
        "state": _STATES[State(subject.state)],
        "context": f"gitops-portal/{subject.workspace}",
        "description": told if len(told) <= DESCRIPTION else f"{told[: DESCRIPTION - 1]}…",
        "target_url": subject.url,
    }


def send(letter: Letter, target: Target) -> Sent:
    subject = letter.message.subject
    place = github.repository(subject.repository, github.api_of(target))
    body, answer = github.ask(target, "POST", f"/repos/{place}/statuses/{subject.commit}", status(letter.message))
    return judged(answer, letter.now, body=body)


def _of_a_commit(subject: Subject) -> bool:
    """A status belongs to a whole commit."""
    return bool(re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", subject.commit))


github_status = Kind(
    id="github_status",
    title="GitHub commit status",
    fields=github.FIELDS,
    send=send,
    check=github.check,
    shown=github.shown,
    speaks_of=_of_a_commit,
)
