"""What a release of Helm must not set in; an objection to each value that it sets so, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.helm import settings
from gitops_portal.core.rules.part import Part, all_of, negate
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts
    from gitops_portal.core.rules.rule import Objection


class ReleaseSets(Struct, frozen=True):
    """Violated where a value whose name is like `named`, a regular expression for the whole of it, is `so`."""

    message: str
    named: Condition
    so: Condition

    def __call__(self, release: Part, facts: Facts) -> Iterator[Objection]:
        for setting in settings(release, facts):
            part = Part({"name": setting.name, "value": setting.value})
            met = all_of(self.named.holds(part), self.so.holds(part))
            yield from expect(negate(met), setting.place, f"{self.message} ({setting.name})")


def sets(named: str, so: Operator, message: str, *expected: str) -> ReleaseSets:
    return ReleaseSets(message, Condition("name", Operator.MATCHES, (named,)), Condition("value", so, expected))
