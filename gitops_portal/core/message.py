"""What a run came to and where it stands in, the message about it out; every channel says it in its own form."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core import words
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Gravity
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

MOST_SENTENCES: Final = 12
LONGEST: Final = 600
"""Characters of one sentence."""
MOST_OF_A_DIGEST: Final = 30
TEST: Final = "channel.test"
DIGEST: Final = "channel.digest"
"""What was told of in a day, in one message."""
EVENTS: Final[tuple[str, ...]] = tuple(f"run.{state}" for state in State if state is not State.EVALUATING)
"""What may be told: a run is in this state now."""
CHECKPOINT: Final = "audit.checkpoint"
"""A checkpoint of the trail was signed; told only to who names it."""
REVERT: Final = "drift.revert_asked"
"""Somebody asks CI to plan and apply, so that what drifted is as declared; told only to who names it."""
NAMED: Final = {CHECKPOINT: "Checkpoint of the trail signed", REVERT: "Drift is to be reverted: CI is asked for a run"}
"""What is told only to who names it, and what people call it."""
TURNED_OUT: Final = "run.turned_out"
"""What a guardrail could not tell of a plan turned out to violate it once it was applied."""
WAIVER_ENDS: Final = "waiver.ends"
"""A waiver ends soon: what it covers blocks and asks again then."""
BESIDE: Final = {TURNED_OUT: "Turned out violated after the apply", WAIVER_ENDS: "A waiver ends soon", **NAMED}
"""What may be told besides the state of a run, and what people call it."""
_GRAVITIES: Final = tuple(Gravity)
_FAILED: Final = frozenset({State.ERRORED, State.APPLY_FAILED})


def called(event: str) -> str:
    """What people call an event."""
    return BESIDE[event] if event in BESIDE else words.STATES[event.removeprefix("run.")]


class Subject(Struct, frozen=True):
    """The run that a message is about, and what CI said of it; what is not known is empty."""

    workspace: str = ""
    run: int = 0
    state: str = ""
    url: str = ""
    request_url: str = ""
    """Of the change request that it belongs to."""
    repository: str = ""
    commit: str = ""
    branch: str = ""
    pull_request: str = ""
    actor: str = ""
    title: str = ""


class Message(Struct, frozen=True):
    """`headline` is one line; `sentences` stand the gravest first, `left_out` counts those that are not listed."""

    event: str
    gravity: str
    headline: str
    asked: str
    """Who acts next, and what they do; empty where nobody has to."""
    at: str
    """When it happened, as RFC 3339."""
    subject: Subject = Subject()
    sentences: tuple[str, ...] = ()
    left_out: int = 0
    proof: str = ""
    """A signed statement, whole, for whoever keeps it; empty where there is none."""
    addresses: tuple[str, ...] = ()
    """Of the resources whose drift is to be reverted: the first of them, `left_out` more are not listed."""


def about(subject: Subject, brief: Mapping[str, Any], at: str, note: str = "") -> Message:
    """The message about a run. `note` says why it is where it is, in a sentence, where its brief does not."""
    told = [one for one in brief.get("sentences", ()) if isinstance(one, dict)]
    state = State(subject.state)
    ended = state in {State.SUPERSEDED, State.OUTDATED, State.EXPIRED}
    said = [note] if note else []
    texts = [] if ended else [str(one["text"]) for one in told]
    return Message(
        event=f"run.{state}",
        gravity=_gravity(state, (str(one.get("gravity")) for one in told)),
        headline=_headline(subject, "" if ended else str(brief.get("headline", ""))),
        asked=words.NEXT.get(state, ""),
        at=at,
        subject=subject,
        sentences=tuple(visible(text)[:LONGEST] for text in (*said, *texts[:MOST_SENTENCES])),
        left_out=max(0, len(texts) - MOST_SENTENCES),
    )


def test(channel: str, url: str, at: str) -> Message:
    """What the Test button sends: it says so, and asks nobody for anything."""
    return Message(
        event=TEST,
        gravity=str(Gravity.INFORMS),
        headline=f"Test of the channel {channel}",
        asked="",
        at=at,
        subject=Subject(url=url),
        sentences=("Somebody pressed Test in the portal: messages about runs arrive here.",),
    )


def checkpoint(subject: Subject, chain: str, sequence: int, proof: str, at: str) -> Message:
    """A checkpoint of the trail, for who keeps it where the owner of the database is not."""
    return Message(
        event=CHECKPOINT,
        gravity=str(Gravity.INFORMS),
        headline=f"Checkpoint of the audit trail of {chain}: event {sequence}",
        asked="",
        at=at,
        subject=subject,
        sentences=("Keep it with somebody else: the trail up to this event can be held against it.",),
        proof=proof,
    )


def revert(subject: Subject, addresses: Sequence[str], by: str, at: str) -> Message:
    """Asks CI for a run of a workspace. What people wrote about it stays in the portal."""
    count, listed = len(addresses), tuple(visible(one)[:LONGEST] for one in addresses[:MOST_SENTENCES])
    what = f"{count:,} resource{'' if count == 1 else 's'}"
    return Message(
        event=REVERT,
        gravity=str(Gravity.NEEDS_APPROVAL),
        headline=f"{subject.workspace}: a run is asked for, to revert the drift of {what}",
        asked="CI: plans the workspace and sends the plan",
        at=at,
        subject=subject,
        sentences=(f"Asked by {visible(by)}.", *listed),
        left_out=max(0, count - MOST_SENTENCES),
        addresses=listed,
    )


def turned_out(subject: Subject, sentences: Sequence[str], at: str) -> Message:
    """What an applied run violates although its plan could not tell."""
    return Message(
        event=TURNED_OUT,
        gravity=str(Gravity.BLOCKS),
        headline=visible(
            f"{subject.workspace} run {subject.run}: what could not be told before the apply turned out violated"
        )[:LONGEST],
        asked="Owner: fixes it with a new plan",
        at=at,
        subject=subject,
        sentences=tuple(visible(text)[:LONGEST] for text in sentences[:MOST_SENTENCES]),
        left_out=max(0, len(sentences) - MOST_SENTENCES),
    )


def waiver_ends(subject: Subject, what: str, until: datetime, by: str, at: str) -> Message:
    """That a waiver ends; `what` is its guardrail and address. What people wrote about it stays in the portal."""
    return Message(
        event=WAIVER_ENDS,
        gravity=str(Gravity.NEEDS_APPROVAL),
        headline=visible(f"{subject.workspace}: the waiver of {what} ends on {until:%d %B %Y at %H:%M} UTC")[:LONGEST],
        asked="Owner: fixes what it covers, or waives it again",
        at=at,
        subject=subject,
        sentences=(f"Made by {visible(by)}. From then on it blocks, or asks for an approval, again."[:LONGEST],),
    )


def digest(messages: Collection[Message], url: str, at: str) -> Message:
    """What was collected, in one message: the headline of each, the gravest first; of those, in the order told."""
    ordered = sorted(messages, key=lambda one: _rank(one.gravity))
    counts = Counter(words.state_is(one.subject.state) for one in messages if one.subject.state)
    told = ", ".join(f"{count} {state}" for state, count in counts.most_common())
    whole = "1 message" if len(ordered) == 1 else f"{len(ordered)} messages"
    asked = [f"{one.headline}{f' – {one.asked}' if one.asked else ''}"[:LONGEST] for one in ordered]
    return Message(
        event=DIGEST,
        gravity=ordered[0].gravity,
        headline=f"{whole} since the last digest{f': {told}' if told else ''}"[:LONGEST],
        asked="",
        at=at,
        subject=Subject(url=url),
        sentences=tuple(asked[:MOST_OF_A_DIGEST]),
        left_out=max(0, len(ordered) - MOST_OF_A_DIGEST),
    )


def reaches(gravity: str, least: str) -> bool:
    """Whether a message of this gravity is at least as grave as `least`; what is not known is the gravest."""
    return _rank(gravity) <= _rank(least)


def _rank(gravity: str) -> int:
    return next((rank for rank, one in enumerate(_GRAVITIES) if one == gravity), 0)


def _gravity(state: State, found: Iterable[str]) -> str:
    ranks = [_rank(one) for one in found]
    if state in _FAILED:
        ranks.append(_GRAVITIES.index(Gravity.BLOCKS))
    return str(_GRAVITIES[min(ranks, default=_GRAVITIES.index(Gravity.INFORMS))])


def _headline(subject: Subject, told: str) -> str:
    where = f"{subject.workspace} run {subject.run} is {words.state_is(subject.state)}"
    return visible(f"{where}: {words.without_lead(told)}" if told else where)[:LONGEST]
