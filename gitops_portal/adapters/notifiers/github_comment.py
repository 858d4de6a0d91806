"""One comment on a pull request, edited in place: all its workspaces, bounded, and nothing of a plan is markup."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from gitops_portal.adapters import github
from gitops_portal.adapters.markdown import comment
from gitops_portal.adapters.notify import About, Kind, Letter, NotifyError, Sent, Target, judged, of_a_pull_request

MOST_BYTES: Final = 60_000
"""GitHub takes 65,536 characters."""
NEEDS: Final = {"pull_requests": "write"}
_NUMBER: Final = re.compile(r"[#!]?(\d{1,10})")
_PULL: Final = re.compile(r"https?://[^\s?#]+?/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)/pulls?/(\d{1,10})(?:[/?#].*)?")


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
    place = github.Repository(letter, target, NEEDS)
    issue = number(letter.message.subject.pull_request, place.name)
    body = {"body": comment(letter.beside or (letter.message,), MOST_BYTES)}
    if letter.earlier:
        sent, answer = place.ask("PATCH", f"/issues/comments/{letter.earlier}", body)
        if answer.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return judged(answer, letter.now, body=sent).refers(letter.earlier)
    sent, answer = place.ask("POST", f"/issues/{issue}/comments", body)
    return judged(answer, letter.now, body=sent).refers(github.reference(answer.body))


github_comment = Kind(
    id="github_comment",
    title="GitHub comment",
    fields=github.FIELDS,
    send=send,
    check=github.check,
    shown=github.shown,
    about=About.REQUEST,
    speaks_of=of_a_pull_request,
)
