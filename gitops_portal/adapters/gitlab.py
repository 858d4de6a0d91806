"""GitLab's REST API by a token: where a project lies in, requests to it out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from gitops_portal.adapters import outbound, repositories
from gitops_portal.adapters.notify import Field, NotifyError
from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.adapters.notify import Letter, Target

API: Final = "https://gitlab.com/api/v4"
FIELDS: Final = (
    Field("token", "Token", "Of the project or its group, with the scope api and the role Developer.", secret=True),
    Field("api", "API", f"Empty: {API}. Of another GitLab: https://gitlab.example.org/api/v4.", required=False),
)


def api_of(target: Target) -> str:
    return (target.settings.get("api") or API).rstrip("/")


def project(letter: Letter, target: Target) -> str:
    """The path of the project that the channel names, else of the workspace's, groups and all. Raises NotifyError."""
    told = target.settings.get("repository") or letter.message.subject.repository
    found = repositories.parts(told, urlsplit(api_of(target)).hostname or "")
    if len(found) == 1:
        raise NotifyError("The workspace names no project as group/project or an address of it.", permanent=True)
    return "/".join(found)


def merge_request(letter: Letter, project: str) -> str:
    """The number of a merge request of this very project. Raises NotifyError."""
    return repositories.number(
        letter.message.subject.pull_request, rf"{re.escape(project)}/(?:-/)?merge_requests/(?P<number>\d{{1,10}})"
    )


def ask(target: Target, method: str, place: str, path: str, body: Mapping[str, Any]) -> tuple[str, outbound.Answer]:
    """What was sent to a path below a project, and what was answered."""
    sent = json.dumps(body, ensure_ascii=False)
    headers = {"PRIVATE-TOKEN": target.settings["token"], "Content-Type": "application/json; charset=utf-8"}
    url = f"{api_of(target)}/projects/{quote(place, safe='')}{path}"
    return sent, outbound.send(method, url, sent.encode(), headers, allowed=target.allowed)


def check(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    outbound.place(settings.get("api") or API, allowed)
    if not re.fullmatch(r"[!-~]{1,1000}", settings["token"]):
        raise Invalid("A token of GitLab has no blanks in it.")


def shown(settings: Mapping[str, str]) -> str:
    return urlsplit(settings.get("api") or API).hostname or ""
