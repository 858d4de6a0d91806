"""What a source of documents is: how it is recognised, what is kept of it, and how that is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Raw

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.model import ChangeSet

Members = Mapping[str, Raw]
"""The top level of a JSON object, each member still as bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of document. `redact` keeps what `read` needs and nothing secret, in a form of our own.

    Beside what may be kept it gives what that says, the same that `read` will say of it later, and what takes the
    secrets of the document out of a graph of its resources.
    """

    id: str
    recognises: Callable[[Members], bool]
    redact: Callable[[Members, Mask], tuple[bytes, ChangeSet, Callable[[bytes], bytes]]]
    read: Callable[[bytes, Mask], ChangeSet]

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id,)
