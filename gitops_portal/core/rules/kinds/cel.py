"""A condition in CEL in; an objection out to each resource that it is true of. It was asked beside: see `rules.cel`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct, structs

from gitops_portal.core.model import Status
from gitops_portal.core.rules.rule import Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.cel.asking import Answer
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class Cel(Struct, frozen=True):
    """`message` is what is wrong with a resource that the condition is true of."""

    condition: str
    message: str
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The lists of the file that it names, with their values."""
    resources: ClassVar[bool] = True

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        """Raises Unjudged where nobody answered."""
        answered = facts.told.get(self)
        if answered is None:
            raise Unjudged("its condition was not evaluated: conditions in CEL can't be evaluated here")
        answer: Answer = answered.of(id(subject.change), subject.change.type)
        if isinstance(answer, Unjudged):
            raise answer.with_traceback(None)  # one error for many resources
        if answer and answer.status is Status.VIOLATED:
            yield structs.replace(answer, attribute=answered.attribute.of(subject))
        elif answer:
            yield answer
