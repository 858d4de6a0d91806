"""What a tag has to say, and what it says, in; an objection where that is something else, or nothing, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct

from gitops_portal.core.model import UNKNOWN, Sensitive
from gitops_portal.core.rules.part import text
from gitops_portal.core.rules.patterns import compiled, fits
from gitops_portal.core.rules.rule import undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.rule import Objection


class Tag(Struct, frozen=True, forbid_unknown_fields=True):
    """Any text, one of `values`, or one that `pattern` matches as a whole (a regular expression)."""

    values: Annotated[tuple[str, ...], Meta(title="Values", description="Empty: any.")] = ()
    pattern: Annotated[
        str, Meta(title="Pattern", description="A regular expression of RE2 for the whole value: [0-9]{4}.")
    ] = ""

    def __post_init__(self) -> None:
        """Raises ValueError where the pattern is none."""
        compiled(self.pattern)

    def allows(self, value: str) -> bool:
        if self.values and value not in self.values:
            return False
        return not self.pattern or fits(self.pattern, value)

    def objections(self, name: str, value: Any, attribute: str, started: str = "") -> Iterator[Objection]:
        """`value` is None where the tag is missing, else as `said` has it; `started`: what it starts."""
        on = f" on {started}" if started else ""
        if isinstance(value, Sensitive):
            if self.values or self.pattern or not value.text:
                yield undetermined(attribute, f"what the tag {name} says{on} is secret")
        elif value is UNKNOWN:
            who = f"{started} have" if started else "it has"
            yield undetermined(attribute, f"whether {who} the tag {name}, or what it says, is not known")
        elif value is None:
            yield violated(attribute, f"the tag {name} is missing" + (f" from {started}" if started else ""))
        elif not self.allows(str(value)):
            at = attribute if started else f"{attribute}.{name}"
            yield violated(at, f"the tag {name} says “{value}”{on}{_allowed(self)}")


def said(value: Any) -> Any:
    """What a tag says: a text or a secret, None where it is missing, UNKNOWN where nobody can tell."""
    return value if value is None or isinstance(value, Sensitive) else text(value)


def _allowed(wanted: Tag) -> str:
    return f", and may say {', '.join(wanted.values)}" if wanted.values else f", which is not {wanted.pattern}"
