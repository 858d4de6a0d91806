"""The policy of a resource in; an objection to every statement that lets everybody in, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition, asked
from gitops_portal.core.rules.open_policies import open_to_everybody
from gitops_portal.core.rules.part import implies, negate
from gitops_portal.core.rules.policy_documents import policy
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class OpenPolicy(Struct, frozen=True):
    """`attribute` holds the policy as JSON; only what meets all of `when` is asked at all."""

    attribute: str
    message: str
    when: tuple[Condition, ...] = ()

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        for _, applies in asked(subject, "", self.when):
            for place, everybody in open_to_everybody(policy(subject, self.attribute, facts)):
                yield from expect(implies(applies, negate(everybody)), f"{self.attribute}{place}", self.message)
