"""The first and the last address that a firewall lets in; an objection where those between are the internet, out."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.internet import Range, are_internet
from gitops_portal.core.rules.part import Truth, negate
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts
    from gitops_portal.core.rules.part import Part
    from gitops_portal.core.rules.rule import Objection


class OpenRange(Struct, frozen=True):
    """`first` and `last` name attributes that hold one IPv4 address each, of the same range."""

    first: str
    last: str
    message: str

    def __call__(self, subject: Part, _facts: Facts) -> Iterator[Objection]:
        yield from expect(negate(self._is_internet(subject)), self.last, self.message)

    def _is_internet(self, subject: Part) -> Truth:
        first, last = (_address(subject.text(name)) for name in (self.first, self.last))
        if first is None or last is None:
            return UNKNOWN
        return are_internet([Range(first.version, int(first), int(last) + 1)])


def _address(text: str | Unknown | None) -> IPv4Address | None:
    try:
        return IPv4Address(text) if isinstance(text, str) else None
    except ValueError:
        return None
