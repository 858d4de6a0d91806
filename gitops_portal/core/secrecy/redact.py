"""Values and the marks that stand beside them in; values without secrets out, with the places where secrets were."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec
from ahocorasick_rs import AhoCorasick

from gitops_portal.core.errors import HostileDocument
from gitops_portal.core.model import Path, Sensitive, Value
from gitops_portal.core.reader import MAX_DEPTH, MAX_KEYS
from gitops_portal.core.secrecy import detectors
from gitops_portal.core.text import SUSPECTED

if TYPE_CHECKING:
    from collections.abc import Iterator

Marks = Any
"""Which parts of a value are marked, trimmed: None, True for all of it, or a dict or list of marks."""

SHORTEST_SECRET: Final = 8
"""A shorter string is masked where it is marked, but not hunted elsewhere: it would be found in half of all words."""
_FEW: Final = 64
_REMEMBERED: Final = 100
"""Longer strings seldom come twice."""
_LOOKED_AT: Final = 2_000
"""The same for looking through a text, which takes longer."""
_NOTHING: Final = None
"""What stands where a value was taken out."""
_REGION: Final = re.compile(
    r"(af|africa|ap|asia|australia|ca|cn|eu|europe|il|me|mx|northamerica|sa|southamerica|us)(-(gov|iso[a-z]?))?"
    r"-(central|north|south|(north|south)?(east|west))-?[0-9]{1,2}(-?[a-z])?"
)
"""Regions and zones, which are no secret even where they stand beside one."""
_NAMED_BESIDE: Final = frozenset({"value", "Value"})
_WORD: Final = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class Mask:
    """A keyed MAC. With one key, equal secrets have equal macs; without the key, a guess cannot be tried out."""

    key: bytes

    def __call__(self, value: Value, unknown: Marks = None) -> Sensitive:
        """`unknown` tells secrets apart that differ in what is not known of them."""
        text = msgspec.json.encode(value, order="deterministic")
        if unknown is not None:
            text += b"\0" + msgspec.json.encode(unknown, order="deterministic")
        return Sensitive(hmac.digest(self.key, text, "sha256").hex()[:32])


# ── marks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def trimmed(overlay: Any) -> Marks:
    """An overlay without what marks nothing. A scalar other than false marks: better once too often."""
    if isinstance(overlay, dict):
        return {key: marks for key, value in overlay.items() if (marks := trimmed(value)) is not None} or None
    if isinstance(overlay, list):
        marks = [trimmed(value) for value in overlay]
        return marks if any(mark is not None for mark in marks) else None
    return None if overlay is None or overlay is False else True


def merged(one: Marks, other: Marks, before: Value, after: Value) -> Marks:
    """The marks of both sides, for both sides: what was secret on one of them is no less secret on the other."""
    if one is True or other is True:
        return True
    if one is None and other is None:
        return None
    if isinstance(before, list) and isinstance(after, list) and (one != other or len(before) != len(after)):
        if before != after:
            return _spread(one, other, max(len(before), len(after)))
        before = after = None
    if not isinstance(one or {}, list) and not isinstance(other or {}, list):
        one, other = one or {}, other or {}
        return {
            key: merged(one.get(key), other.get(key), _member(before, key), _member(after, key)) for key in one | other
        }
    if not isinstance(one or [], dict) and not isinstance(other or [], dict):
        one, other = one or [], other or []
        return [
            merged(_element(one, i), _element(other, i), _element(before, i), _element(after, i))
            for i in range(max(len(one), len(other)))
        ]
    return True


def _spread(one: Marks, other: Marks, length: int) -> Marks:
    """Elements may stand elsewhere on the other side, nobody knows where: a mark of one holds for all."""
    if isinstance(one or [], dict) or isinstance(other or [], dict):
        return True
    together = _union([*(one or []), *(other or [])])
    return [together] * length if together is not None else None


def _union(marks: list[Marks]) -> Marks:
    """Marks laid over each other, whatever they were laid over."""
    marks = [mark for mark in marks if mark is not None]
    if not marks:
        return None
    groups: dict[Any, list[Marks]] = {}
    if all(isinstance(mark, dict) for mark in marks) or all(isinstance(mark, list) for mark in marks):
        for mark in marks:
            for place, inner in mark.items() if isinstance(mark, dict) else enumerate(mark):
                groups.setdefault(place, []).append(inner)
        if isinstance(marks[0], dict):
            return {name: _union(group) for name, group in groups.items()}
        return [_union(group) for group in groups.values()]
    return True


def _member(value: Value, key: str) -> Value:
    return value.get(key) if isinstance(value, dict) else None


def _element(value: Value, index: int) -> Value:
    return value[index] if isinstance(value, list) and index < len(value) else None


# ── strings that are known to be secret ──────────────────────────────────────────────────────────────────────────


def strings(value: Value) -> Iterator[str]:
    """Every string in a value; names are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from strings(member)
    elif isinstance(value, list):
        for element in value:
            yield from strings(element)


def marked(value: Value, marks: Marks) -> Iterator[Value]:
    """The parts of a value that are marked; the whole where value and marks differ in shape."""
    if marks is None or value is None:
        return
    if isinstance(value, dict) and isinstance(marks, dict):
        for key in value.keys() & marks.keys():
            yield from marked(value[key], marks[key])
    elif isinstance(value, list) and isinstance(marks, list):
        for element, mark in zip(value, marks, strict=False):
            yield from marked(element, mark)
    else:
        yield value


@dataclass(slots=True)
class Secrets:
    """Strings that were seen where only secrets stand, to be found again where no mark is."""

    whole: set[str] = field(default_factory=set)
    """Masked wherever one of them stands by itself."""
    parts: set[str] = field(default_factory=set)
    """Masked also where one of them stands inside a longer string."""
    plain: set[str] = field(default_factory=set)
    """Short texts that were looked at, and neither are nor look like a secret."""
    _harmless: set[str] = field(default_factory=set)
    _answers: dict[str, bool] = field(default_factory=dict)
    _plain_names: set[str] = field(default_factory=set)
    _pattern: re.Pattern[str] | None = None
    _signs: AhoCorasick | None = None
    _by_start: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, value: Value, *, inside: bool = False) -> None:
        for text in strings(value):
            if len(text) >= SHORTEST_SECRET and not _REGION.fullmatch(text):
                self.whole.add(text)
                if inside:
                    # as it is, and as it stands inside a string that is itself JSON
                    self._learn_part(text)
                    self._learn_part(json.dumps(text, ensure_ascii=False)[1:-1])

    def _learn_part(self, text: str) -> None:
        self.parts.add(text)
        self._pattern = self._signs = None
        self._by_start.setdefault(text[:SHORTEST_SECRET], set()).add(text)

    def know(self, text: str) -> bool:
        if len(text) < SHORTEST_SECRET or not self.whole:
            return False
        if text in self.whole or not self.parts:
            return text in self.whole
        if len(text) > _REMEMBERED:
            return self._holds_part(text)
        answer = self._answers.get(text)
        if answer is None:
            answer = self._answers[text] = self._holds_part(text)
        return answer

    def quiet(self, text: str) -> bool:
        """Whether a text neither is nor holds nor looks like a secret, by signs alone: told at once, and of most."""
        if self._signs is None:
            self._signs = AhoCorasick(sorted({*detectors.SIGNS, *(part.casefold() for part in self.parts)}))
        # of the ways to write in one case this one knows no neighbours: a part stays a part
        found = self._signs.find_matches_as_indexes(text.casefold())
        return not (found or text in self.whole or text.startswith(detectors.AT_START) or detectors.encoded(text))

    def know_name_in(self, names: dict[str, Value]) -> bool:
        """Whether a name is a secret. Plain words are not asked about: a secret such as `password` names attributes."""
        if names.keys() <= self._plain_names:
            return False
        if any(self.know(name) and not _WORD.fullmatch(name) for name in names):
            return True
        self._plain_names.update(name for name in names if len(name) <= _REMEMBERED)
        return False

    def harmless(self, value: dict[str, Value]) -> bool:
        """Whether no member is called as a secret would be."""
        names = value.keys()
        if names <= self._harmless:
            return True
        if any(map(detectors.named, names)) or not _NAMED_BESIDE.isdisjoint(names):
            return False
        self._harmless.update(name for name in names if len(name) <= _REMEMBERED)
        return True

    def _holds_part(self, text: str) -> bool:
        if len(self.parts) <= _FEW:
            if self._pattern is None:
                self._pattern = re.compile("|".join(map(re.escape, sorted(self.parts))))
            return self._pattern.search(text) is not None
        for start in range(len(text) - SHORTEST_SECRET + 1):
            parts = self._by_start.get(text[start : start + SHORTEST_SECRET])
            # thousands of secrets with one beginning are an attack on our time: mask without looking closer
            if parts and (len(parts) > _FEW or any(text.startswith(part, start) for part in parts)):
                return True
        return False


# ── cutting ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Cut:
    """A value with null where secrets and unknown values were, and where that is. Takes the value apart in place."""

    mask: Mask
    secrets: Secrets
    hidden: list[tuple[Path, str]] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)
    suspected: list[tuple[Path, str]] = field(default_factory=list)

    def __call__(self, value: Value, marks: Marks, unknown: Marks = None) -> Value:
        if marks is not None or unknown is not None:
            value = self._settle(value, marks, unknown, ())
        if isinstance(value, dict | list):
            self._sweep(value, ())
        elif isinstance(value, str):
            if self.secrets.know(value):
                return self._hide((), value)
            return self._examine((), value)
        return value

    def _hide(self, path: Path, value: Value, unknown: Marks = None) -> Value:
        self.hidden.append((path, self.mask(value, unknown).mac))
        return _NOTHING

    def _miss(self, path: Path) -> Value:
        self.unknown.append(path)
        return _NOTHING

    def _settle(self, value: Value, marks: Marks, unknown: Marks, path: Path) -> Value:
        """By the document's own marks. Where marks and value differ in shape, the whole value is taken as marked."""
        if unknown is True or (value is None and unknown is not None):
            return self._miss(path)
        if value is not None and (marks is True or not _fit(marks, value)):
            return self._hide(path, value, unknown)
        if not _fit(unknown, value) or (isinstance(unknown, list) and any(unknown[len(value) :])):
            return self._miss(path)
        if isinstance(value, dict):
            self._settle_members(value, marks or {}, unknown or {}, path)
        elif isinstance(value, list):
            for i, element in enumerate(value):
                value[i] = self._settle(element, _element(marks, i), _element(unknown, i), (*path, i))
        return value

    def _settle_members(self, value: dict[str, Value], marks: Marks, unknown: Marks, path: Path) -> None:
        for key in [key for key in (marks if len(marks) < len(value) else value) if key in value and key in marks]:
            value[key] = self._settle(value[key], marks[key], unknown.get(key), (*path, key))
        for key, mark in unknown.items():
            if key not in value:
                value[key] = self._miss((*path, key))
            elif key not in marks:
                value[key] = self._settle(value[key], None, mark, (*path, key))

    def _sweep(self, value: Any, path: Path) -> None:
        """By what is known to be secret: the second line of defence, for where the document has no mark."""
        if len(value) > MAX_KEYS:
            raise HostileDocument(f"One object or list in the document has more than {MAX_KEYS:,} members.")
        if len(path) >= MAX_DEPTH:
            raise HostileDocument(f"A value in the document is nested deeper than {MAX_DEPTH} levels.")
        plain, found = self.secrets.plain, []
        is_map = type(value) is dict
        for key, member in value.items() if is_map else enumerate(value):
            kind = type(member)
            if kind is str:
                if len(member) >= SHORTEST_SECRET and member not in plain:
                    found.append(key)
            elif kind is dict and self.secrets.know_name_in(member):
                value[key] = self._hide((*path, key), member)
            elif (kind is dict or kind is list) and member:
                self._sweep(member, (*path, key))
        for key in found:
            value[key] = self._judged((*path, key), value[key])
        if is_map and not self.secrets.harmless(value):
            self._suspect(value, path)

    def _judged(self, path: Path, text: str) -> Value:
        if not self.secrets.quiet(text):
            return self._hide(path, text) if self.secrets.know(text) else self._examine(path, text)
        if len(text) <= _LOOKED_AT:
            self.secrets.plain.add(text)
        return text

    def _suspect(self, value: dict[str, Value], path: Path) -> None:
        """By the names that values go under."""
        for key, name, member in list(detectors.pairs(value)):
            if isinstance(member, str) and detectors.named(name) and detectors.secret(name, member):
                value[key] = self._doubt((*path, key), member)

    def _doubt(self, path: Path, value: str) -> Value:
        self.suspected.append((path, self.mask(value).mac))
        return _NOTHING

    def _examine(self, path: Path, text: str) -> Value:
        """By the formats of well-known secrets. Of a longer text only the secret is replaced, by words and its MAC."""
        parts = detectors.parts(text)
        if not parts:
            if len(text) <= _LOOKED_AT:
                self.secrets.plain.add(text)
            return text
        if len(parts[0]) >= len(text.strip()):
            return self._doubt(path, text)
        for part in parts:
            text = text.replace(part, f"{SUSPECTED[:-1]} {self.mask(part).mac[:12]})")
        return text


def _fit(marks: Marks, value: Value) -> bool:
    """Whether marks can be laid over a value part by part."""
    if isinstance(marks, dict | list):
        return isinstance(value, type(marks))
    return True


def placed(value: Value, path: Path, leaf: Value) -> Value:
    """The value with `leaf` at `path`, in place; what `Cut` took out goes back as a leaf."""
    if not path:
        return leaf
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = leaf
    return value
