"""A port in; an objection out to every entry of a network ACL that lets the whole internet reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.network_acls import open_to_world

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class OpenAclPort(Struct, frozen=True):
    """A port that not everybody may reach, or all from the first to the last at once."""

    first: int
    last: int

    def __call__(self, subject: Subject, facts: Facts) -> Iterable[Objection]:
        return open_to_world(subject, facts, (self.first, self.last))
