"""GitHub asks before a deployment (a custom protection rule), and is answered by an App once nothing waits."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.adapters import github
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
from gitops_portal.core.errors import Invalid
from gitops_portal.core.standing import cut

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

COMMENT: Final = 1024
MOST_REPORTS: Final = 9
"""GitHub takes ten for a deployment."""
NEEDS: Final = {"deployments": "write"}
EVENT: Final = "deployment_protection_rule"
_STATES: Final = {Verdict.ALLOWED: "approved", Verdict.REFUSED: "rejected"}


class _Deployment(Struct):
    sha: str


class _Repository(Struct):
    full_name: str


class _Asked(Struct):
    environment: str
    deployment_callback_url: str
    deployment: _Deployment
    repository: _Repository
    action: str = ""


def reads(head: Mapping[str, str], body: bytes, settings: Mapping[str, str], now: datetime) -> Question | None:
    """The address to answer at has to be the API's, of this repository; its number of a workflow's run is kept."""
    proven(head.get("X-Hub-Signature-256", "").removeprefix("sha256="), signing(settings, now), body)
    if head.get("X-GitHub-Event") != EVENT:
        return None
    asked = reader.decode(reader.text(body), _Asked, what="the request")
    if asked.action != "requested":
        return None
    api = (settings.get("api") or github.API).rstrip("/")
    address = rf"{re.escape(f'{api}/repos/{asked.repository.full_name}')}/actions/runs/(\d{{1,20}})/{EVENT}"
    found = re.fullmatch(address, asked.deployment_callback_url)
    if found is None:
        raise Invalid("The address to answer at is none of this repository at the API of this channel.")
    return Question(
        key=head.get("X-GitHub-Delivery", "")[:100] or hashlib.sha256(body).hexdigest(),
        repository=asked.repository.full_name,
        commit=asked.deployment.sha,
        place=asked.environment[:255],
        details={"run": found[1]},
    )


def place(repository: str, settings: Mapping[str, str]) -> str:
    return github.repository(repository, (settings.get("api") or github.API).rstrip("/"))


def answer(letter: Letter) -> dict[str, Any]:
    """Without a state it is a report: the deployment waits on."""
    if letter.asked is None:
        raise NotifyError("GitHub asked nothing.", permanent=True)
    state = _STATES.get(letter.asked.verdict)
    told = f"{letter.asked.why} {letter.message.subject.request_url or letter.message.subject.url}"
    return {
        "environment_name": letter.asked.question.place,
        "comment": cut(told, COMMENT),
        **({"state": state} if state else {}),
    }


def send(letter: Letter, target: Target) -> Sent:
    told = answer(letter)
    settles = "state" in told
    if letter.asked is None or (not settles and letter.asked.reports >= MOST_REPORTS):
        return Sent(body="", answer="GitHub takes no more reports that it has to wait; the answer comes all the same.")
    repository = github.Repository(letter, target, NEEDS)
    path = f"/actions/runs/{letter.asked.question.details['run']}/{EVENT}"
    body, answered = repository.ask("POST", path, told)
    return judged(answered, letter.now, body=body).settled(settles)


github_gate = Kind(
    id="github_gate",
    title="GitHub deployment protection rule",
    fields=github.FIELDS_OF_APPS,
    send=send,
    check=github.check,
    shown=github.shown,
    signs=True,
    reads=reads,
    place=place,
    speaks_of=of_a_commit,
)
