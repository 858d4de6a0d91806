"""What a run comes to, in ranked sentences: what somebody has to know who decides about it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Gravity(StrEnum):
    """What a sentence means for a decision; the gravest first."""

    LOSES_DATA = "loses_data"
    BLOCKS = "blocks"
    NEEDS_APPROVAL = "needs_approval"
    NOT_UNDERSTOOD = "not_understood"
    OPENS = "opens"
    CANNOT_BE_TOLD = "cannot_be_told"
    INFORMS = "informs"

    @property
    def named(self) -> bool:
        """Whether a decision that lets the run through names it."""
        return self not in {Gravity.OPENS, Gravity.INFORMS}

    @property
    def ticked(self) -> bool:
        """Whether who lets the run through has to say so of this very sentence."""
        return self in {Gravity.LOSES_DATA, Gravity.BLOCKS}


class Kind(StrEnum):
    """What a sentence is about."""

    DESTROYED = "destroyed"
    UNPROTECTED = "unprotected"
    ERRORED = "errored"
    VIOLATED = "violated"
    UNKNOWN_ACTION = "unknown_action"
    ODD = "odd"
    INCOMPLETE = "incomplete"
    DEFERRED = "deferred"
    UNREFRESHED = "unrefreshed"
    NETWORK = "network"
    IDENTITY = "identity"
    UNDETERMINED = "undetermined"
    UNJUDGED = "unjudged"
    WAIVED = "waived"
    COST = "cost"
    REACH = "reach"
    READERS = "readers"
    RUNS = "runs"
    VERSIONS = "versions"
    RETURNS = "returns"
    FIRST = "first"
    DRIFTED = "drifted"


class Sentence(Struct, frozen=True, gc=False):
    """One fact, whole. `short` says it in a few words, for a headline; empty where none needs it there."""

    gravity: Gravity
    kind: Kind
    text: str
    addresses: tuple[str, ...] = ()
    """Of the resources it speaks of: the first of them, where there are many."""
    guardrail: str = ""
    short: str = ""


class Brief(Struct, frozen=True, gc=False):
    """`headline` is one line of at most 120 characters; `sentences` stand the gravest first."""

    headline: str
    sentences: tuple[Sentence, ...] = ()
