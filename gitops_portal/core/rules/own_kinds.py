"""What an owner writes of a kind of rule in, the kind as a value out: each by the name it has in a file."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - NamedTuple reads its annotations
from typing import Any, Final, NamedTuple

from msgspec import Struct

from gitops_portal.core.rules import lists
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.kinds.attribute import Attribute
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.kinds.cel_plan import CelPlan
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.kinds.forbidden_actions import ForbiddenActions
from gitops_portal.core.rules.kinds.limits import ChangeLimit, CostLimit
from gitops_portal.core.rules.kinds.membership import Membership
from gitops_portal.core.rules.kinds.required_tags import RequiredTags
from gitops_portal.core.rules.patterns import Pattern, compiled
from gitops_portal.core.rules.rule import Check, Judges

ALONE: Final = frozenset({Operator.MATCHES, Operator.AT_LEAST, Operator.AT_MOST})
SOME: Final = frozenset(
    {Operator.IS, Operator.IS_NOT, Operator.HAS, Operator.HAS_ANY, Operator.HAS_NONE, Operator.HAS_ONLY}
)


class WrittenCondition(Struct, frozen=True, forbid_unknown_fields=True):
    """As `core.rules.condition` reads it."""

    path: str
    operator: Operator
    expected: tuple[str, ...] = ()
    unset: str | None = None
    """What the provider uses where nobody sets it."""

    def __post_init__(self) -> None:
        """Raises ValueError where the operator can't do anything with what is expected."""
        if self.operator in ALONE and len(self.expected) != 1:
            raise ValueError(f"“{self.operator}” takes one value under expected")
        if self.operator in SOME and not self.expected:
            raise ValueError(f"“{self.operator}” takes values under expected")
        if self.operator is Operator.MATCHES:
            compiled(self.expected[0], any_case=True)
        if self.operator in {Operator.AT_LEAST, Operator.AT_MOST}:
            float(self.expected[0])

    def condition(self) -> Condition:
        return Condition(self.path, self.operator, self.words, self.unset)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(map(Pattern, self.expected)) if self.operator is Operator.MATCHES else self.expected


class WrittenAttribute(WrittenCondition, frozen=True, forbid_unknown_fields=True):
    """What an attribute has to say: in each block of `each`, and where all of `when` holds."""

    each: str = ""
    when: tuple[WrittenCondition, ...] = ()


class WrittenConditions(Struct, frozen=True, forbid_unknown_fields=True):
    """Several of them: one has to hold (`either`), or not all may (`forbidden`)."""

    conditions: tuple[WrittenCondition, ...] = ()
    each: str = ""
    when: tuple[WrittenCondition, ...] = ()


class WrittenCompanion(Struct, frozen=True, forbid_unknown_fields=True):
    """A resource of another type whose attribute names the judged one."""

    type: str
    attribute: str
    conditions: tuple[WrittenCondition, ...] = ()
    unless: tuple[WrittenCondition, ...] = ()


def _conditions(told: tuple[WrittenCondition, ...]) -> tuple[Condition, ...]:
    return tuple(each.condition() for each in told)


def _attribute(told: WrittenAttribute, message: str) -> Check:
    when = _conditions(told.when)
    return Attribute(told.path, told.operator, message, told.words, told.unset, each=told.each, when=when)


def _either(told: WrittenConditions, message: str) -> Check:
    return Either(_conditions(told.conditions), message, told.each, _conditions(told.when))


def _forbidden(told: WrittenConditions, message: str) -> Check:
    return Forbidden(message, (*_conditions(told.when), *_conditions(told.conditions)), told.each)


def _companion(told: WrittenCompanion, message: str) -> Check:
    return Companion(told.type, told.attribute, message, _conditions(told.conditions), _conditions(told.unless))


class WrittenCel(Struct, frozen=True, forbid_unknown_fields=True):
    """In a file it stands beside the parameters: a rule of this kind has no others."""

    condition: str
    lists: dict[str, tuple[str, ...]]
    """Of the file."""


def _cel(told: WrittenCel, message: str) -> Check:
    return Cel(told.condition, message, lists.mentioned(told.condition, told.lists))


def _cel_plan(told: WrittenCel, message: str) -> Check:
    return CelPlan(told.condition, message, lists.mentioned(told.condition, told.lists))


def _itself(told: Any, _message: str) -> Check:
    check: Check = told
    return check


class OwnKind(NamedTuple):
    """What its parameters are, what is made of them, and what it looks at."""

    parameters: type[Struct]
    made: Callable[[Any, str], Check] = _itself
    judges: Judges = Judges.STANDING
    speaks: bool = False
    """Whether the rule's own message is what it objects with; the others word theirs."""
    condition: bool = False
    """Whether it has a condition, and no parameters."""


OWN_KINDS: Final = {
    "attribute": OwnKind(WrittenAttribute, _attribute, speaks=True),
    "either": OwnKind(WrittenConditions, _either, speaks=True),
    "forbidden": OwnKind(WrittenConditions, _forbidden, speaks=True),
    "companion": OwnKind(WrittenCompanion, _companion, speaks=True),
    "cel": OwnKind(WrittenCel, _cel, judges=Judges.KNOWN, speaks=True, condition=True),
    "cel_plan": OwnKind(WrittenCel, _cel_plan, judges=Judges.PLAN, speaks=True, condition=True),
    "required_tags": OwnKind(RequiredTags),
    "membership": OwnKind(Membership),
    "forbidden_actions": OwnKind(ForbiddenActions, judges=Judges.CHANGES),
    "change_limit": OwnKind(ChangeLimit, judges=Judges.PLAN),
    "cost_limit": OwnKind(CostLimit, judges=Judges.PLAN),
}
