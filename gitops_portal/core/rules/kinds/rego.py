"""What policies in Rego object to in; an objection out to the plan, or to the resource that they name.

OPA was asked beside: see `rules.rego`. What decides the answer stands here, so that it is part of the rule's version.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Final

from msgspec import Meta, Struct

from gitops_portal.core.rules.rule import Unjudged, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rego.reading import Said
    from gitops_portal.core.rules.rule import Objection

_NAME: Final = re.compile(r"(deny|violation|warn)[A-Za-z0-9_*]*")


class PolicyRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What a guardrail of owners' own takes out of `opa-deny` and `opa-warn`."""

    rules: Annotated[
        tuple[str, ...],
        Meta(title="Rules", description="Of the policies, by name: deny_network, warn_*. * stands for any text."),
    ]

    def __post_init__(self) -> None:
        """Raises ValueError where no rule that is asked for has such a name."""
        for name in self.rules:
            if not _NAME.fullmatch(name):
                raise ValueError(
                    f"“{name}” is not a rule that is asked: their names begin with deny, violation or warn"
                )


class Rego(Struct, frozen=True):
    """One level of what they say, `reading.DENY` or `reading.WARN`; or, whatever their level, some rules by name."""

    level: str = ""
    policies: str = ""
    """A digest of the policies, of how they are asked, and of the syntax they are written in; empty: not known."""
    rules: tuple[str, ...] = ()
    """Names of rules, in which * stands for any text; then the level does not count."""
    apart: tuple[str, ...] = ()
    """Of a level: names of rules that other guardrails stand for."""

    def means(self, said: Said) -> bool:
        """Whether it is this guardrail's to object."""
        if self.rules:
            return _among(said.rule, self.rules)
        return said.level == self.level and not _among(said.rule, self.apart)

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        """Raises Unjudged where there is no answer."""
        told = facts.told.get(self)
        if told is None:
            raise Unjudged("nothing here asks OPA")
        if isinstance(told, Unjudged):
            raise told.with_traceback(None)
        for sentence in dict.fromkeys(f"{said.rule}: {said.message}" for said in told.get(subject.change.address, ())):
            yield quoted(sentence)


def _among(rule: str, names: tuple[str, ...]) -> bool:
    return any(fnmatchcase(rule, name) for name in names)
