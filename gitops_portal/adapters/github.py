"""GitHub's REST API by a plain token: where a repository lies in, requests to it out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from gitops_portal.adapters import outbound
from gitops_portal.adapters.notify import Field, NotifyError
from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.adapters.notify import Target

API: Final = "https://api.github.com"
VERSION: Final = "2022-11-28"
FIELDS: Final = (
    Field(
        "token",
        "Token",
        "Of the repositories that it is for, with as little as it needs: see the page on channels.",
        True,
    ),
    Field(
        "api", "API", f"Empty: {API}. Of GitHub Enterprise Server: https://github.example.org/api/v3.", required=False
    ),
)
_PLACE: Final = re.compile(
    r"(?:(?:[a-z+]+://)?(?:[^/@\s]*@)?(?P<host>[a-z0-9.-]+\.[a-z0-9-]+)(?::\d+)?[/:])?"
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<name>[A-Za-z0-9._-]+?)(?:\.git)?/?",
    re.IGNORECASE,
)


def repository(told: str, api: str) -> str:
    """`owner/name` of a workspace's repository. Raises NotifyError where it is none that this API has."""
    found = _PLACE.fullmatch(told.strip())
    if not found or found["name"] in {".", ".."}:
        raise NotifyError("The workspace names no repository as owner/name or an address of it.", permanent=True)
    host = (urlsplit(api).hostname or "").removeprefix("api.")
    if found["host"] and found["host"].lower().removeprefix("www.") != host:
        raise NotifyError(f"The workspace's repository lies at {found['host']}, not at {host}.", permanent=True)
    return f"{found['owner']}/{found['name']}"


def api_of(target: Target) -> str:
    return (target.settings.get("api") or API).rstrip("/")


def ask(target: Target, method: str, path: str, body: Mapping[str, Any]) -> tuple[str, outbound.Answer]:
    """What was sent, and what was answered."""
    sent = json.dumps(body, ensure_ascii=False)
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {target.settings['token']}",
        "Content-Type": "application/json; charset=utf-8",
        "X-GitHub-Api-Version": VERSION,
    }
    return sent, outbound.send(method, api_of(target) + path, sent.encode(), headers, allowed=target.allowed)


def check(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    outbound.place(settings.get("api") or API, allowed)
    if not re.fullmatch(r"[!-~]{1,1000}", settings["token"]):
        raise Invalid("A token of GitHub has no blanks in it.")


def shown(settings: Mapping[str, str]) -> str:
    return urlsplit(settings.get("api") or API).hostname or ""
