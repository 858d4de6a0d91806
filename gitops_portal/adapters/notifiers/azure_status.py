"""A status on Azure DevOps for each workspace and commit: it always comes to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.adapters import azure_devops as azure
from gitops_portal.adapters.notify import Kind, Letter, Sent, Target, of_a_commit
from gitops_portal.core.standing import said, standing

if TYPE_CHECKING:
    from gitops_portal.core.message import Message


def status(message: Message) -> dict[str, Any]:
    return {
        "state": azure.STATES[standing(message)],
        "description": said(message, azure.DESCRIPTION),
        "targetUrl": message.subject.url,
        "context": {"genre": "gitops-portal", "name": message.subject.workspace},
    }


def send(letter: Letter, target: Target) -> Sent:
    path = f"/commits/{letter.message.subject.commit}/statuses"
    return azure.post(letter, target, azure.repository(letter, target), path, status(letter.message))


azure_status = Kind(
    id="azure_status",
    title="Azure DevOps commit status",
    fields=azure.FIELDS,
    send=send,
    check=azure.check,
    shown=azure.shown,
    speaks_of=of_a_commit,
)
