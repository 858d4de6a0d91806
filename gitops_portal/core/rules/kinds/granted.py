"""Roles and members of Google Cloud in; an objection out wherever one of the roles is granted to one of the members."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.google_grants import grants
from gitops_portal.core.rules.part import all_of, negate
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.google_grants import Word
    from gitops_portal.core.rules.part import Truth
    from gitops_portal.core.rules.rule import Objection

EVERYBODY = "allUsers|allAuthenticatedUsers"
"""Anyone on the internet, and anyone there with an account at Google."""


class Granted(Struct, frozen=True):
    """`members` and `roles` are regular expressions for the whole text; an empty one is any."""

    message: str
    members: str = ""
    roles: str = ""

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        for grant in grants(subject, facts):
            forbidden = all_of(_is(self.roles, grant.role), _is(self.members, grant.member))
            yield from expect(negate(forbidden), grant.where, self.message)


def _is(wanted: str, word: Word) -> Truth:
    if not wanted:
        return True
    return UNKNOWN if word is UNKNOWN else bool(re.fullmatch(wanted, word or "", re.ASCII | re.IGNORECASE))
