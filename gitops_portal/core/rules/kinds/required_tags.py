"""Tags that have to stand, and what they may say, in; an objection out for each resource that could carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.part import text
from gitops_portal.core.rules.patterns import compiled, fits
from gitops_portal.core.rules.rule import undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection

CARRIED: Final = (("tags", "tags_all"), ("labels", "effective_labels"))
"""Where tags are written, and where the provider says what they come to with its default ones."""


class Tag(Struct, frozen=True, forbid_unknown_fields=True):
    """Any text, one of `values`, or one that `pattern` matches as a whole (a regular expression)."""

    values: tuple[str, ...] = ()
    pattern: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError where the pattern is none."""
        compiled(self.pattern)

    def allows(self, value: str) -> bool:
        if self.values and value not in self.values:
            return False
        return not self.pattern or fits(self.pattern, value)


class RequiredTags(Struct, frozen=True, forbid_unknown_fields=True):
    """Tags by name. What has no room for tags or labels is not asked."""

    tags: Mapping[str, Tag]

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        written = next((pair for pair in CARRIED if subject.unknown or pair[0] in subject.values), None)
        if written is None:
            return
        own, whole = (subject.get(name) for name in written)
        for name, wanted in self.tags.items():
            value = _value(name, own, whole)
            if value is UNKNOWN:
                yield undetermined(written[0], f"whether it has the tag {name}, or what it says, is not known")
            elif value is None:
                yield violated(written[0], f"the tag {name} is missing")
            elif not wanted.allows(str(value)):
                yield violated(f"{written[0]}.{name}", f"the tag {name} says “{value}”{_allowed(wanted)}")


def _value(name: str, own: Any, whole: Any) -> Any:
    """What a tag says; None where it is missing, UNKNOWN where nobody can tell."""
    found = None
    for tags in (own, whole):
        if isinstance(tags, Mapping) and name in tags:
            return text(tags[name]) if tags[name] is not None else None
        if tags is not None and not isinstance(tags, Mapping):
            found = UNKNOWN
    return found


def _allowed(wanted: Tag) -> str:
    return f", and may say {', '.join(wanted.values)}" if wanted.values else f", which is not {wanted.pattern}"
