"""Examples as a file has them in, as values out; and a rule of a file held against them, with the place it fails at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct, field

from gitops_portal.core.model import UNKNOWN, Action
from gitops_portal.core.placed import Misplaced, Place, converted
from gitops_portal.core.rules import occasion
from gitops_portal.core.rules.cel.asking import Fault, understood
from gitops_portal.core.rules.condition import steps
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.kinds.cel_plan import CelPlan
from gitops_portal.core.rules.rule import Unjudged
from gitops_portal.core.rules.trial import answer

if TYPE_CHECKING:
    from gitops_portal.core.rules.cel.asking import Evaluator
    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.core.rules.written import WrittenExamples

_ANSWERS: Final = {"violates": "violated", "passes": "passed", "undetermined": "undetermined"}
_UNKNOWN: Final = "(known after apply)"
"""How an example says that a value is not known."""


class WrittenSides(Struct, frozen=True, forbid_unknown_fields=True):
    """An example of a condition in CEL: what it is told of one resource. Figures and flags are read as such."""

    after: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] | None = None
    action: Action | None = None
    """Where it is not told: create, or update where there is something before."""
    unknown: tuple[str, ...] = ()
    """More of `after` that is not known."""


def examples(told: WrittenExamples, place: Place, *, kind: str = "") -> Iterator[Example]:
    """Each is a WrittenSides for a condition about resources, facts of a plan for one about it, else attributes.

    Raises Misplaced.
    """
    for name, wanted in _ANSWERS.items():
        for number, one in enumerate(getattr(told, name)):
            where: Place = (*place, name, number)
            if kind == "cel":
                yield _of_sides(wanted, one, where)
            else:
                yield Example(wanted, occasion.facts(one, where) if kind == "cel_plan" else _opened(one))


def _of_sides(wanted: str, told: Any, place: Place) -> Example:
    said = converted(told, WrittenSides, place)
    after = _typed(said.after)
    for path in said.unknown:
        _hide(after, steps(path), (*place, "unknown"))
    before = None if said.before is None else _typed(said.before)
    action = said.action or (Action.CREATE if before is None else Action.UPDATE)
    return Example(wanted, after, before=before, action=action)


def _hide(held: dict[str, Any], way: list[str], place: Place) -> None:
    first, *rest = way
    if not rest:
        held[first] = UNKNOWN
    elif isinstance(inner := held.setdefault(first, {}), dict):
        _hide(inner, rest, place)
    else:
        raise Misplaced(place, f"{first} is a list or a value: write {_UNKNOWN} inside of it instead.")


def _typed(value: Any) -> Any:
    """A file's texts as the JSON that they are, if they are any: `20`, `true`, `"20"` for a text of figures."""
    if isinstance(value, Mapping):
        return {name: _typed(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_typed(held) for held in value]
    try:
        return UNKNOWN if value == _UNKNOWN else msgspec.json.decode(value)
    except (msgspec.DecodeError, TypeError):
        return value


def _opened(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _opened(held) for name, held in value.items()}
    if isinstance(value, list):
        return [_opened(held) for held in value]
    return UNKNOWN if value == _UNKNOWN else value


# ── trying ───────────────────────────────────────────────────────────────────────────────────────────────────────


def rule(told: Rule, place: Place, evaluator: Evaluator) -> None:
    """Raises Misplaced where its condition can't be asked, or it answers otherwise than an example says."""
    if isinstance(told.check, Cel | CelPlan):
        found = understood(evaluator, told.check)
        if isinstance(found, Fault):
            raise Misplaced((*place, "condition"), f"{found.why}.", (found.line, found.column) if found.line else None)
    for name, wanted in _ANSWERS.items():
        for number, example in enumerate(each for each in told.examples if each.answer == wanted):
            where = (*place, "examples", name, number)
            if not told.types and not isinstance(told.check, CelPlan):
                raise Misplaced(where, "examples need a rule that names a type without *.")
            if (found_out := _answer(told, example, evaluator)) != wanted:
                raise Misplaced(where, f"the rule says {found_out}.")


def _answer(told: Rule, example: Example, evaluator: Evaluator) -> str:
    try:
        return answer(told, example, lambda: nullcontext(evaluator))
    except Unjudged as error:
        return f"nothing: {error}"
