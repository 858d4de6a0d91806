"""Bytes of any origin in; a document without secrets, and what it says, out."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.collector import resting
from gitops_portal.core.documents import reader, uploads
from gitops_portal.core.documents.observation import clean as observations
from gitops_portal.core.documents.plan import reading as plan_reading
from gitops_portal.core.documents.source import Kind
from gitops_portal.core.documents.sources import sources
from gitops_portal.core.documents.state import reading as state_reading
from gitops_portal.core.errors import DamagedDocument, Lost, PortalError
from gitops_portal.core.model import ChangeSet, Observation, Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members, Source
    from gitops_portal.core.model import Document


class Loaded(Struct, frozen=True):
    """A plan that was read: `digest` is the SHA-256 of the bytes as uploaded, `clean` what may be kept."""

    source: str
    digest: str
    clean: bytes
    changes: ChangeSet
    dot: str = ""


class Observed(Struct, frozen=True):
    """A state that was read, in the same way."""

    source: str
    digest: str
    clean: bytes
    snapshot: Snapshot


def load(body: bytes, mask: Mask, dot: str = "", digest: str = "") -> Loaded:
    """Read an uploaded plan, and the output of `terraform graph` beside it. `digest` is that of the body, where known.

    Raises a PortalError that says what is wrong and what to send instead.
    """
    with resting():
        source, clean, changes, veiled = _redacted(body, mask, Kind.PLAN)
        if not isinstance(changes, ChangeSet):
            raise TypeError(f"{source} gives no plan")
        digest = digest or hashlib.sha256(body).hexdigest()
        return Loaded(source, digest, clean, changes, veiled(dot.encode()).decode())


def observe(body: bytes, mask: Mask) -> Observed:
    """Read what was seen of the real world: a state. Raises a PortalError that says what to send instead."""
    with resting():
        source, clean, snapshot, _ = _redacted(body, mask, Kind.STATE)
        if not isinstance(snapshot, Snapshot):
            raise TypeError(f"{source} gives no state")
        return Observed(source, hashlib.sha256(body).hexdigest(), clean, snapshot)


class Reported(Struct, frozen=True):
    """What a system says of an object, read in the same way."""

    source: str
    digest: str
    clean: bytes
    said: Observation


def is_report(body: bytes) -> bool:
    """Whether it is what a system says of an object: an `Observation`. What cannot be read is none."""
    try:
        uploads.refuse_what_is_no_json(body)
        members = _members(body)
    except PortalError:
        return False
    return (found := _source(members)) is not None and found.gives is Kind.OBSERVATION


def reported(body: bytes, mask: Mask) -> Reported:
    """Read what a system says of an object. Raises a PortalError that says what to send instead."""
    source, clean, said, _ = _redacted(body, mask, Kind.OBSERVATION)
    if not isinstance(said, Observation):
        raise TypeError(f"{source} gives no observation")
    return Reported(source, hashlib.sha256(body).hexdigest(), clean, said)


def _source(members: Members) -> Source | None:
    return next((source for source in sources().values() if source.recognises(members)), None)


def _redacted(body: bytes, mask: Mask, wanted: Kind) -> tuple[str, bytes, Document, Callable[[bytes], bytes]]:
    uploads.refuse_what_is_no_json(body)
    members = _members(body)
    source = _source(members)
    if source is None or source.gives is not wanted:
        raise uploads.misfit(members) if wanted is Kind.PLAN else uploads.no_state(members)
    return source.id, *source.redact(members, mask)


def read(clean: bytes, mask: Mask) -> Document:
    """What a kept document says: the same as when it came in with this mask. Its form tells how to read it."""
    form = _FORM.match(clean)
    kind = form[1].decode() if form else ""
    if kind == Kind.PLAN:
        return plan_reading.read(clean, mask)
    if kind == Kind.STATE:
        return state_reading.read(clean)
    if kind == Kind.OBSERVATION:
        return observations.read(clean)
    raise Lost("The stored document is of no form that this version of the portal reads.")


def read_plan(clean: bytes, mask: Mask) -> ChangeSet:
    """The same of a plan. Raises Lost where it is none."""
    found = read(clean, mask)
    if not isinstance(found, ChangeSet):
        raise Lost("The stored document is no plan.")
    return found


_FORM: Final = re.compile(rb'\{"form":"([a-z-]+)/')


def _members(body: bytes) -> Members:
    document = reader.text(body)
    try:
        members = reader.top_level(document)
    except DamagedDocument as error:
        with reader.decoding():
            raise uploads.damaged(document) or error from error
    reader.check_texts(document)
    return members
