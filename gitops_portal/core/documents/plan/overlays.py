"""Overlays as they are written in, their marks out: resources of one type have the same few, thousands of times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan import twins
from gitops_portal.core.documents.secrecy.marks import trimmed

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.marks import Marks


class Overlays(dict[bytes, "Marks"]):
    """Those of one plan. Looked up as a dictionary is, in C; what is missing is read."""

    __slots__ = ("doubled",)

    def __init__(self) -> None:
        super().__init__()
        self.doubled: set[bytes] = set()
        """Those in which a name stands twice."""

    def __missing__(self, written: bytes) -> Marks:
        value = reader.value(written)
        if twins.twice(msgspec.Raw(written), value):
            self.doubled.add(written)
            value = True  # what either of the two marks
        marks = self[written] = trimmed(value)
        return marks
