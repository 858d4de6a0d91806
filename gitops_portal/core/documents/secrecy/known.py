"""Values seen where only secrets stand in; whether a text is one of them, and which texts hold one, out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from gitops_portal.core import embedded
from gitops_portal.core.documents.secrecy import detectors
from gitops_portal.core.documents.secrecy.common import SHORTEST, common
from gitops_portal.core.documents.secrecy.forms import holding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.model import Value

_REMEMBERED: Final = 100
"""Longer names seldom come twice."""
LOOKED_AT: Final = 2_000
"""The same for looking through a text, which takes longer."""
UNZIPPED: Final = 20_000_000
"""Characters that zipped texts are looked through for; what lies beyond is hidden, for what it holds is not known."""
_ZIPPED: Final = "H4sI"
"""How every gzip file begins in base64."""
_FIGURE: Final = re.compile(r"-?[1-9][0-9]{3,40}")
_NAMED_BESIDE: Final = frozenset({"value", "Value"})
_WORD: Final = re.compile(r"[a-z_]+")
_ATTRIBUTE: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def leaves(value: Value) -> Iterator[Value]:
    """Every text and number in a value; names are none."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str | int | float | Decimal):
            yield one


class Secrets(Struct):
    """What was seen where only secrets stand, to be found again where no mark is."""

    whole: set[str] = field(default_factory=set)
    """Masked wherever one of them stands by itself."""
    numbers: set[int | float | Decimal] = field(default_factory=set)
    """The same, as figures."""
    later: bool = False
    """Whether there are more, that are known only after the apply."""
    plain: dict[str, str] = field(default_factory=dict)
    """Short texts that were looked at, and neither are nor look like a secret; each by itself."""
    _others: list[str] = field(default_factory=list)
    """Other texts that were left, at least in part."""
    _names: set[str] = field(default_factory=set)
    _holders: set[str] = field(default_factory=set)
    _quiet_names: set[str] = field(default_factory=set)

    def learn(self, value: Value) -> None:
        """Hunt for all that stands in a value and is no common word."""
        for leaf in leaves(value):
            if isinstance(leaf, str):
                self._learn_text(leaf)
            elif not common(leaf):
                self.numbers.add(leaf)
                self.whole.add(str(leaf))

    def _learn_text(self, text: str) -> None:
        if len(text) < SHORTEST or text in self.whole or common(text):
            return
        self.whole.update((text, text.strip()))  # what is read from a file ends in a line break that others cut off
        if _FIGURE.fullmatch(text):
            self.numbers.add(int(text))
        if text.lstrip()[:1] in {"{", "["}:  # a secret that is a document holds others
            self.whole.update(inside for inside in detectors.members(embedded.json_in(text)))

    def know(self, text: str) -> bool:
        return text in self.whole

    def spares(self, text: str) -> bool:
        """Whether a text that is no attribute may stay; if so, it is searched with all others."""
        if text in self.whole:
            return False
        self._others.append(text)
        return True

    def schema(self) -> set[str]:
        """Names in values that are attributes rather than data, by their form."""
        return {name for name in self._quiet_names | self._names if _ATTRIBUTE.fullmatch(name)}

    def marked(self) -> set[str]:
        """What is secret by itself, not only for what it holds."""
        return self.whole - self._holders

    def found_plain(self, text: str) -> bool:
        """Whether a short text neither is nor looks like a secret; then it stays, and is not looked at again."""
        if len(text) > LOOKED_AT or text in self.whole or (len(text) >= detectors.SHORTEST and detectors.parts(text)):
            return False
        self.plain[text] = text
        return True

    def left(self, text: str, *, plain: bool = True) -> None:
        """Note that a text stays, so that it can be searched for secrets; a plain one is not looked at again."""
        if plain and len(text) <= LOOKED_AT:
            self.plain[text] = text
        else:
            self._others.append(text)

    def hunt(self) -> bool:
        """Search all that was left; what holds a secret is one from now on. False where none does.

        A common word that holds one, such as the name of an engine, stays what it is.
        """
        texts = (*self.plain, *self._quiet_names, *self._names, *self._others)
        zipped, found = _unzipped(texts)
        held = holding(self.whole, (*texts, *zipped))
        found |= {zipped.get(text, text) for text in held if not common(text)}
        self.whole |= found
        self._holders |= found
        for text in found:
            self.plain.pop(text, None)
        self._quiet_names -= found
        self._others.clear()
        return bool(found)

    def quiet_names(self, value: dict[str, Value]) -> bool:
        """Whether no name is a secret, and no member is called as a secret would be: told at once, and of most."""
        if self._quiet_names.issuperset(value):  # half the time of comparing its keys
            return True
        names = value.keys()
        self._names.update(names)
        if self.know_name_in(value) or any(map(detectors.named, names)) or not _NAMED_BESIDE.isdisjoint(names):
            return False
        self._quiet_names.update(name for name in names if len(name) <= _REMEMBERED)
        return True

    def know_name_in(self, names: dict[str, Value]) -> bool:
        """Whether a name is a secret. Plain words are not asked about: a secret such as `password` names attributes."""
        return not self._quiet_names.issuperset(names) and any(
            self.know(name) and not _WORD.fullmatch(name) for name in names
        )


def _unzipped(texts: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """What zipped texts say in clear -> the text; and those that are too many to be looked into."""
    clear: dict[str, str] = {}
    beyond = set()
    length = 0
    for text in texts:
        if text.startswith(_ZIPPED):
            said = embedded.decoded(text) if length < UNZIPPED else None
            if said is not None:
                clear[said] = text
                length += len(said)
            elif length >= UNZIPPED:
                beyond.add(text)
    return clear, beyond
