"""A build status on Bitbucket, Cloud or Data Center, for each workspace and commit: it always comes to an end."""

from __future__ import annotations

import hashlib
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from gitops_portal.adapters import outbound, repositories
from gitops_portal.adapters.notify import Field, Kind, Letter, NotifyError, Sent, Target, judged, of_a_commit
from gitops_portal.core.errors import Invalid
from gitops_portal.core.standing import Standing, said, standing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.core.message import Message

CLOUD: Final = "https://api.bitbucket.org"
KEY: Final = 40
"""Characters of a key that Bitbucket Cloud takes."""
DESCRIPTION: Final = 250
STATES: Final = {
    Standing.WAITING: "INPROGRESS",
    Standing.PASSED: "SUCCESSFUL",
    Standing.FAILED: "FAILED",
    Standing.BROKEN: "FAILED",
}
_ENDED: Final = {True: "STOPPED", False: "CANCELLED"}
"""At Bitbucket Cloud, and at Data Center."""


def status(message: Message, *, cloud: bool) -> dict[str, str]:
    subject = message.subject
    name = f"gitops-portal/{subject.workspace}"
    return {
        "key": name if len(name) <= KEY else f"gitops-portal/{hashlib.sha256(name.encode()).hexdigest()[:24]}",
        "state": STATES.get(standing(message), _ENDED[cloud]),
        "name": name,
        "description": said(message, DESCRIPTION),
        "url": subject.url,
    }


def place(repository: str, api: str) -> str:
    """The path of a commit's statuses, but for the commit. Raises NotifyError."""
    cloud = api == CLOUD
    found = repositories.parts(repository, "bitbucket.org" if cloud else urlsplit(api).hostname or "")
    if not cloud:  # as it is cloned, and as a browser shows it
        found = found[1:] if found[0] == "scm" else found
        found = found[1::2][:2] if found[0] == "projects" and found[2:3] == ["repos"] else found
    if len(found) != 2:  # noqa: PLR2004 - the owner and the name
        raise NotifyError("The workspace names no repository as owner/name or an address of it.", permanent=True)
    owner, name = (quote(part) for part in found)
    return (
        f"/2.0/repositories/{owner}/{name}/commit"
        if cloud
        else f"/rest/api/latest/projects/{owner}/repos/{name}/commits"
    )


def send(letter: Letter, target: Target) -> Sent:
    api = (target.settings.get("api") or CLOUD).rstrip("/")
    subject, cloud = letter.message.subject, api == CLOUD
    url = f"{api}{place(subject.repository, api)}/{subject.commit}/{'statuses/build' if cloud else 'builds'}"
    body = json.dumps(status(letter.message, cloud=cloud), ensure_ascii=False)
    headers = {
        "Authorization": f"Bearer {target.settings['token']}",
        "Accept": "application/json",
        "Content-Type": "application/json; charset=utf-8",
    }
    answer = outbound.send("POST", url, body.encode(), headers, allowed=target.allowed)
    return judged(answer, letter.now, body=body, good=_taken)


def _taken(answer: outbound.Answer) -> bool:
    return answer.status in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT}


def check(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    outbound.place(settings.get("api") or CLOUD, allowed)
    if not re.fullmatch(r"[!-~]{1,1000}", settings["token"]):
        raise Invalid("A token of Bitbucket has no blanks in it.")


def shown(settings: Mapping[str, str]) -> str:
    return urlsplit(settings.get("api") or CLOUD).hostname or ""


bitbucket_status = Kind(
    id="bitbucket_status",
    title="Bitbucket build status",
    fields=(
        Field("token", "Token", "An access token of the repositories: on Cloud with repository:write.", secret=True),
        Field("api", "Address", "Empty: Bitbucket Cloud. Data Center: https://bitbucket.example.org.", required=False),
    ),
    send=send,
    check=check,
    shown=shown,
    speaks_of=of_a_commit,
)
