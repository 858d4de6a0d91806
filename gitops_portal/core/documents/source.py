"""What a source of documents is: how it is recognised, what it gives, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Raw, Struct

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.model import Document

Members = Mapping[str, Raw]
"""The top level of a JSON object, each member still as bytes."""


class Kind(StrEnum):
    """What a source gives, and the name of the form that is kept of it: whoever reads it again goes by that."""

    PLAN = "terraform-plan"
    """A `ChangeSet`: what somebody intends."""
    STATE = "state"
    """A `Snapshot`: what stands."""
    OBSERVATION = "observation"
    """An `Observation`: what a system says of how far what stands is from what is declared."""


class Source(Struct, frozen=True):
    """A kind of document. `redact` keeps what reading it again needs and nothing secret, in the form of its kind.

    Beside what may be kept it gives what that says, the same that `parse.read` will say of it later, and what takes the
    secrets of the document out of a graph of its resources.
    """

    id: str
    gives: Kind
    recognises: Callable[[Members], bool]
    redact: Callable[[Members, Mask], tuple[bytes, Document, Callable[[bytes], bytes]]]

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id,)
