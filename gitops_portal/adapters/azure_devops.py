"""Azure DevOps' REST API by a token: where a repository lies in, statuses posted there out."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from gitops_portal.adapters import outbound, repositories
from gitops_portal.adapters.notify import Field, NotifyError, judged
from gitops_portal.core.errors import Invalid
from gitops_portal.core.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.adapters.notify import Letter, Sent, Target

API: Final = "https://dev.azure.com"
VERSION: Final = "7.1"
DESCRIPTION: Final = 250
STATES: Final = {
    Standing.WAITING: "pending",
    Standing.PASSED: "succeeded",
    Standing.FAILED: "failed",
    Standing.BROKEN: "error",
    Standing.ENDED: "error",
}
FIELDS: Final = (
    Field("token", "Token", "A personal access token with the scope Code (status).", secret=True),
    Field("api", "Address", f"Empty: {API}. Of Azure DevOps Server: https://azure.example.org.", required=False),
)


def repository(letter: Letter, target: Target) -> list[str]:
    """Organisation (or collection), project and repository. Raises NotifyError."""
    found = repositories.parts(letter.message.subject.repository, urlsplit(_api(target)).hostname or "")
    found = [part for part in found if part != "_git"]
    if found[0] == "v3":  # as it is cloned by SSH
        found = found[1:]
    if len(found) != 3:  # noqa: PLR2004 - as the docstring counts
        told = "The workspace names no repository as organisation/project/repository or an address of it."
        raise NotifyError(told, permanent=True)
    return found


def pull_request(letter: Letter, place: list[str]) -> str:
    """The number of a pull request of this very repository. Raises NotifyError."""
    *project, name = (re.escape(quote(part)) for part in place)
    address = rf"{'/'.join(project)}/_git/{name}/pullrequest/(?P<number>\d{{1,10}})"
    return repositories.number(letter.message.subject.pull_request, address)


def post(letter: Letter, target: Target, place: list[str], path: str, told: Mapping[str, Any]) -> Sent:
    """A status, below a repository. Raises NotifyError, also for the page that asks people to sign in."""
    organisation, project, name = (quote(part, safe="") for part in place)
    body = json.dumps(told, ensure_ascii=False)
    url = f"{_api(target)}/{organisation}/{project}/_apis/git/repositories/{name}{path}?api-version={VERSION}"
    headers = {
        "Authorization": f"Basic {b64encode(b':' + target.settings['token'].encode()).decode()}",
        "Content-Type": "application/json; charset=utf-8",
    }
    answer = outbound.send("POST", url, body.encode(), headers, allowed=target.allowed)
    if answer.status in {HTTPStatus.NON_AUTHORITATIVE_INFORMATION, HTTPStatus.FOUND}:
        raise NotifyError("It asks to sign in: the token is not taken.", permanent=True, status=answer.status)
    return judged(answer, letter.now, body=body)


def _api(target: Target) -> str:
    return (target.settings.get("api") or API).rstrip("/")


def check(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    outbound.place(settings.get("api") or API, allowed)
    if not re.fullmatch(r"[!-~]{1,1000}", settings["token"]):
        raise Invalid("A token of Azure DevOps has no blanks in it.")


def shown(settings: Mapping[str, str]) -> str:
    return urlsplit(settings.get("api") or API).hostname or ""
