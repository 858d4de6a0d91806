"""Conditions in CEL and what they are about in, what they answer out; what is not kept is passed, as most is."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from gitops_portal.core.rules.cel.asking import Answer, Fault, told, understood
from gitops_portal.core.rules.cel.at_once import sure
from gitops_portal.core.rules.cel.only import Only, only
from gitops_portal.core.rules.rule import Unjudged, violated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.around import Around
    from gitops_portal.core.rules.cel.asking import Evaluator
    from gitops_portal.core.rules.kinds.cel import Cel


class Answered(Struct, frozen=True):
    """What one condition answered."""

    others: dict[int, Answer]
    """By the number of a change, what is not `passed`."""
    asked: set[str]
    """The types that it was asked about."""
    attribute: Only = Only()
    """What a violation names."""

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
    return {check: _named(evaluator, check, held) if held.others else held for check, held in found.items()}


def _named(evaluator: Evaluator, check: Cel, held: Answered) -> Answered:
    read = understood(evaluator, check)
    return held if isinstance(read, Fault) else structs.replace(held, attribute=only(read))
