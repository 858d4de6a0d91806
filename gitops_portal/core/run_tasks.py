"""Run tasks of HCP Terraform and Terraform Enterprise: a request in, which workspace it is about and the answer out.

HCP posts a request at a stage of a run, signed with the key of the run task, and waits for its answer at another
address. `run-tasks-integration` of HashiCorp's documentation describes both.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

TEST_TOKEN: Final = "test-token"  # noqa: S105 - HashiCorp's own word for it
"""Which token the request has by which HCP finds out whether anybody is there."""
VERSION: Final = 1
MOST_OUTCOMES: Final = 20
"""Sentences of a brief in one answer; how many more there are is the last of them."""
LONGEST_MESSAGE: Final = 300
LONGEST_LINE: Final = 200
LONGEST_BODY: Final = 10_000
"""Characters; HCP advises less than 1 MB."""
LONGEST_SLUG: Final = 63
_ORGANISATION: Final = "{organization}"
_WORKSPACE: Final = "{workspace}"
_SLUG: Final = re.compile(r"[^a-z0-9]+")
_COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")


class Stage(StrEnum):
    POST_PLAN = "post_plan"
    """Passed: guardrails judged the plan, and nothing blocks it."""
    PRE_APPLY = "pre_apply"
    """Passed: the gate says that this very plan may be applied."""


class Told(StrEnum):
    """What an answer may say; the last two are final."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Capabilities(Struct):
    outcomes: bool | None = None


class Payload(Struct):
    """What HCP says. Whatever may be missing may be null, too."""

    payload_version: int | None = None
    stage: str | None = None
    access_token: str | None = None
    capabilities: Capabilities | None = None
    organization_name: str | None = None
    workspace_name: str | None = None
    run_id: str | None = None
    run_app_url: str | None = None
    run_created_by: str | None = None
    run_message: str | None = None
    task_result_id: str | None = None
    task_result_callback_url: str | None = None
    plan_json_api_url: str | None = None
    vcs_branch: str | None = None
    vcs_commit_url: str | None = None
    vcs_pull_request_url: str | None = None

    @property
    def is_test(self) -> bool:
        return self.access_token == TEST_TOKEN


class _Notification(Struct):
    run_status: str | None = None


class _Details(Struct):
    workspace_name: str | None = None
    organization_name: str | None = None


class News(Struct):
    """What a notification says: of a run (version 1), or of a health assessment (version "2")."""

    run_id: str | None = None
    workspace_name: str | None = None
    organization_name: str | None = None
    notifications: list[_Notification] | None = None
    trigger_scope: str | None = None
    details: _Details | None = None

    @property
    def is_assessment(self) -> bool:
        return self.trigger_scope == "assessment"

    @property
    def is_test(self) -> bool:
        """HCP asks whether anybody is there, of no workspace."""
        return not self.is_assessment and self.run_id is None

    @property
    def applied(self) -> bool:
        """Whether it says that a run was applied. Of a run that failed it does not say whether its apply did."""
        return any(one.run_status == "applied" for one in self.notifications or ())

    @property
    def place(self) -> tuple[str, str]:
        """The organization and the workspace over there; empty where it does not say."""
        told = self.details if self.is_assessment else self
        return (told and told.organization_name) or "", (told and told.workspace_name) or ""


class Outcome(Struct, frozen=True):
    """One line of an answer's table; `level` is none, info, warning or error."""

    id: str
    line: str
    body: str
    level: str
    label: str


def upload_key(task: UUID, run_there: str) -> str:
    """Under which a plan of their run is uploaded, once."""
    return f"hcp/{task}/{run_there}"


def signed(body: bytes, signature: str, key: str) -> bool:
    """Whether `signature` is the HMAC-SHA512 of the raw body by this key, in hexadecimal digits."""
    return hmac.compare_digest(signature.strip().lower().encode(errors="replace"), signature_of(body, key).encode())


def signature_of(body: bytes, key: str) -> str:
    return hmac.digest(key.encode(), body, hashlib.sha512).hex()


def news(body: bytes) -> News:
    """A notification whose signature holds. Raises PortalError where it is none."""
    return reader.decode(reader.text(body), News, what="the notification")


def read(body: bytes) -> Payload:
    """A request whose signature holds. Raises PortalError where it is none, or asks for what nobody can answer."""
    found = reader.decode(reader.text(body), Payload, what="the request")
    if found.is_test:
        return found
    if found.payload_version != VERSION:
        raise Invalid(f"payload_version is {found.payload_version}: this portal reads version {VERSION}.")
    asked = ("access_token", "organization_name", "workspace_name", "run_id", "task_result_id")
    for name in (*asked, "task_result_callback_url"):
        value = getattr(found, name)
        if not value or len(value) > reader.MAX_NAME or "\0" in value:
            raise Invalid(f"The request has no {name}, or one that is too long.")
    return found


def meant(patterns: str, name: str) -> bool:
    """Whether a workspace's name fits one of these patterns (`prod-*, network`); none: every name."""
    wanted = [each.strip() for each in patterns.split(",") if each.strip()]
    return not wanted or any(fnmatchcase(name, each) for each in wanted)


def slug(rule: str, organization: str, workspace: str) -> str:
    """The portal's name of a workspace, by a rule such as `{organization}-{workspace}`: as `portal-ci` names them.

    Lower-case letters, digits and hyphens; a long one ends with the beginning of a digest of the whole.
    """
    whole = rule.replace(_ORGANISATION, organization).replace(_WORKSPACE, workspace)
    made = _SLUG.sub("-", whole.lower()).strip("-")
    if len(made) <= LONGEST_SLUG:
        return made
    return f"{made[:54].rstrip('-')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"


def metadata(told: Payload) -> dict[str, str]:
    """What a run is told to be, in the words of an upload; what does not fit is left out, a title is cut."""
    commit = (told.vcs_commit_url or "").rstrip("/").rpartition("/")[2].lower()
    said = {
        "title": (told.run_message or "")[:300],
        "actor": f"hcp:{told.run_created_by}" if told.run_created_by else "",
        "branch": told.vcs_branch or "",
        "commit": commit if _COMMIT.fullmatch(commit) else "",
        "pull_request": told.vcs_pull_request_url or "",
        "ci_url": told.run_app_url or "",
    }
    longest = {"actor": 200, "branch": 200, "pull_request": 300, "ci_url": 500}
    return {name: value for name, value in said.items() if value and len(value) <= longest.get(name, LONGEST_MESSAGE)}


_LEVELS: Final = {
    "loses_data": "error",
    "blocks": "error",
    "needs_approval": "warning",
    "not_understood": "warning",
    "opens": "warning",
    "cannot_be_told": "warning",
}


def outcomes(sentences: Iterable[Mapping[str, Any]]) -> list[Outcome]:
    """The sentences of a run's brief, the gravest first, as HCP shows them."""
    told = list(sentences)
    found = [_outcome(place, one) for place, one in enumerate(told[:MOST_OUTCOMES], 1)]
    if (rest := len(told) - MOST_OUTCOMES) > 0:
        found.append(Outcome("more", f"{rest} more sentences stand on the run's page.", "", "info", "more"))
    return found


def _outcome(place: int, one: Mapping[str, Any]) -> Outcome:
    gravity = str(one.get("gravity", ""))
    whole = visible(str(one.get("text", "")))
    addresses = "\n".join(f"    {visible(str(each))}" for each in one.get("addresses", ()))
    body = f"{_plain(whole)}\n\n{addresses}"[:LONGEST_BODY]
    return Outcome(
        id=f"{place}-{one.get('guardrail') or one.get('kind', '')}"[:LONGEST_LINE],
        line=cut(whole, LONGEST_LINE),
        body=body,
        level=_LEVELS.get(gravity, "info"),
        label=gravity.replace("_", " "),
    )


def _plain(text: str) -> str:
    """A text that Markdown leaves as it is."""
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&-])", r"\\\1", text)


def cut(text: str, most: int = LONGEST_MESSAGE) -> str:
    told = " ".join(visible(text).split())
    return told if len(told) <= most else f"{told[: most - 1]}…"


def answer(status: Told, message: str, url: str, found: Iterable[Outcome] = ()) -> bytes:
    """The body of the call that answers a request (JSON:API)."""
    data: dict[str, Any] = {
        "type": "task-results",
        "attributes": {"status": str(status), "message": cut(message), "url": url},
    }
    if rows := [_row(one, url) for one in found]:
        data["relationships"] = {"outcomes": {"data": rows}}
    return json.dumps({"data": data}, ensure_ascii=False).encode()


def _row(one: Outcome, url: str) -> dict[str, Any]:
    return {
        "type": "task-result-outcomes",
        "attributes": {
            "outcome-id": one.id,
            "description": one.line,
            "body": one.body,
            "url": url,
            "tags": {"Severity": [{"label": one.label, "level": one.level}]},
        },
    }
