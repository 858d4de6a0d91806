"""A path of attributes, an operator and what is expected in; whether it is so, at every place the path leads to, out.

Three answers: yes, no, can't be told. What nobody sets reads as `unset`, which is what the provider's documentation
says it then uses; UNKNOWN where that depends on what the plan does not show.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.attributes import truth
from gitops_portal.core.memo import Memo
from gitops_portal.core.model import UNKNOWN, Sensitive, Unknown
from gitops_portal.core.rules.part import Word, all_of, folded, negate, present, text
from gitops_portal.core.rules.patterns import Pattern, fits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from gitops_portal.core.model import Value
    from gitops_portal.core.rules.part import Part, Truth


_REMEMBERED = 64
"""Words of which a condition remembers what it says to them."""
_WORDS = frozenset({str, bool, int, type(None)})
"""Their types."""


class Operator(StrEnum):
    IS_TRUE = "is true"
    IS_NOT_TRUE = "is not true"
    IS_NOT_FALSE = "is not false"
    IS_SET = "is set"
    IS_NOT_SET = "is not set"
    IS_PRESENT = "is present"
    IS_ABSENT = "is absent"
    IS = "is one of"
    IS_NOT = "is none of"
    HAS = "has all of"
    HAS_ANY = "has any of"
    HAS_NONE = "has none of"
    HAS_ONLY = "has only"
    AT_LEAST = "is at least"
    AT_MOST = "is at most"
    MATCHES = "matches"


class Condition(Struct, frozen=True, dict=True):
    """`path` goes through blocks, as in `site_config.ftps_state`; where a block stands several times, each is asked.

    Texts are set; blocks, lists, maps and numbers are present. `expected` are words, without regard to case, or numbers
    as they are written; a regular expression for the whole text with MATCHES. `computed`: the provider fills these
    blocks in when nobody writes them (`Part.blocks`). `filled`: what stands for a value that the provider fills in at
    the apply, where nobody sets it; None: the same as for what nobody sets.
    """

    path: str
    operator: Operator
    expected: tuple[str | int, ...] = ()
    unset: Word = None
    computed: bool = False
    filled: Word = None

    @cached_property
    def _steps(self) -> tuple[tuple[str, ...], str]:
        *blocks, name = steps(self.path)
        return tuple(blocks), name

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(map(_word, self.expected))

    def holds(self, part: Part) -> Truth:
        """Whether it is so at every place."""
        blocks, name = self._steps
        if not blocks:
            return self._truth(part, name)
        return all_of(*[self._truth(found, name) for found in self._places(part, blocks)])

    def answers(self, part: Part) -> Iterator[tuple[Truth, str]]:
        """Its truth at each place that the path leads to, and that place; a block that is missing sets nothing."""
        blocks, name = self._steps
        for found in self._places(part, blocks):
            yield self._truth(found, name), found.at(name)

    def _places(self, part: Part, blocks: tuple[str, ...]) -> list[Part]:
        parts = [part]
        for block in blocks:
            parts = [inner for outer in parts for inner in self._inside(outer, block)]
        return parts

    def _inside(self, part: Part, block: str) -> tuple[Part, ...]:
        found = part.blocks(block, computed=self.computed)
        return found or (part.missing(block),)

    def _truth(self, part: Part, name: str) -> Truth:
        """Of what stands there, or `unset`; of UNKNOWN where a part that is no object holds it."""
        value = part.get(name)
        if value is UNKNOWN and part.left_out(name):
            value = self.filled
        if value is None or value == "":
            value = self.unset
        kind = type(value)
        return self._of_words[kind, value] if kind in _WORDS else self._of(value)

    @cached_property
    def _of_words(self) -> Memo[tuple[type, Word], Truth]:
        """Thousands of resources say the same few words. By type, since 1 equals true."""
        return Memo(lambda told: self._of(told[1]), _REMEMBERED)

    def _of(self, value: Value) -> Truth:  # noqa: PLR0911 - one line an operator
        match self.operator:
            case Operator.IS_TRUE:
                return truth(value)
            case Operator.IS_NOT_TRUE:
                return negate(truth(value))
            case Operator.IS_NOT_FALSE:
                flag = truth(value)
                return flag if flag is UNKNOWN else flag is not False
            case Operator.IS_SET:
                return present(_written(value))
            case Operator.IS_NOT_SET:
                return negate(present(_written(value)))
            case Operator.IS_PRESENT:
                return _present(value)
            case Operator.IS_ABSENT:
                return negate(_present(value))
            case Operator.HAS | Operator.HAS_ANY | Operator.HAS_NONE | Operator.HAS_ONLY:
                return self._listed(value)
            case _:
                return self._compared(value)

    def _listed(self, value: Value) -> Truth:
        items = [] if value is None else value if isinstance(value, list | tuple) else [value]
        words = {folded(item) for item in items if isinstance(item, str | int)}
        some_unknown = any(not isinstance(item, str | int) for item in items)
        found = [folded(each) in words for each in self.expected]
        match self.operator:
            case Operator.HAS:
                return True if all(found) else UNKNOWN if some_unknown else False
            case Operator.HAS_ONLY:
                return False if len(words) > sum(found) else UNKNOWN if some_unknown else True
            case _:
                any_found = True if any(found) else UNKNOWN if some_unknown else False
                return any_found if self.operator is Operator.HAS_ANY else negate(any_found)

    def _compared(self, value: Value) -> Truth:
        if value is None:  # nothing stands there, and it is not told what the provider then uses
            return self.operator is Operator.IS_NOT
        if not isinstance(value, str | int | float):
            return UNKNOWN
        match self.operator:
            case Operator.IS | Operator.IS_NOT:
                among = _word(value) in self._words
                return among is (self.operator is Operator.IS)
            case Operator.MATCHES:
                return _matches(self.expected[0], _word(value))
            case _:
                return self._measured(_word(value))

    def _measured(self, word: str) -> Truth:
        try:
            number = float(word)
        except ValueError:
            return UNKNOWN
        bound = float(self.expected[0])
        return number >= bound if self.operator is Operator.AT_LEAST else number <= bound


def steps(path: str) -> list[str]:
    """The names of a path, the blocks first; none of an empty one."""
    return path.split(".") if path else []


def inside(part: Part, blocks: Iterable[str]) -> Sequence[Part]:
    """The blocks that these names lead to, one inside the other; the part itself where there are none."""
    parts: Sequence[Part] = (part,)
    for name in blocks:
        parts = [inner for outer in parts for inner in outer.blocks(name)]
    return parts


def asked(part: Part, each: str, when: Collection[Condition]) -> Iterator[tuple[Part, Truth]]:
    """Each block at the path `each`, or the part itself without one, that meets all of `when` or may; and whether."""
    for found in inside(part, steps(each)) if each else (part,):
        applies = all_of(*[condition.holds(found) for condition in when]) if when else True
        if applies:
            yield found, applies


def _matches(expected: str | int, word: str) -> bool:
    if isinstance(expected, Pattern):
        return fits(expected, word, any_case=True)
    return bool(re.fullmatch(str(expected), word, re.ASCII | re.IGNORECASE))


def _present(value: Value) -> Truth:
    if isinstance(value, Sensitive):  # a secret list may be an empty one
        return value.text or UNKNOWN
    if isinstance(value, bool | int):
        return True
    return UNKNOWN if value is UNKNOWN else bool(value)


def _written(value: Value) -> str | Unknown | None:
    return None if value is None else text(value)


def _word(value: float | str) -> str:
    """As it would be written: a flag is `true` or `false`."""
    return str(value).lower()
