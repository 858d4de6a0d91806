"""Bytes of any origin in; a document without secrets, and what it says, out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gitops_portal.core.collector import resting
from gitops_portal.core.documents import reader, uploads
from gitops_portal.core.documents.sources import sources
from gitops_portal.core.errors import DamagedDocument

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members
    from gitops_portal.core.model import ChangeSet


@dataclass(frozen=True, slots=True)
class Loaded:
    """An upload that was read: `digest` is the SHA-256 of the bytes as uploaded, `clean` what may be kept."""

    source: str
    digest: str
    clean: bytes
    changes: ChangeSet
    dot: str = ""


def load(body: bytes, mask: Mask, dot: str = "") -> Loaded:
    """Read an upload, and the output of `terraform graph` beside it.

    Raises a PortalError that says what is wrong and what to send instead.
    """
    uploads.refuse_what_is_no_json(body)
    with resting():
        members = _members(body)
        source = next((source for source in sources().values() if source.recognises(members)), None)
        if source is None:
            raise uploads.misfit(members)
        clean, changes, veiled = source.redact(members, mask)
        return Loaded(source.id, hashlib.sha256(body).hexdigest(), clean, changes, veiled(dot.encode()).decode())


def read(clean: bytes, mask: Mask) -> ChangeSet:
    """What a kept document says: the same that `load` said when it came in with this mask."""
    return sources()["terraform-plan"].read(clean, mask)


def _members(body: bytes) -> Members:
    document = reader.text(body)
    try:
        members = reader.top_level(document)
    except DamagedDocument as error:
        with reader.decoding():
            raise uploads.damaged(document) or error from error
    reader.check_texts(document)
    return members
