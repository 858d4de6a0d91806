"""Conditions and resources in, the answer to each out, from an evaluator that is given: where CEL runs is not ours.

    true                              violated
    false                             passed
    an error, and something that is
      read is not known, or secret    undetermined: any value may be behind it
    an error, and a side is read that
      the resource does not have      passed: the condition is not about it (`before` where something is made); where it
                                      can't be true without that side, whatever else is not known
    any other error                   the guardrail could not judge, which blocks

An error that comes of no missing value (a text less than a number) blocks whatever is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec
from msgspec import Struct

from gitops_portal.core.rules.cel import reads, syntax
from gitops_portal.core.rules.cel.sight import Sight, sight
from gitops_portal.core.rules.rule import Objection, Unjudged, undetermined, violated

if TYPE_CHECKING:
    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.reads import Condition
    from gitops_portal.core.rules.kinds.cel import Cel

LONGEST: Final = 4_000
"""Characters of a condition."""


class Fault(Struct, frozen=True):
    """Why a condition can't be asked; line and column count from 1, and are 0 where no place is at fault."""

    why: str
    line: int = 0
    column: int = 0


class Missing(StrEnum):
    """What an error was about, where it was about something that is not there."""

    KEY = "key"
    SIDE = "side"
    """`before` or `after` as a whole."""


class Broken(Struct, frozen=True, array_like=True):
    """An error that asking came to."""

    why: str
    missing: Missing | None = None


class Evaluator(Protocol):
    """Where conditions are compiled and asked, within bounds of time and memory."""

    def compiled(self, condition: str) -> bytes | Fault:
        """The message `cel.expr.CheckedExpr` of a condition that is true or false."""

    def answers(self, condition: str, shown: Sequence[bytes]) -> Sequence[bool | Broken]:
        """Of a condition to each of `shown`, an `Asked` in MessagePack, in their order; Broken where it was stopped."""


Evaluators = Callable[[], AbstractContextManager[Evaluator]]
"""Begins one, for as long as it is used."""


Answer = Objection | Unjudged | None
"""None: passed."""


class Nobody:
    """Where there is no evaluator, every condition is at fault."""

    _WHY: Final = "nothing here can judge conditions in CEL"

    def compiled(self, _condition: str) -> Fault:
        return Fault(self._WHY)

    def answers(self, _condition: str, shown: Sequence[bytes]) -> Sequence[Broken]:
        return [Broken(self._WHY)] * len(shown)


def nobody() -> AbstractContextManager[Evaluator]:
    return nullcontext(Nobody())


class Asked(Struct, frozen=True, array_like=True):
    """What an evaluator is shown of a resource."""

    variables: dict[str, object]
    marks: dict[str, dict[str, bool]]


def understood(evaluator: Evaluator, condition: str) -> Condition | Fault:
    """What a condition reads."""
    if len(condition) > LONGEST:
        return Fault(f"it has {len(condition):,} characters; at most {LONGEST:,} are taken")
    compiled = evaluator.compiled(condition)
    if isinstance(compiled, Fault):
        return compiled
    try:
        return reads.reads(syntax.tree(compiled))
    except reads.Unreadable as error:
        return Fault(str(error))
    except RecursionError:
        return Fault("it is nested too deep")
    except (ValueError, TypeError, UnicodeDecodeError) as error:
        return Fault(f"it can't be analysed: {error}")


def told(evaluator: Evaluator, check: Any, changes: Mapping[int, Change]) -> dict[int, Answer]:
    """What the condition of a check, which is a Cel, answers to each of these, by their numbers."""
    if not changes:
        return {}
    return dict(zip(changes, _answers(evaluator, check, [*changes.values()]), strict=True))


def _answers(evaluator: Evaluator, check: Cel, changes: Sequence[Change]) -> Iterator[Answer]:
    """In the order of the changes. Those that look the same to the condition are asked once."""
    condition = check.condition
    found = understood(evaluator, condition)
    if isinstance(found, Fault):
        yield from [Unjudged(f"its condition can't be asked: {found.why}")] * len(changes)
        return
    about = [_about(found, change) for change in changes]
    sights = [sight(found, change) for change, asked in zip(changes, about, strict=True) if asked]
    shown = [msgspec.msgpack.encode(Asked(one.variables, one.marks)) for one in sights]
    places = {encoded: number for number, encoded in enumerate(dict.fromkeys(shown))}
    answers = evaluator.answers(condition, list(places))
    told_of = iter(zip(sights, shown, strict=True))
    for asked in about:
        if asked:
            one, encoded = next(told_of)
            yield _answer(answers[places[encoded]], one, check.message)
        else:
            yield None


def _about(condition: Condition, change: Change) -> bool:
    """Whether it may be true of a change that has the sides it has."""
    sides = {"before": change.before, "after": change.after}
    return all(sides[side] is not None for side in condition.needs)


def _answer(found: bool | Broken, shown: Sight, message: str) -> Answer:  # noqa: FBT001 - it is what it judges
    if found is True:
        return violated("", message)
    if not isinstance(found, Broken):
        return None
    if found.missing and shown.hidden:
        attribute = shown.hidden.removeprefix("before.").removeprefix("after.")
        return undetermined(attribute, f"{shown.hidden} is not known from the plan, or secret")
    if found.missing is Missing.SIDE:
        return None
    return Unjudged(f"its condition could not be answered: {found.why}")
