"""GitLab asks of a merge request (an external status check), and is answered whenever what the portal says changes."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

from gitops_portal.adapters import gitlab, repositories
from gitops_portal.adapters.notify import (
    Kind,
    Letter,
    NotifyError,
    Question,
    Sent,
    Target,
    Verdict,
    judged,
    of_a_commit,
    proven,
    signing,
)
from gitops_portal.core.documents import reader

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_STATUSES: Final = {Verdict.ALLOWED: "passed", Verdict.REFUSED: "failed", Verdict.WAITING: "pending"}


class _Kind(Struct):
    object_kind: str = ""


class _Commit(Struct):
    id: str


class _MergeRequest(Struct):
    iid: int
    last_commit: _Commit


class _Project(Struct):
    path_with_namespace: str


class _Check(Struct):
    id: int


class _Asked(Struct):
    object_attributes: _MergeRequest
    project: _Project
    external_approval_rule: _Check


def reads(head: Mapping[str, str], body: bytes, settings: Mapping[str, str], now: datetime) -> Question | None:
    """The same arrives for comments: they ask nothing."""
    proven(head.get("X-GitLab-Signature", ""), signing(settings, now), body)
    text = reader.text(body)
    if reader.decode(text, _Kind, what="the request").object_kind != "merge_request":
        return None
    asked = reader.decode(text, _Asked, what="the request")
    merge_request, check = str(asked.object_attributes.iid), str(asked.external_approval_rule.id)
    commit, project = asked.object_attributes.last_commit.id, asked.project.path_with_namespace
    return Question(
        key=hashlib.sha256(f"{project} {merge_request} {check} {commit}".encode()).hexdigest(),
        repository=project,
        commit=commit,
        details={"merge_request": merge_request, "check": check},
    )


def place(repository: str, settings: Mapping[str, str]) -> str:
    host = urlsplit(settings.get("api") or gitlab.API).hostname or ""
    return "/".join(repositories.parts(repository, host))


def answer(letter: Letter) -> dict[str, Any]:
    if letter.asked is None:
        raise NotifyError("GitLab asked nothing.", permanent=True)
    question = letter.asked.question
    return {
        "sha": question.commit,
        "external_status_check_id": int(question.details["check"]),
        "status": _STATUSES[letter.asked.verdict],
    }


def send(letter: Letter, target: Target) -> Sent:
    """A conflict says that the merge request has a newer commit, of which GitLab asks by itself."""
    told, project = answer(letter), gitlab.project(letter, target)
    number = letter.asked.question.details["merge_request"] if letter.asked else ""
    path = f"/merge_requests/{number}/status_check_responses"
    body, answered = gitlab.ask(target, "POST", project, path, told)
    if answered.status == HTTPStatus.CONFLICT:
        return Sent(body=body, status=answered.status, answer="The merge request has a newer commit.", settles=True)
    return judged(answered, letter.now, body=body)


gitlab_check = Kind(
    id="gitlab_check",
    title="GitLab external status check",
    fields=gitlab.FIELDS,
    send=send,
    check=gitlab.check,
    shown=gitlab.shown,
    signs=True,
    reads=reads,
    place=place,
    speaks_of=of_a_commit,
)
