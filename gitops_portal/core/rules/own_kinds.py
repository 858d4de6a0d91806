"""What an owner writes of a kind of rule in, the kind as a value out: each by the name it has in a file."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - NamedTuple reads its annotations
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct

from gitops_portal.core.model import UNKNOWN
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
from gitops_portal.core.rules.kinds.rego import PolicyRules, Rego
from gitops_portal.core.rules.kinds.required_tags import RequiredTags
from gitops_portal.core.rules.kinds.tool_findings import ToolFindings
from gitops_portal.core.rules.patterns import Pattern, compiled
from gitops_portal.core.rules.rule import Check, Judges

if TYPE_CHECKING:
    from gitops_portal.core.rules.part import Word

_WHETHER_WRITTEN: Final = frozenset({Operator.IS_SET, Operator.IS_PRESENT})
ALONE: Final = frozenset({Operator.MATCHES, Operator.AT_LEAST, Operator.AT_MOST})
SOME: Final = frozenset(
    {Operator.IS, Operator.IS_NOT, Operator.HAS, Operator.HAS_ANY, Operator.HAS_NONE, Operator.HAS_ONLY}
)


class WrittenCondition(Struct, frozen=True, forbid_unknown_fields=True):
    """As `core.rules.condition` reads it."""

    path: Annotated[str, Meta(title="Attribute", description="Dots lead into blocks: root_block_device.encrypted.")]
    operator: Annotated[Operator, Meta(title="Operator")]
    expected: Annotated[
        tuple[str, ...], Meta(title="Expected", description="Words, numbers, or one regular expression of RE2.")
    ] = ()
    unset: Annotated[
        str | None, Meta(title="Where nobody sets it", description="What the provider then uses, if it is known.")
    ] = None

    def __post_init__(self) -> None:
        """Raises ValueError where the operator can't do anything with what is expected."""
        if self.operator in ALONE and len(self.expected) != 1:
            raise ValueError(f"“{self.operator}” takes one value under expected")
        if self.operator in SOME and not self.expected:
            raise ValueError(f"“{self.operator}” takes values under expected")
        if self.operator is Operator.MATCHES:
            compiled(self.expected[0], any_case=True)
        if self.operator in {Operator.AT_LEAST, Operator.AT_MOST}:
            self._number(self.expected[0])

    def _number(self, word: str) -> float:
        try:
            return float(word)
        except ValueError:
            raise ValueError(f"“{self.operator}” takes a number under expected, and “{word}” is none") from None

    def condition(self) -> Condition:
        return Condition(self.path, self.operator, self.words, self.unset, filled=self.filled)

    @property
    def filled(self) -> Word:
        """What the provider fills in is not known, unless that is told, or only asked whether anybody writes it."""
        return None if self.unset is not None or self.operator in _WHETHER_WRITTEN else UNKNOWN

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(map(Pattern, self.expected)) if self.operator is Operator.MATCHES else self.expected


Each = Annotated[str, Meta(title="Of each block", description="Such as ingress: each block is checked by itself.")]
When = Annotated[
    tuple[WrittenCondition, ...], Meta(title="Only where", description="Only what meets all of these is asked.")
]


class WrittenAttribute(WrittenCondition, frozen=True, forbid_unknown_fields=True):
    """What an attribute has to say: in each block of `each`, and where all of `when` holds."""

    each: Each = ""
    when: When = ()


class WrittenConditions(Struct, frozen=True, forbid_unknown_fields=True):
    """Several of them: one has to hold (`either`), or not all may (`forbidden`)."""

    conditions: Annotated[tuple[WrittenCondition, ...], Meta(title="Conditions")] = ()
    each: Each = ""
    when: When = ()


class WrittenCompanion(Struct, frozen=True, forbid_unknown_fields=True):
    """A resource of another type whose attribute names the judged one."""

    type: Annotated[str, Meta(title="Type of the companion", description="Such as aws_s3_bucket_public_access_block.")]
    attribute: Annotated[str, Meta(title="Its attribute that names the resource", description="Such as bucket.")]
    conditions: Annotated[
        tuple[WrittenCondition, ...], Meta(title="Conditions", description="What the companion has to meet.")
    ] = ()
    unless: Annotated[
        tuple[WrittenCondition, ...],
        Meta(title="Unless", description="A resource that meets one of these needs no companion."),
    ] = ()


def _conditions(told: tuple[WrittenCondition, ...]) -> tuple[Condition, ...]:
    return tuple(each.condition() for each in told)


def _attribute(told: WrittenAttribute, message: str) -> Check:
    when = _conditions(told.when)
    return Attribute(
        told.path, told.operator, message, told.words, told.unset, each=told.each, when=when, filled=told.filled
    )


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


def _rego(told: PolicyRules, _message: str) -> Check:
    return Rego(rules=told.rules)


def _itself(told: Any, _message: str) -> Check:
    check: Check = told
    return check


class OwnKind(NamedTuple):
    """What its parameters are, what is made of them, and what it looks at."""

    title: str
    says: str
    """What it objects to."""
    parameters: type[Struct]
    made: Callable[[Any, str], Check] = _itself
    judges: Judges = Judges.STANDING
    speaks: bool = False
    """Whether the rule's own message is what it objects with; the others word theirs."""
    condition: bool = False
    """Whether it has a condition, and no parameters."""
    one_of: tuple[str, ...] = ()
    """Parameters, of which one at least has to say something: without them it would object to nothing."""


OWN_KINDS: Final = {
    "required_tags": OwnKind(
        "Required tags",
        "resources without a tag or a label, or with another value",
        RequiredTags,
        one_of=("tags",),
    ),
    "membership": OwnKind(
        "Allowed or forbidden",
        "regions, types, providers, modules, sizes, images and versions that are not allowed, or are forbidden",
        Membership,
        one_of=("allowed", "forbidden"),
    ),
    "forbidden_actions": OwnKind(
        "Forbidden actions",
        "resources that a plan creates, updates, replaces, deletes or forgets",
        ForbiddenActions,
        judges=Judges.CHANGES,
        one_of=("actions",),
    ),
    "change_limit": OwnKind(
        "Number of changes",
        "plans that change, or destroy, more resources than a number",
        ChangeLimit,
        judges=Judges.PLAN,
        one_of=("changes", "destroys"),
    ),
    "cost_limit": OwnKind(
        "Cost",
        "plans that cost more a month, or add more to it: an amount, or a percentage",
        CostLimit,
        judges=Judges.PLAN,
        one_of=("monthly", "increase", "increase_percent"),
    ),
    "attribute": OwnKind(
        "An attribute", "resources whose attribute has another value", WrittenAttribute, _attribute, speaks=True
    ),
    "either": OwnKind(
        "One of several conditions",
        "resources for which no condition holds",
        WrittenConditions,
        _either,
        speaks=True,
        one_of=("conditions",),
    ),
    "forbidden": OwnKind(
        "A forbidden combination",
        "resources for which all conditions hold; with none, every resource of the types",
        WrittenConditions,
        _forbidden,
        speaks=True,
    ),
    "companion": OwnKind(
        "A companion",
        "resources that no resource of a given type refers to by an attribute",
        WrittenCompanion,
        _companion,
        speaks=True,
    ),
    "tool_findings": OwnKind(
        "Findings of another tool",
        "what checkov, Trivy, Conftest or another scanner found in a plan and CI sent beside it",
        ToolFindings,
        judges=Judges.PLAN,
    ),
    "cel": OwnKind(
        "A condition in CEL",
        "resources for which a condition in the Common Expression Language is true",
        WrittenCel,
        _cel,
        judges=Judges.KNOWN,
        speaks=True,
        condition=True,
    ),
    "cel_plan": OwnKind(
        "A condition in CEL, of a plan",
        "plans for which a condition in the Common Expression Language is true",
        WrittenCel,
        _cel_plan,
        judges=Judges.PLAN,
        speaks=True,
        condition=True,
    ),
    "rego": OwnKind(
        "Rules of policies in Rego",
        "what selected rules of the Rego policies object to",
        PolicyRules,
        _rego,
        judges=Judges.PLAN,
        one_of=("rules",),
    ),
}
