"""What a rule is: a value that says what it looks at, what it objects to, and what people read about it.

Most rules object to what an attribute says, or to what stands beside: those are a kind with parameters (`rules/kinds`),
and stand in packs, one file in `guardrails/<provider>/` for a service. The others have logic, a function that yields
its objections, and a file of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import UNKNOWN, Enforcement, Severity, Status
from gitops_portal.core.rules import parameters as settable
from gitops_portal.core.rules.examples import Example  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.parameters import Parameter  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.part import Word  # noqa: TC001 - a struct reads its annotations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.rules.parameters import Value
    from gitops_portal.core.rules.part import Truth

BY_SEVERITY = {
    Severity.CRITICAL: Enforcement.MANDATORY,
    Severity.HIGH: Enforcement.SOFT_MANDATORY,
    Severity.MEDIUM: Enforcement.ADVISORY,
    Severity.LOW: Enforcement.ADVISORY,
}
"""How strictly a guardrail is meant when it does not say so itself and no policy does."""


class Judges(StrEnum):
    """What a guardrail looks at, one at a time."""

    STANDING = "what will exist after the apply"
    DESTROYED = "what exists now and may be gone afterwards"
    CHANGES = "what the plan changes"
    KNOWN = "what will exist after the apply, and what the plan changes"
    RUNNING = "what may run programs when the plan is applied"
    PLAN = "the plan as a whole"


class Unjudged(Invalid):
    """A rule can't judge a resource, and says why: a sentence without a dot. Like any error of a rule, it blocks."""


class Objection(Struct, frozen=True, gc=False):
    """What a guardrail says against a subject; no objection means passed."""

    status: Status
    attribute: str
    message: str
    brought: bool = False
    """This plan brings it about, though it does not touch the resource itself."""
    unset: Word = None
    """What the attribute counts as where nobody sets it, where that is known."""
    crashed: bool = False
    """The guardrail could not judge it, so it says nothing of what was asked."""
    quoted: bool = False
    """Another program says so, of which a guardrail stands for many rules."""


_OF = {"kubectl": "kubernetes"}
"""Whose objects a provider makes, where another has the name."""

Check = Callable[[Subject, Facts], Iterable[Objection]]


class Rule(Struct, frozen=True, dict=True):
    """`check` is a function, or a kind with its parameters: either is called with a subject and the facts."""

    id: str
    title: str
    severity: Severity
    enforcement: Enforcement
    types: frozenset[str]
    why: str
    remedy: str
    """How to fix it, with a line or two of HCL."""
    references: tuple[str, ...]
    """Where the same thing is asked for: CIS, FSBP, NIST controls, checkov ids."""
    judges: Judges
    check: Check
    patterns: tuple[str, ...] = ()
    """More types than can be listed; `*` stands for any text."""
    examples: tuple[Example, ...] = ()
    """What it must answer to; a rule of a pack has them instead of a test of its own."""
    settable: tuple[Parameter, ...] = ()
    """What owners may set otherwise; its default stands in the check."""
    template: Rule | None = None
    """The same with its defaults, and with the names of parameters in its sentences, where it has some."""
    costs: bool = False
    """Whether it objects to what a month costs: it is waived up to an amount."""

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.id,)

    @property
    def kind(self) -> str:
        """What it is made of: `check` for a function of its own, else the name of a kind."""
        return type(self.check).__module__.rpartition(".")[2] if isinstance(self.check, Struct) else "check"

    @property
    def parameters(self) -> Mapping[str, Any]:
        """What its kind is told; nothing where it has logic of its own."""
        told: Any = self.check
        return (
            {field.name: getattr(told, field.name) for field in structs.fields(told)}
            if isinstance(told, Struct)
            else {}
        )

    @property
    def set_values(self) -> Mapping[str, Value]:
        """Of its parameters, by name, as they hold."""
        return {each.name: settable.held(self.check, each) for each in self.settable}

    @property
    def defaults(self) -> Mapping[str, Value]:
        return (self.template or self).set_values

    def with_values(self, values: Mapping[str, Value]) -> Rule:
        """The same rule with these values of its parameters, and the defaults of the others."""
        plain = self.template or self
        told = {**plain.set_values, **values}
        check: Any = plain.check
        for each in plain.settable:
            check = settable.put(check, each, told[each.name])
        if hasattr(check, "message"):
            check = structs.replace(check, message=settable.sentence(check.message, told))
        said = {name: settable.sentence(getattr(plain, name), told) for name in ("title", "why", "remedy")}
        return structs.replace(plain, check=check, template=plain, **said)

    @cached_property
    def version(self) -> str:
        """A digest of all that decides what it answers. What people read about it is not among it."""
        from gitops_portal.core.rules import code  # reads bytecode: who only judges does not wait for that

        told = [self.id, self.kind, self.parameters, str(self.severity), str(self.judges), sorted(self.types)]
        text = json.dumps([*told, *self.patterns, code.digest(self.check)], sort_keys=True, default=_told)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def provider(self) -> str:
        """Whose resources are judged, such as `aws`; `several`, or empty for a rule about the plan as a whole."""
        prefixes = {_OF.get(prefix, prefix) for prefix in (kind.partition("_")[0] for kind in self.types)}
        return "several" if len(prefixes) > 1 else "".join(prefixes)


def _told(value: object) -> str | list[str]:
    """A parameter that JSON has no form for: a set has no order of its own, so it is sorted."""
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


def guardrail(  # noqa: PLR0913 - what people read about a guardrail stands at its head, named
    name: str,
    title: str,
    severity: Severity,
    *,
    why: str,
    remedy: str,
    types: Iterable[str] = (),
    references: tuple[str, ...] = (),
    enforcement: Enforcement | None = None,
    judges: Judges = Judges.STANDING,
    examples: tuple[Example, ...] = (),
    parameters: tuple[Parameter, ...] = (),
    costs: bool = False,
) -> Callable[[Check], Rule]:
    """Turn a function, or a kind with its parameters, into a Rule. It registers nothing: its folder finds it."""

    def made(check: Check) -> Rule:
        strictness = enforcement or BY_SEVERITY[severity]
        told = (frozenset(types), why, remedy, references, judges, check)
        about_cost = costs or getattr(check, "costs", False)
        rule = Rule(name, title, severity, strictness, *told, examples=examples, settable=parameters, costs=about_cost)
        return rule.with_values({}) if parameters else rule

    return made


# ── objecting ────────────────────────────────────────────────────────────────────────────────────────────────────


def violated(attribute: str, message: str, *, brought: bool = False) -> Objection:
    return Objection(Status.VIOLATED, attribute, message, brought)


def quoted(message: str, status: Status = Status.VIOLATED) -> Objection:
    return Objection(status, "", message, quoted=True)


def undetermined(attribute: str, message: str = "") -> Objection:
    reason = message or "the plan does not tell: known after apply, secret, malformed, or not in it"
    return Objection(Status.UNDETERMINED, attribute, reason)


def expect(truth: Truth, attribute: str, message: str, unset: Word = None) -> tuple[Objection, ...]:
    """Nothing when it is so, undetermined when it can't be told, otherwise violated with the message.

    `unset`: what the attribute counts as where nobody sets it.
    """
    if truth is UNKNOWN:
        return (undetermined(attribute),)
    return () if truth else (Objection(Status.VIOLATED, attribute, message, unset=unset),)
