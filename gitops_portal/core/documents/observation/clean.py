"""An observation in, the same without secrets and within bounds out, as it is kept and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.secrecy.quoted import Quoted
from gitops_portal.core.errors import HostileDocument
from gitops_portal.core.model import Observation  # noqa: TC001 - the decoder reads it
from gitops_portal.core.model.observations import Differing

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask

FORM: Final = "observation/1"
MOST: Final = 200
"""Resources that are kept by name; of more the number is told."""
LONGEST: Final = 400
"""Characters of a name, a repository or a revision."""
LONGEST_REASON: Final = 2_000
_READ: Final = 40_000
"""Characters of a message that are read at all: a controller writes no more."""
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class _Kept(Struct):
    form: str
    said: Observation


def kept(said: Observation, mask: Mask) -> tuple[bytes, Observation, Callable[[bytes], bytes]]:
    """What may be kept, as bytes and as what it says. Raises HostileDocument where the object has an endless name."""
    if len(said.subject) > LONGEST:
        raise HostileDocument(f"The name of the object is over {LONGEST} characters long.")
    without = Quoted(mask, frozenset()).detail

    def clean(text: str, longest: int = LONGEST) -> str:
        return without(text[:_READ])[:longest]

    veiled = msgspec.structs.replace(
        said,
        subject=clean(said.subject),
        repository=clean(said.repository),
        revision=clean(said.revision, LONGEST // 2),
        differing=tuple(Differing(clean(one.name), clean(one.state)) for one in said.differing[:MOST]),
        reason=clean(said.reason, LONGEST_REASON),
    )
    return _ENCODER.encode(_Kept(FORM, veiled)), veiled, bytes


def read(document: bytes) -> Observation:
    """What a kept observation says."""
    with reader.decoding("the stored observation"):
        return reader.decode(document, _Kept).said
