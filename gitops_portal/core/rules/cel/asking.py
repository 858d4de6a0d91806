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
from gitops_portal.core.rules.cel.around import NOTHING
from gitops_portal.core.rules.cel.sight import sight
from gitops_portal.core.rules.rule import Objection, Unjudged, undetermined, violated

if TYPE_CHECKING:
    from gitops_portal.core.model import Change
    from gitops_portal.core.rules.cel.around import Around
    from gitops_portal.core.rules.cel.reads import Condition
    from gitops_portal.core.rules.kinds.cel import Cel
    from gitops_portal.core.rules.kinds.cel_plan import CelPlan

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
    """`before` or `after` as a whole, or a fact of the plan."""


class Broken(Struct, frozen=True, array_like=True):
    """An error that asking came to."""

    why: str
    missing: Missing | None = None


class Evaluator(Protocol):
    """Where conditions are compiled and asked, within bounds of time and memory."""

    def compiled(self, condition: str) -> bytes | Fault:
        """The message `cel.expr.CheckedExpr` of a condition that is true or false."""

    def answers(self, condition: str, shown: Sequence[bytes], always: Mapping[str, Any]) -> Sequence[bool | Broken]:
        """Of a condition to each of `shown`, an `Asked` in MessagePack, in their order; Broken where it was stopped.

        `always` are the variables that are the same for all of them.
        """

    def told_at_once(
        self, conditions: Sequence[str], shown: Sequence[bytes], always: Mapping[str, Any]
    ) -> Sequence[Mapping[int, bool]]:
        """Of each of `shown`, whether a condition is surely true of it, by the places of those that are not surely
        false: unsure of all where nothing could be found out.
        """


Evaluators = Callable[[], AbstractContextManager[Evaluator]]
"""Begins one, for as long as it is used."""


Answer = Objection | Unjudged | None
"""None: passed."""


class Nobody:
    """Where there is no evaluator, every condition is at fault."""

    _WHY: Final = "conditions in CEL can't be evaluated here"

    def compiled(self, _condition: str) -> Fault:
        return Fault(self._WHY)

    def answers(self, _condition: str, shown: Sequence[bytes], _always: Mapping[str, Any]) -> Sequence[Broken]:
        return [Broken(self._WHY)] * len(shown)

    def told_at_once(
        self, conditions: Sequence[str], shown: Sequence[bytes], _always: Mapping[str, Any]
    ) -> Sequence[Mapping[int, bool]]:
        return [dict.fromkeys(range(len(conditions)), False)] * len(shown)


def nobody() -> AbstractContextManager[Evaluator]:
    return nullcontext(Nobody())


class Asked(Struct, frozen=True, array_like=True):
    """What an evaluator is shown of a resource."""

    variables: dict[str, object]
    marks: dict[str, dict[str, bool]]
    refs: dict[str, list[Any]]


def understood(evaluator: Evaluator, check: Cel | CelPlan) -> Condition | Fault:
    """What its condition reads."""
    found = _read(evaluator, check.condition)
    if isinstance(found, Fault):
        return found
    if missing := sorted(found.lists - {name for name, _ in check.lists}):
        return Fault(f"there is no list “{missing[0]}”")
    if not check.resources and (found.roots or found.change or found.refs or any(found.marks.values())):
        return Fault("a rule about the plan as a whole reads plan and lists, and nothing of a resource")
    return found


def _read(evaluator: Evaluator, condition: str) -> Condition | Fault:
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


def told(
    evaluator: Evaluator, check: Any, changes: Mapping[int, Change], around: Around = NOTHING
) -> dict[int, Answer]:
    """What the condition of a check, which is a Cel, answers to each of these, by their numbers."""
    if not changes:
        return {}
    return dict(zip(changes, _answers(evaluator, check, [*changes.values()], around), strict=True))


def told_of_plan(evaluator: Evaluator, check: Any, around: Around) -> Answer:
    """What the condition of a check, which is a CelPlan, answers to the plan as a whole."""
    found = understood(evaluator, check)
    if isinstance(found, Fault):
        return Unjudged(f"its condition can't be asked: {found.why}")
    always, hidden = same_for_all(found, check, around)
    shown = msgspec.msgpack.encode(Asked({}, {}, {}))
    (answer,) = evaluator.answers(check.condition, [shown], always)
    return _answer(answer, hidden, check.message)


def same_for_all(condition: Condition, check: Cel | CelPlan, around: Around) -> tuple[dict[str, Any], str]:
    """The lists and the facts of the plan that it reads; and the first of these facts that is not known."""
    always: dict[str, Any] = {}
    if condition.lists:
        always[reads.LISTS] = {name: values for name, values in check.lists if name in condition.lists}
    facts = {f"plan.{name}": around.plan(name) for name in sorted(condition.plan)}
    hidden = next((name for name, value in facts.items() if value is None), "")
    return always | {name: value for name, value in facts.items() if value is not None}, hidden


def _answers(evaluator: Evaluator, check: Cel, changes: Sequence[Change], around: Around) -> Iterator[Answer]:
    """In the order of the changes. Those that look the same to the condition are asked once."""
    found = understood(evaluator, check)
    if isinstance(found, Fault):
        yield from [Unjudged(f"its condition can't be asked: {found.why}")] * len(changes)
        return
    meant = [about(found, change) for change in changes]
    always, unknown = same_for_all(found, check, around)
    neighbours = around.neighbours() if found.refs else None
    sights = [sight(found, change, neighbours) for change, asked in zip(changes, meant, strict=True) if asked]
    shown = [msgspec.msgpack.encode(Asked(one.variables, one.marks, one.refs)) for one in sights]
    places = {encoded: number for number, encoded in enumerate(dict.fromkeys(shown))}
    answers = evaluator.answers(check.condition, list(places), always)
    told_of = iter(zip(sights, shown, strict=True))
    for asked in meant:
        if asked:
            one, encoded = next(told_of)
            yield _answer(answers[places[encoded]], one.hidden or unknown, check.message)
        else:
            yield None


def about(condition: Condition, change: Change) -> bool:
    """Whether it may be true of a change that has the sides it has."""
    sides = {"before": change.before, "after": change.after}
    return all(sides[side] is not None for side in condition.needs)


def _answer(found: bool | Broken, hidden: str, message: str) -> Answer:  # noqa: FBT001 - it is what it judges
    if found is True:
        return violated("", message)
    if not isinstance(found, Broken):
        return None
    if found.missing and hidden:
        return undetermined(_attribute(hidden), f"{hidden} is not known{_OF_WHAT.get(hidden[:5], _FROM_PLAN)}")
    if found.missing is Missing.SIDE:
        return None
    return Unjudged(f"its condition could not be answered: {found.why}")


_FROM_PLAN: Final = " from the plan, or secret"
_OF_WHAT: Final = {"plan.": " here", "refs(": ": what it refers to can't be told for certain"}


def _attribute(hidden: str) -> str:
    """What of the resource is not known; nothing where that is a fact of the plan."""
    return "" if hidden.startswith(("plan.", "refs(")) else hidden.removeprefix("before.").removeprefix("after.")
