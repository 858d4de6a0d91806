"""One block of attributes in, readings out: the value, None where it isn't set, UNKNOWN where it can't be told.

A value can't be told when it is not known until apply, when it is secret, and when its shape is not what it should be;
secrets that are common words were opened before, so what stays secret is none of the words that a guardrail asks for.
Some values are not known only because nobody sets them and the provider fills them in: they read as not set, or as
`unset`, where the provider's documented choice is another, or depends on what the plan does not show (UNKNOWN).
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a struct reads its annotations
from typing import TYPE_CHECKING, Any

from gitops_portal.core.attributes import LISTS, Attributes, truth
from gitops_portal.core.model import UNKNOWN, Sensitive, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection

Truth = bool | Unknown | None
"""Yes, no, can't be told; None (nothing is set) counts as no."""

Word = str | int | bool | Unknown | None
"""What a flag, a text or a number says; UNKNOWN where that can't be told, None where nothing stands."""

_LONGEST_NUMBER = 12


class Part(Attributes, frozen=True, gc=False):
    """Attributes of a resource or of a block inside it. A part that is no object is unknown in everything it holds."""

    counts: Mapping[str, int] = {}
    """How many blocks of each name are written among these, named as `arguments` are."""

    def left_out(self, name: str) -> bool:
        """Whether an attribute is not known only because nobody sets it."""
        return self.get(name) is UNKNOWN and not self.unknown and self.sets(name) is False

    def flag(self, name: str, *, unset: Truth = None) -> Truth:
        """Providers write some flags as text; an empty text is an unset flag."""
        return truth(self._set(name, unset))

    def text(self, name: str, *, unset: str | Unknown | None = None) -> str | Unknown | None:
        value = self.get(name)
        if value is UNKNOWN and self.left_out(name):
            return unset if unset is None else text(unset)
        return value if value is None or type(value) is str else text(value)

    def number(self, name: str) -> int | Unknown | None:
        """A whole number, also when it is written as text."""
        value = self._set(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and value.isascii() and value.lstrip("-").isdigit():
            return int(value) if value.rfind("-") <= 0 else UNKNOWN
        return UNKNOWN

    def texts(self, name: str) -> tuple[str | Unknown, ...]:
        """A list of texts; one that can't be told as a whole is a list of one unknown text."""
        value = self._set(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            return (UNKNOWN,)
        return tuple(map(text, value))

    def blocks(self, name: str, *, computed: bool = False) -> tuple[Part, ...]:
        """Nested blocks; blocks that can't be told as a whole are one unknown block.

        Those that the provider computes when nobody writes them are unknown then. Others are unknown only when a
        `dynamic` block makes them, which leaves no trace in the configuration of a plan.
        """
        value = self._set(name) if computed else self.get(name)
        if not value and (value is None or isinstance(value, LISTS)):
            return ()
        members = self.members(name, value)
        # where more of them are than are written, a `dynamic` block makes some, and of none is told what is set
        arguments = self.arguments if self.counts.get(self.block + name) == len(members) else None
        block = f"{self.block}{name}."
        return tuple([Part(item, path, arguments, block, self.counts) for item, path in members])

    def missing(self, name: str) -> Part:
        """The block of a name that stands nowhere: it sets nothing."""
        return Part({}, self.at(name))

    def _set(self, name: str, unset: Any = None) -> Any:
        value = self.get(name)
        return unset if value is UNKNOWN and self.left_out(name) else value


def text(value: Any) -> str | Unknown:
    """A secret that is known to be a text reads as one that nobody has a word for: the same for the same secret."""
    if isinstance(value, Sensitive) and value.text:
        return f"(sensitive {value.mac})"
    return value if isinstance(value, str) else UNKNOWN


def folded(word: Any) -> Any:
    """A word without regard to case; what is no text stays as it is."""
    return word.lower() if isinstance(word, str) else word


# ── three-valued logic ───────────────────────────────────────────────────────────────────────────────────────────


def any_of(*truths: Truth) -> Truth:
    if True in truths:
        return True
    return UNKNOWN if UNKNOWN in truths else False


def all_of(*truths: Truth) -> Truth:
    if not all(truths):
        return False
    return UNKNOWN if UNKNOWN in truths else True


def implies(asked: Truth, truth: Truth) -> Truth:
    """Whether something holds as far as it is asked: nobody can tell whether what may not be asked is violated."""
    return any_of(negate(asked), truth)


def negate(truth: Truth) -> Truth:
    return UNKNOWN if truth is UNKNOWN else not truth


def present(text: str | Unknown | None) -> Truth:
    """Whether something is written here; blanks are nothing."""
    return UNKNOWN if text is UNKNOWN else bool(text and text.strip())


def one_of(text: str | Unknown | None, words: Collection[str | None]) -> Truth:
    return UNKNOWN if text is UNKNOWN else text in words
