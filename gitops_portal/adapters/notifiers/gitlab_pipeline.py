"""A pipeline on GitLab is started, where somebody asks for a run to revert drift: its plan comes back as any other."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from msgspec import structs

from gitops_portal.adapters import gitlab, outbound, pipelines, repositories
from gitops_portal.adapters.notify import HIDDEN, Field, Kind, Letter, NotifyError, Sent, Target, judged
from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.core.message import Message

PREFIX: Final = "DRIFT_"
_EXPANDED: Final = re.compile("[$%]")
"""Where GitLab expands a variable's value by other variables, which may be secret."""


def variables(message: Message) -> dict[str, str]:
    """What the pipeline is told, without anything that GitLab would expand. Raises NotifyError."""
    plain = tuple(one for one in message.addresses if not _EXPANDED.search(one))
    left_out = message.left_out + len(message.addresses) - len(plain)
    told = pipelines.told(structs.replace(message, addresses=plain, left_out=left_out))
    return {f"{PREFIX}{name.upper()}": _EXPANDED.sub("", value) for name, value in told.items()}


def trigger(letter: Letter, target: Target) -> dict[str, Any]:
    """The body of the request, but for the token, which GitLab takes in the body alone. Raises NotifyError."""
    return {"ref": pipelines.ref(letter, target), "variables": variables(letter.message)}


def send(letter: Letter, target: Target) -> Sent:
    told, place = trigger(letter, target), gitlab.project(letter, target)
    token = target.settings["token"]
    url = f"{gitlab.api_of(target)}/projects/{quote(place, safe='')}/trigger/pipeline"
    headers = {"Content-Type": "application/json; charset=utf-8"}
    sent = json.dumps({**told, "token": token}, ensure_ascii=False).encode()
    answer = outbound.send("POST", url, sent, headers, allowed=target.allowed)
    answer = answer._replace(body=answer.body.replace(token.encode(), HIDDEN.encode()))
    return judged(answer, letter.now, body=json.dumps(told, ensure_ascii=False))


def check(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    gitlab.check(settings, allowed)
    pipelines.check_ref(settings)
    if told := settings.get("repository"):
        try:
            found = repositories.parts(told, urlsplit(settings.get("api") or gitlab.API).hostname or "")
        except NotifyError:
            found = []
        if len(found) < 2:  # noqa: PLR2004 - a group and a project
            raise Invalid("A project is named as group/project, or by its address at this API.")


def shown(settings: Mapping[str, str]) -> str:
    return f"{settings.get('repository') or 'each project'} at {gitlab.shown(settings)}"


gitlab_pipeline = Kind(
    id="gitlab_pipeline",
    title="GitLab pipeline",
    fields=(
        Field("repository", "Project", "As group/project. Empty: the one of each workspace.", required=False),
        pipelines.REF,
        Field("token", "Trigger token", "A pipeline trigger token of the project.", secret=True),
        gitlab.FIELDS[1],
    ),
    send=send,
    check=check,
    shown=shown,
    only=pipelines.ONLY,
)
