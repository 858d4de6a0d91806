"""One status on a pull request of Azure DevOps: as its worst workspace stands, for a branch policy to ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.adapters import azure_devops as azure
from gitops_portal.adapters.notify import About, Kind, Letter, Sent, Target, of_a_pull_request
from gitops_portal.core.standing import counted, together

if TYPE_CHECKING:
    from collections.abc import Collection

    from gitops_portal.core.message import Message


def status(messages: Collection[Message], url: str) -> dict[str, Any]:
    return {
        "state": azure.STATES[together(messages)],
        "description": counted(messages, azure.DESCRIPTION),
        "targetUrl": url,
        "context": {"genre": "gitops-portal", "name": "plans"},
    }


def send(letter: Letter, target: Target) -> Sent:
    place, subject = azure.repository(letter, target), letter.message.subject
    path = f"/pullRequests/{azure.pull_request(letter, place)}/statuses"
    told = status(letter.beside or (letter.message,), subject.request_url or subject.url)
    return azure.post(letter, target, place, path, told)


azure_request = Kind(
    id="azure_request",
    title="Azure DevOps pull request status",
    fields=azure.FIELDS,
    send=send,
    check=azure.check,
    shown=azure.shown,
    about=About.REQUEST,
    speaks_of=of_a_pull_request,
)
