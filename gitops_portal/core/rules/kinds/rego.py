"""What policies in Rego object to in; an objection out to the plan, or to the resource that they name.

OPA was asked beside: see `rules.rego`. What decides the answer stands here, so that it is part of the rule's version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.rule import Unjudged, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class Rego(Struct, frozen=True):
    """One level of what they say: `reading.DENY` or `reading.WARN`."""

    level: str
    policies: str = ""
    """A digest of the policies, of how they are asked, and of the syntax they are written in; empty: not known."""

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        """Raises Unjudged where there is no answer."""
        told = facts.told.get(self)
        if told is None:
            raise Unjudged("nothing here asks OPA")
        if isinstance(told, Unjudged):
            raise told.with_traceback(None)
        for said in told.get(subject.change.address, ()):
            yield violated("", f"{said.rule}: {said.message}")
