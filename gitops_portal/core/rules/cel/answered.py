"""Conditions in CEL and what they are about in, what they answer out; what is not kept is passed, as most is."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gitops_portal.core.rules.cel.asking import Answer, told
from gitops_portal.core.rules.cel.at_once import sure
from gitops_portal.core.rules.rule import Unjudged, violated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.asking import Around, Evaluator
    from gitops_portal.core.rules.kinds.cel import Cel


class Answered(Struct, frozen=True):
    """What one condition answered."""

    others: dict[int, Answer]
    """By the number of a change, what is not `passed`."""
    asked: set[str]
    """The types that it was asked about."""

    def of(self, number: int, kind: str) -> Answer:
        """Raises Unjudged where it was not asked."""
        if kind not in self.asked:
            raise Unjudged(f"its condition was not asked about {kind}")
        return self.others.get(number)


def answered(
    evaluator: Evaluator, meant: Iterable[tuple[tuple[Cel, ...], Mapping[int, Change]]], around: Around
) -> dict[Any, Answered]:
    """By check: what it answers to all changes that it is about; `meant` are changes with the checks about them."""
    found: dict[Any, Answered] = {}
    for checks, changes in meant:
        types = {change.type for change in changes.values()}
        for check, of_check in zip(checks, sure(evaluator, checks, changes, around), strict=True):
            held = found.setdefault(check, Answered({}, set()))
            held.asked.update(types)
            held.others.update(dict.fromkeys(of_check.violated, violated("", check.message)))
            answers = told(evaluator, check, of_check.open, around)
            held.others.update((number, answer) for number, answer in answers.items() if answer is not None)
    return found
