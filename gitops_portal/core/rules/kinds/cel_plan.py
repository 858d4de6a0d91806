"""A condition in CEL in; an objection out to the plan as a whole, where it is true of it. It was asked beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from gitops_portal.core.rules.rule import Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class CelPlan(Struct, frozen=True):
    """`message` is what is wrong with a plan that the condition is true of."""

    condition: str
    message: str
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The lists of the file that it names, with their values."""
    resources: ClassVar[bool] = False

    def __call__(self, _plan: Subject, facts: Facts) -> Iterator[Objection]:
        """Raises Unjudged where nobody answered."""
        answers = facts.told.get(self)
        if answers is None:
            raise Unjudged("its condition was not evaluated: conditions in CEL can't be evaluated here")
        (answer,) = answers.values()
        if isinstance(answer, Unjudged):
            raise answer.with_traceback(None)
        if answer:
            yield answer
