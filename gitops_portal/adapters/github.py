"""GitHub's REST API by a plain token or an App: where a repository lies in, requests to it out."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from gitops_portal.adapters import github_app, outbound
from gitops_portal.adapters.notify import HIDDEN, Field, NotifyError
from gitops_portal.core.errors import Invalid
from gitops_portal.core.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.adapters.notify import Letter, Target

API: Final = "https://api.github.com"
VERSION: Final = "2022-11-28"
_API: Final = Field(
    "api", "API", f"Empty: {API}. Of GitHub Enterprise Server: https://github.example.org/api/v3.", required=False
)
FIELDS: Final = (
    Field(
        "token",
        "Token",
        "Of the repositories that it is for, with as little as it needs: see the page on channels. Or an App:",
        secret=True,
        required=False,
    ),
    github_app.APP._replace(required=False),
    github_app.PRIVATE_KEY._replace(required=False),
    _API,
)
FIELDS_OF_APPS: Final = (github_app.APP, github_app.PRIVATE_KEY, _API)
DESCRIPTION: Final = 140
"""Characters of what stands beside a status."""
STATES: Final = {
    Standing.WAITING: "pending",
    Standing.PASSED: "success",
    Standing.FAILED: "failure",
    Standing.BROKEN: "error",
    Standing.ENDED: "error",
}
"""What no longer can be applied is an error: nobody is left with a circle that turns for ever."""
STATUSES: Final = {"statuses": "write"}
"""What an App's token may do that writes them."""
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


def place_of(letter: Letter, target: Target) -> str:
    """The repository that the channel names, else the one that a message is about. Raises NotifyError."""
    return repository(target.settings.get("repository") or letter.message.subject.repository, api_of(target))


class Repository:
    """One repository, asked for one letter by what the channel holds. `needs`: what an App's token may do there."""

    def __init__(self, letter: Letter, target: Target, needs: Mapping[str, str]) -> None:
        """Raises NotifyError where the letter is about no repository of this API."""
        self.name, self._letter, self._target = place_of(letter, target), letter, target
        self._needs = {**needs}

    def ask(self, method: str, path: str, body: Mapping[str, Any]) -> tuple[str, outbound.Answer]:
        """What was sent to a path below the repository, and what was answered, without the App's token."""
        whole = f"/repos/{self.name}{path}"
        settings = self._target.settings
        if not settings.get("app"):
            return _sent(body), _asked(self._target, method, whole, body, settings["token"])
        token = self._token()
        answer = _asked(self._target, method, whole, body, token)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            github_app.forget(settings, api_of(self._target), self.name, self._needs)
            token = self._token()
            answer = _asked(self._target, method, whole, body, token)
        return _sent(body), answer._replace(body=answer.body.replace(token.encode(), HIDDEN.encode()))

    def _token(self) -> str:
        target = self._target

        def ask(method: str, path: str, body: Mapping[str, Any] | None, token: str) -> outbound.Answer:
            return _asked(target, method, path, body, token)

        return github_app.token(target.settings, api_of(target), self.name, self._needs, self._letter.now, ask)


def _sent(body: Mapping[str, Any] | None) -> str:
    return "" if body is None else json.dumps(body, ensure_ascii=False)


def _asked(target: Target, method: str, path: str, body: Mapping[str, Any] | None, token: str) -> outbound.Answer:
    headers = {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json; charset=utf-8",
        "X-GitHub-Api-Version": VERSION,
    }
    return outbound.send(method, api_of(target) + path, _sent(body).encode(), headers, allowed=target.allowed)


def check(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    """Either a token, or an App with its key; where there are both, the App counts."""
    outbound.place(settings.get("api") or API, allowed)
    token = settings.get("token", "")
    if settings.get("app") or settings.get("private_key"):
        github_app.check(settings)
    elif not token:
        raise Invalid("Enter a token, or a GitHub App and its private key.")
    if token and not re.fullmatch(r"[!-~]{1,1000}", token):
        raise Invalid("A token of GitHub has no blanks in it.")


def shown(settings: Mapping[str, str]) -> str:
    host = urlsplit(settings.get("api") or API).hostname or ""
    return f"{host} by the App {settings['app']}" if settings.get("app") else host


def reference(body: bytes) -> str:
    """The id of what was made: it stands before its text, so also in the beginning of a long answer."""
    try:
        return str(int(json.loads(body)["id"]))
    except (ValueError, KeyError, TypeError):
        found = re.search(rb'"id":\s*(\d{1,20})', body)
        return found[1].decode() if found else ""
