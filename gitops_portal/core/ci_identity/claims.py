"""The claims of a token whose signature holds in; the job that it speaks of, or why it is not believed, out."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core import authors
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEEWAY: Final = 60
"""Seconds that the issuer's clock and ours may differ."""
LONGEST_LIFE: Final = 24 * 3600
"""Seconds. What lives longer is no proof of a running job."""
MOST_CLAIMS: Final = 200
LONGEST: Final = 1_000
"""Characters of one claim; a longer one meets no rule and is not kept."""
FORGE: Final = re.compile(r"[a-z][a-z0-9.-]{0,39}")
"""How the names of an issuer's people begin, as `core.authors` reads them: `github` of `github:ana`."""

_STARTED_BY_WHO_MAY_PUSH: Final = {
    "event_name": (
        *("push", "workflow_dispatch", "repository_dispatch", "schedule", "release", "deployment", "merge_group"),
    ),
    "pipeline_source": ("push", "web", "schedule", "api", "trigger"),
}
"""By the claim that says why a job runs: what takes the right to write. Anything else may be a stranger's doing."""
PULL_REQUESTS: Final = {
    "event_name": ("pull_request",),
    "pipeline_source": ("merge_request_event", "external_pull_request_event"),
}
"""Jobs of pull requests, whose commit may be one that the forge merged for a try."""
TAKES_THE_BASE_REF: Final = ("pull_request_target", "workflow_run")
"""Events that a fork starts and that carry the ref of the protected branch: their ref proves nothing."""
_PULL: Final = re.compile(r"refs/(?:pull|merge-requests)/([0-9]{1,18})/.+")
_HEAD: Final = "refs/heads/"


class Kind(StrEnum):
    """How an issuer names its claims."""

    GITHUB = "github"
    GITLAB = "gitlab"
    OTHER = "other"


class Trust(Struct, frozen=True):
    """An issuer that the organisation trusts."""

    url: str
    kind: Kind
    forge: str
    audience: str


class Job(Struct, frozen=True):
    """A job as its issuer tells of it; what the issuer does not say is empty."""

    issuer: str
    kind: Kind
    claims: Mapping[str, str]
    """Those that are a single value, as text."""
    token: str
    """Which token it is, to know it again: its `jti`."""
    expires: int
    repository: str = ""
    repository_id: str = ""
    ref: str = ""
    run: str = ""
    sha: str = ""
    author: str = ""
    """As `core.authors` writes names."""
    branch: str = ""
    pull_request: str = ""
    """Its number."""

    @property
    def cause(self) -> tuple[str, str]:
        """The claim that says why it runs, and what it says; two empty texts where none does."""
        return next(((name, self.claims[name]) for name in PULL_REQUESTS if self.claims.get(name)), ("", ""))

    @property
    def of_pull_request(self) -> bool:
        """Whether a pull request started it; what says so in any way is believed."""
        name, value = self.cause
        of_event = bool(name) and (value in PULL_REQUESTS[name] or value.startswith("pull_request"))
        return of_event or bool(self.pull_request)

    @property
    def may_be_a_strangers(self) -> bool:
        """Whether somebody without the right to write may have started it; where nothing tells, they may."""
        name, value = self.cause
        if self.of_pull_request or self.claims.get("head_ref") or self.claims.get("base_ref"):
            return True
        return self.kind is not Kind.OTHER if not name else value not in _STARTED_BY_WHO_MAY_PUSH[name]

    @property
    def name(self) -> str:
        """Who it is in a line of the trail."""
        who = f"{self.author} " if self.author else ""
        return visible(f"{who}in CI of {self.repository or self.claims.get('sub', '') or self.issuer}")[:200]


def objection(claims: Mapping[str, Any], trust: Trust, now: float) -> str:
    """Why these claims are not to be believed, whoever signed them; empty where they are."""
    return next(_objections(claims, trust, now), "")


def _objections(claims: Mapping[str, Any], trust: Trust, now: float) -> Iterator[str]:
    if claims.get("iss") != trust.url:
        yield "it is of another issuer than the one that signed it"
    if claims.get("aud") not in (trust.audience, [trust.audience]):
        yield f"it is for another audience: ask for a token with the audience {trust.audience} and no other"
    if len(claims) > MOST_CLAIMS:
        yield f"it holds more than {MOST_CLAIMS} claims"
    if not (isinstance(claims.get("jti"), str) and claims["jti"]):
        yield "it has no name of its own (jti)"
    yield from _objections_to_times(claims, now)


def _objections_to_times(claims: Mapping[str, Any], now: float) -> Iterator[str]:
    expires, issued, begins = (_moment(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None or ("nbf" in claims and begins is None):
        yield "it does not say from when until when it holds (exp, iat, nbf)"
        return
    if now >= expires + LEEWAY:
        yield "it has expired: ask for a fresh one"
    if max(issued, begins or issued) > now + LEEWAY:
        yield "it holds from a later time on: one of the two clocks is wrong"
    if expires - issued > LONGEST_LIFE:
        yield f"it lives for more than {LONGEST_LIFE // 3600} hours, which is no proof of a running job"


def _moment(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value) if 0 <= value < 1 << 40 else None


def read(claims: Mapping[str, Any], trust: Trust) -> Job:
    """The job that believed claims speak of."""
    told = {name: text for name, value in claims.items() if (text := _text(value))}
    ref, branch, pull = _place(told)
    repository = told.get("repository") or told.get("project_path", "")
    return Job(
        issuer=trust.url,
        kind=trust.kind,
        claims=told,
        token=str(claims["jti"]),
        expires=int(claims["exp"]),
        repository=repository,
        repository_id=told.get("repository_id") or told.get("project_id", ""),
        ref=ref,
        run=told.get("job_id") or told.get("run_id", ""),
        sha=told.get("sha", ""),
        author=_author(told, trust),
        branch=branch,
        pull_request=pull,
    )


def _text(value: Any) -> str:
    """A single value as GitHub and GitLab write it, as text; empty for lists, objects and what is too long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 1 << 64 else ""
    return value if isinstance(value, str) and len(value) <= LONGEST and value.isprintable() else ""


def _place(told: Mapping[str, str]) -> tuple[str, str, str]:
    """The ref, and the branch and the number of the pull request where it is of one."""
    ref = told.get("ref", "")
    full = told.get("ref_path") or ref
    if found := _PULL.fullmatch(full):
        return ref, told.get("head_ref") or ("" if ref.startswith("refs/") else ref), found[1]
    if full.startswith(_HEAD):
        return ref, full.removeprefix(_HEAD), ""
    return ref, ref if told.get("ref_type") == "branch" and not ref.startswith("refs/") else "", ""


def _author(told: Mapping[str, str], trust: Trust) -> str:
    login = told.get("user_login", "") if trust.kind is Kind.GITLAB else told.get("actor", "")
    name = authors.read(f"{trust.forge}:{login}") if login else None
    return str(name) if name else ""
