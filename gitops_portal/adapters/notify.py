"""A message and a channel's settings in, what was sent and answered out: what a plug-in of channels is."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct, structs

from gitops_portal.adapters import outbound
from gitops_portal.core.errors import Unrecognised
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from gitops_portal.adapters.outbound import Answer
    from gitops_portal.core.message import Message, Subject

LONGEST_WAIT: Final = 24 * 3600
"""Seconds of a `Retry-After` that are obeyed."""
LONGEST_ANSWER: Final = 2000
"""Characters of an answer that are read; secrets are masked in them before they are cut for a page."""
HIDDEN: Final = "(secret)"
_SHORTEST: Final = 6
"""Characters of a secret that is looked for in what is shown: shorter ones stand everywhere."""


class Budget(Struct, frozen=True):
    """How many requests the other side takes yet, of how many, and when it counts anew; None where it does not say."""

    left: int
    most: int
    resets_at: datetime | None = None


class NotifyError(Exception):
    """It did not arrive. `permanent`: nor would it later; `gone`: the other side says that the address is no more."""

    def __init__(
        self,
        told: str,
        *,
        permanent: bool = False,
        gone: bool = False,
        wait: int = 0,
        status: int = 0,
        budget: Budget | None = None,
    ) -> None:
        super().__init__(told)
        self.permanent, self.gone, self.wait, self.status, self.budget = permanent, gone, wait, status, budget


class Field(NamedTuple):
    """What a kind of channel has to be told. A secret one is never shown again."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    long: bool = False
    """Whether it has several lines."""


class Target(Struct, frozen=True):
    """Where a message goes: the channel's settings with its secrets, and what the operator allows."""

    settings: Mapping[str, str]
    allowed: Collection[str] = ()
    portal: str = ""
    """The portal's own address."""


class Question(Struct, frozen=True):
    """What a forge asks before it goes on: may this commit of this repository? `place`: where to, where it says so;
    `details`: what it takes to answer. The same question has the same `key`.
    """

    key: str
    repository: str
    commit: str
    place: str = ""
    details: Mapping[str, str] = {}


class Verdict(StrEnum):
    ALLOWED = "allowed"
    WAITING = "waiting"
    REFUSED = "refused"


class Open(Struct, frozen=True):
    """A question that has no last answer yet: what is to be said now, why, and how often it was told to wait."""

    question: Question
    verdict: Verdict
    why: str
    reports: int = 0


class Letter(Struct, frozen=True):
    """One delivery: its id is the same at each attempt, `now` is the time of this one; `earlier`: what was answered
    to the last message of the same, for channels that edit what stands; `beside`: for those that speak of a whole
    change request, the newest message of each of its workspaces; `asked`: the question that it answers."""

    id: str
    message: Message
    now: datetime
    earlier: str = ""
    beside: tuple[Message, ...] = ()
    asked: Open | None = None


class Sent(Struct, frozen=True):
    """What was sent, as a page may show it, and what was answered. `reference`: what a later message edits."""

    body: str
    status: int = 0
    answer: str = ""
    reference: str = ""
    budget: Budget | None = None
    settles: bool = False
    """Whether the question that it answers has its last answer."""

    def refers(self, reference: str) -> Sent:
        """The same, of what a later message edits: its text is the portal's own, and is not kept twice."""
        return structs.replace(self, answer="", reference=reference)

    def settled(self, settles: bool) -> Sent:  # noqa: FBT001 - its one argument
        return structs.replace(self, settles=settles)


class About(StrEnum):
    """What a kind of channel tells of at once: messages of one replace each other."""

    RUN = "run"
    """One workspace and commit."""
    REQUEST = "request"
    """A whole change request."""
    COMMIT = "commit"
    """All workspaces of a change request at one commit of it."""


class Kind(Struct, frozen=True):
    """A kind of channel. `check` raises Invalid for settings that can't work; `shown` says where it leads, without a
    secret; `signs`: messages carry a signature by a secret that the portal makes."""

    id: str
    title: str
    fields: tuple[Field, ...]
    send: Callable[[Letter, Target], Sent]
    check: Callable[[Mapping[str, str], Collection[str]], None]
    shown: Callable[[Mapping[str, str]], str]
    signs: bool = False
    about: About = About.RUN
    to_people: bool = False
    """Whether people read it as it comes: then it may have quiet hours, and a digest."""
    reads: Callable[[Mapping[str, str], bytes, Mapping[str, str], datetime], Question | None] | None = None
    """Reads what the other side asks by a webhook: its head, its body and the channel's settings in, a question out;
    None for what asks nothing. Raises Unrecognised where it is not signed, Invalid where it can't be answered.
    """
    speaks_of: Callable[[Subject], bool] | None = None
    """Of which runs it can speak; None: of all, and then a test can be sent, too."""
    only: tuple[str, ...] = ()
    """The only events that it tells of, where it does nothing but what these ask for; empty: any."""
    place: Callable[[str, Mapping[str, str]], str] | None = None
    """Of kinds that are asked: what a workspace's repository is called there. Raises NotifyError for one elsewhere."""

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id,)

    @property
    def can_be_tested(self) -> bool:
        return self.speaks_of is None and not self.only

    def tells_of(self, event: str) -> bool:
        """Whether it tells of an event that is no state of a run."""
        return event in self.only if self.only else self.speaks_of is None


def of_a_commit(subject: Subject) -> bool:
    """A status belongs to a whole commit."""
    return bool(re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", subject.commit))


def of_a_pull_request(subject: Subject) -> bool:
    return bool(subject.pull_request)


def signing(settings: Mapping[str, str], now: datetime) -> list[str]:
    """The secret that signs and, while a rotation lasts, the one before."""
    lasts = now.isoformat() < settings.get("signing_before_until", "")
    return [settings["signing"], *([settings["signing_before"]] if lasts else [])]


def proven(told: str, secrets: Collection[str], body: bytes) -> None:
    """Raises Unrecognised where a body is not signed, in hexadecimal HMAC-SHA256, by one of these secrets."""
    made = [hmac.digest(secret.encode(), body, "sha256").hex() for secret in secrets]
    if not any(hmac.compare_digest(one.encode(), told.encode()) for one in made):
        raise Unrecognised("The request is not signed by the secret of this channel.")


def check_url(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    """The check of kinds that are told an address alone. Raises Invalid."""
    outbound.place(settings["url"], allowed)


def host(settings: Mapping[str, str]) -> str:
    """Where such an address leads."""
    return urlsplit(settings["url"]).hostname or ""


def judged(answer: Answer, now: datetime, *, body: str, good: Callable[[Answer], bool] | None = None) -> Sent:
    """What an answer means: 2xx is success; what will not change is permanent. Raises NotifyError."""
    said = text(answer.body)
    if good(answer) if good else HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Sent(body=body, status=answer.status, answer=said, budget=budget(answer.headers, now))
    told = f"It answered {answer.status}{f': {said}' if said else ''}"
    passing = answer.status in _PASSING or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    limited = answer.status == HTTPStatus.FORBIDDEN and (
        "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    )
    raise NotifyError(
        told,
        permanent=not (passing or limited),
        gone=answer.status == HTTPStatus.GONE,
        wait=waiting(answer.headers, now),
        status=answer.status,
        budget=budget(answer.headers, now),
    )


_PASSING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


def waiting(headers: Mapping[str, str], now: datetime) -> int:
    """For how many seconds the other side asks to be left alone: a number or a date (RFC 9110), or as GitHub says."""
    told = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", told):
        return min(int(told), LONGEST_WAIT)
    reset = headers.get("x-ratelimit-reset", "")
    if not told and headers.get("x-ratelimit-remaining") == "0" and re.fullmatch(r"[0-9]{1,12}", reset):
        return _until(datetime.fromtimestamp(int(reset), UTC), now)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return 0
    return _until(until if until.tzinfo else until.replace(tzinfo=UTC), now)


def budget(headers: Mapping[str, str], now: datetime) -> Budget | None:
    """What an answer says of a limit: as GitHub and Azure DevOps do (`x-ratelimit-…`), or GitLab (`ratelimit-…`).

    When it counts anew is a time of Unix, or the seconds until then.
    """
    limit, left, reset = (
        headers.get(f"x-ratelimit-{name}") or headers.get(f"ratelimit-{name}", "")
        for name in ("limit", "remaining", "reset")
    )
    if not (re.fullmatch(r"[0-9]{1,9}", limit) and re.fullmatch(r"[0-9]{1,9}", left)):
        return None
    until = None
    if re.fullmatch(r"[0-9]{1,10}", reset):
        seconds = int(reset)
        until = now + timedelta(seconds=seconds) if seconds < _AGES else datetime.fromtimestamp(seconds, UTC)
    return Budget(int(left), int(limit), until)


_AGES: Final = 100_000_000
"""Seconds, three years: from here on it is a time of Unix."""


def _until(until: datetime, now: datetime) -> int:
    return max(0, min(int((until - now).total_seconds()), LONGEST_WAIT))


def text(body: bytes) -> str:
    """The beginning of an answer, as one line that can be shown."""
    return visible(" ".join(body[:LONGEST_ANSWER].decode(errors="replace").split()))[:LONGEST_ANSWER]


def masked(told: str, secrets: Collection[str]) -> str:
    """A text without any of these secrets, wherever the other side may repeat them."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            told = told.replace(secret, HIDDEN)
    return told
