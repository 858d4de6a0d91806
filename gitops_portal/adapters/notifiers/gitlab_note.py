"""One note on a merge request of GitLab, edited in place: all its workspaces, and nothing of a plan is markup."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Final

from gitops_portal.adapters import gitlab
from gitops_portal.adapters.markdown import comment
from gitops_portal.adapters.notify import About, Kind, Letter, Sent, Target, judged, of_a_pull_request

MOST_BYTES: Final = 60_000
"""As on GitHub; GitLab takes more than anybody reads."""


def send(letter: Letter, target: Target) -> Sent:
    """Edits the note that stands; where somebody deleted it, there is a new one."""
    place = gitlab.project(letter, target)
    notes = f"/merge_requests/{gitlab.merge_request(letter, place)}/notes"
    body = {"body": comment(letter.beside or (letter.message,), MOST_BYTES)}
    if letter.earlier:
        sent, answer = gitlab.ask(target, "PUT", place, f"{notes}/{letter.earlier}", body)
        if answer.status != HTTPStatus.NOT_FOUND:
            return judged(answer, letter.now, body=sent).refers(letter.earlier)
    sent, answer = gitlab.ask(target, "POST", place, notes, body)
    return judged(answer, letter.now, body=sent).refers(_id(answer.body))


def _id(body: bytes) -> str:
    """It stands before the note's text, so also in the beginning of a long answer."""
    try:
        return str(int(json.loads(body)["id"]))
    except (ValueError, KeyError, TypeError):
        found = re.match(rb'\{"id":\s*(\d{1,20})', body)
        return found[1].decode() if found else ""


gitlab_note = Kind(
    id="gitlab_note",
    title="GitLab note",
    fields=gitlab.FIELDS,
    send=send,
    check=gitlab.check,
    shown=gitlab.shown,
    about=About.REQUEST,
    speaks_of=of_a_pull_request,
)
