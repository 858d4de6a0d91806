"""A check run on GitHub for each workspace and commit, by an App: what the run comes to, edited as it goes on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.adapters import github
from gitops_portal.adapters.markdown import bounded, part
from gitops_portal.adapters.notify import Kind, Letter, Sent, Target, judged, of_a_commit
from gitops_portal.core import words
from gitops_portal.core.lifecycle import State

if TYPE_CHECKING:
    from gitops_portal.core.message import Message

MOST_BYTES: Final = 65_535
"""Of a summary: GitHub counts bytes where its document says characters."""
NEEDS: Final = {"checks": "write"}
_MOVES: Final = {State.QUEUED: "queued", State.EVALUATING: "in_progress"}
_CONCLUSIONS: Final = {
    State.AWAITING: "action_required",
    State.CHANGES_REQUESTED: "action_required",
    State.BLOCKED: "failure",
    State.REJECTED: "failure",
    State.APPLY_FAILED: "failure",
    State.ERRORED: "failure",
    State.APPROVED: "success",
    State.AUTO_APPROVED: "success",
    State.OBSERVED: "success",
    State.APPLIED: "success",
    State.SUPERSEDED: "cancelled",
    State.OUTDATED: "cancelled",
    State.EXPIRED: "timed_out",
}
"""None that lets a change be merged unless somebody, or a rule, approved it: `neutral` and `skipped` would."""


def check_run(message: Message) -> dict[str, Any]:
    """Without the commit, which is told once. What waits for a person is an end for GitHub, and goes on later."""
    subject, state = message.subject, State(message.subject.state)
    ends = {} if state in _MOVES else {"conclusion": _CONCLUSIONS[state], "completed_at": message.at}
    asked = f". {message.asked}" if message.asked else ""
    return {
        "name": f"gitops-portal/{subject.workspace}",
        "details_url": subject.url,
        "external_id": f"{subject.workspace}/{subject.run}",
        "status": _MOVES.get(state, "completed"),
        **ends,
        "output": {"title": f"{words.STATES[state]}{asked}", "summary": bounded(part(message), MOST_BYTES)},
    }


def send(letter: Letter, target: Target) -> Sent:
    """Edits the check run that stands; where GitHub dropped it, there is a new one."""
    place, told = github.Repository(letter, target, NEEDS), check_run(letter.message)
    if letter.earlier:
        body, answer = place.ask("PATCH", f"/check-runs/{letter.earlier}", told)
        if answer.status != HTTPStatus.NOT_FOUND:
            return judged(answer, letter.now, body=body).refers(letter.earlier)
    body, answer = place.ask("POST", "/check-runs", {**told, "head_sha": letter.message.subject.commit})
    return judged(answer, letter.now, body=body).refers(github.reference(answer.body))


github_check = Kind(
    id="github_check",
    title="GitHub check run",
    fields=github.FIELDS_OF_APPS,
    send=send,
    check=github.check,
    shown=github.shown,
    speaks_of=of_a_commit,
)
