"""One block of attributes in, readings out: the value, None where it isn't set, UNKNOWN where it can't be told.

A value can't be told when it is not known until apply, when it is secret, and when its shape is not what it should be.
Some values are not known only because nobody sets them: then `unset` is the reading. Give one where the provider's own
choice is known and is what you object to; it must never make a guardrail pass, or hiding a value would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gitops_portal.core.model import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection

Truth = bool | Unknown | None
"""Yes, no, can't be told; None (nothing is set) counts as no."""

_YES = frozenset({"true", "t", "1"})
_NO = frozenset({"false", "f", "0"})
_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Part:
    """Attributes of a resource or of a block inside it. A part that is no object is unknown in everything it holds."""

    value: Any
    path: str = ""

    @property
    def unknown(self) -> bool:
        return not isinstance(self.value, dict)

    def at(self, name: str) -> str:
        """Where an attribute stands, as people write it: `root_block_device[0].encrypted`."""
        return f"{self.path}.{name}" if self.path else name

    def left_out(self, name: str) -> bool:  # noqa: ARG002 - a subject can tell, by its block in the configuration
        """Whether an attribute is not known only because nobody sets it. Of nested blocks that is not told."""
        return False

    def flag(self, name: str, *, unset: Truth = UNKNOWN) -> Truth:
        """Providers write some flags as text; an empty text is an unset flag."""
        if self.left_out(name):
            return unset
        value = self._get(name)
        if isinstance(value, str):
            word = value.lower()
            if word in _YES:
                return True
            return False if word in _NO else UNKNOWN if word else None
        return value if value is None or isinstance(value, bool) else UNKNOWN

    def text(self, name: str, *, unset: str | Unknown | None = UNKNOWN) -> str | Unknown | None:
        if self.left_out(name):
            return unset
        value = self._get(name)
        return value if value is None or isinstance(value, str) else UNKNOWN

    def number(self, name: str) -> int | Unknown | None:
        """A whole number, also when it is written as text."""
        value = self._get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and value.isascii() and value.lstrip("-").isdigit():
            return int(value) if value.rfind("-") <= 0 else UNKNOWN
        return UNKNOWN

    def texts(self, name: str) -> tuple[str | Unknown, ...]:
        """A list of texts; one that can't be told as a whole is a list of one unknown text."""
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            return (UNKNOWN,)
        return tuple(item if isinstance(item, str) else UNKNOWN for item in value)

    def blocks(self, name: str) -> tuple[Part, ...]:
        """Nested blocks; blocks that can't be told as a whole are one unknown block."""
        value = self._get(name)
        if value is None:
            return ()
        if isinstance(value, list):
            return tuple(Part(item, f"{self.at(name)}[{position}]") for position, item in enumerate(value))
        return (Part(value, self.at(name)),)

    def _get(self, name: str) -> Any:
        return self.value.get(name) if isinstance(self.value, dict) else UNKNOWN


# ── three-valued logic ───────────────────────────────────────────────────────────────────────────────────────────


def any_of(*truths: Truth) -> Truth:
    if True in truths:
        return True
    return UNKNOWN if UNKNOWN in truths else False


def all_of(*truths: Truth) -> Truth:
    if any(not truth for truth in truths):
        return False
    return UNKNOWN if UNKNOWN in truths else True


def negate(truth: Truth) -> Truth:
    return UNKNOWN if truth is UNKNOWN else not truth


def present(text: str | Unknown | None) -> Truth:
    """Whether something is written here; blanks are nothing."""
    return UNKNOWN if text is UNKNOWN else bool(text and text.strip())


def one_of(text: str | Unknown | None, words: Collection[str | None]) -> Truth:
    return UNKNOWN if text is UNKNOWN else text in words
