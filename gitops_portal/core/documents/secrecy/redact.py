"""Values and the marks that stand beside them in; values without secrets out, with the places where secrets were."""

from __future__ import annotations

import copy
import hmac
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from gitops_portal.core.documents.reader import MAX_DEPTH, MAX_KEYS
from gitops_portal.core.documents.secrecy import detectors
from gitops_portal.core.documents.secrecy.common import SHORTEST
from gitops_portal.core.documents.secrecy.known import Secrets
from gitops_portal.core.documents.secrecy.marks import Marks, element_of, fit
from gitops_portal.core.documents.secrecy.sealing import opened, sealed
from gitops_portal.core.documents.secrecy.told import Told, told
from gitops_portal.core.errors import HostileDocument
from gitops_portal.core.model import UNKNOWN, Path, Sensitive, Value
from gitops_portal.core.text import SENSITIVE, SUSPECTED

_ENCODER: Final = msgspec.json.Encoder(order="deterministic", decimal_format="number")
_NOTHING: Final = None
"""What stands where a value was taken out."""


class Mask(Struct, frozen=True):
    """A keyed MAC. With one key, equal secrets have equal macs; without the key, a guess cannot be tried out."""

    key: bytes

    def __call__(self, value: Value, unknown: Marks = None) -> Sensitive:
        """`unknown` tells secrets apart that differ in what is not known of them."""
        text = _ENCODER.encode(value)
        if unknown is not None:
            text += b"\0" + msgspec.json.encode(unknown, order="deterministic")
        return Sensitive(hmac.digest(self.key, text, "sha256").hex()[:32])

    def stand_in(self, text: str, says: str = SENSITIVE) -> str:
        """What takes the place of a secret inside a text: one for one secret, so that others stay apart."""
        return f"{says[:-1]} {self(text).mac[:12]})"

    def seal(self, data: bytes) -> str:
        return sealed(self.key, data)

    def open(self, text: str) -> bytes | None:
        """What was sealed with this key; None when it was sealed with another one."""
        return opened(self.key, text)


class Cut(Struct):
    """A value with null where secrets and unknown values were, and where that is. Takes the value apart in place."""

    mask: Mask
    secrets: Secrets
    hidden: list[tuple[Path, str]] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)
    suspected: list[tuple[Path, str]] = field(default_factory=list)
    told: list[tuple[Path, Told]] = field(default_factory=list)
    """What may be read of what was taken out, where that is more than that a text stands there."""
    altered: bool = False
    """Whether part of a text was replaced, which no place tells of."""

    def __call__(self, value: Value, marks: Marks, unknown: Marks = None) -> Value:
        if marks is not None or unknown is not None:
            value = self._settle(value, marks, unknown, ())
        if isinstance(value, dict | list):
            self._sweep(value, ())
        elif isinstance(value, str):
            return self._judged((), value)
        elif value in self.secrets.numbers:
            return self._hide((), value)
        return value

    def _hide(self, path: Path, value: Value, unknown: Marks = None) -> Value:
        self.hidden.append((path, self.mask(value, unknown).mac))
        self._tell(path, value, unknown)
        return _NOTHING

    def _tell(self, path: Path, value: Value, unknown: Marks = None) -> None:
        if unknown is not None:
            inside = Cut(self.mask, Secrets())
            value = inside._settle(copy.deepcopy(value), None, unknown, ())
            for place in inside.unknown:
                value = placed(value, place, UNKNOWN)
        if (found := told(value)) is not None:
            self.told.append((path, found))

    def _bury(self, path: Path, value: Value) -> Value:
        """Hide what marks may have taken apart already: of that nobody is told anything."""
        length = len(path)
        for places in (self.hidden, self.suspected):
            places[:] = [place for place in places if place[0][:length] != path]
        self.told[:] = [place for place in self.told if place[0][:length] != path]
        self.unknown[:] = [place for place in self.unknown if place[:length] != path]
        self.hidden.append((path, self.mask(value).mac))
        self.told.append((path, Told(None, [], [[]])))
        return _NOTHING

    def _miss(self, path: Path) -> Value:
        self.unknown.append(path)
        return _NOTHING

    def _settle(self, value: Value, marks: Marks, unknown: Marks, path: Path) -> Value:
        """By the document's own marks. Where marks and value differ in shape, the whole value is taken as marked."""
        if unknown is True or (value is None and unknown is not None):
            return self._miss(path)
        if value is not None and (marks is True or not fit(marks, value)):
            return self._hide(path, value, unknown)
        if not fit(unknown, value) or (isinstance(unknown, list) and any(unknown[len(value) :])):
            return self._miss(path)
        if isinstance(value, dict):
            self._settle_members(value, marks or {}, unknown or {}, path)
        elif isinstance(value, list):
            for i, element in enumerate(value):
                value[i] = self._settle(element, element_of(marks, i), element_of(unknown, i), (*path, i))
        return value

    def _settle_members(self, value: dict[str, Value], marks: Marks, unknown: Marks, path: Path) -> None:
        for key in [key for key in (marks if len(marks) < len(value) else value) if key in value and key in marks]:
            value[key] = self._settle(value[key], marks[key], unknown.get(key), (*path, key))
        for key, mark in unknown.items():
            if key not in value:
                value[key] = self._miss((*path, key))
            elif key not in marks:
                value[key] = self._settle(value[key], None, mark, (*path, key))

    def _sweep(self, value: Any, path: Path) -> bool:
        """By what is known to be secret: the second line of defence, for where the document has no mark.

        False when a name inside is a secret, so that the whole is to be hidden; attributes themselves have plain names.
        """
        if len(value) > MAX_KEYS or len(path) >= MAX_DEPTH:
            raise _beyond(value)
        is_map, secrets = type(value) is dict, self.secrets
        quiet = not is_map or secrets.quiet_names(value)
        if not quiet and path and secrets.know_name_in(value):
            return False
        known, numbers, noticed = secrets.plain.get, secrets.numbers, []
        for key, member in value.items() if is_map else enumerate(value):  # most members are looked at once, and stay
            kind = type(member)
            if kind is str:
                if (plain := known(member)) is not None:
                    value[key] = plain  # equal texts become one and the same
                elif len(member) >= SHORTEST and not secrets.found_plain(member):
                    noticed.append(key)
            elif member and (  # nothing that is empty, zero or false is a secret
                not self._sweep(member, (*path, key)) if kind is dict or kind is list else numbers and member in numbers
            ):
                noticed.append(key)
        for key in noticed:
            take = self._judged if type(value[key]) is str else self._bury
            value[key] = take((*path, key), value[key])
        if not quiet:
            self._suspect(value, path)
        return True

    def _judged(self, path: Path, text: str) -> Value:
        """Known secrets, and texts in the formats of well-known ones. Of a longer text only the part is replaced."""
        if self.secrets.know(text):
            return self._hide(path, text)
        parts = detectors.parts(text) if len(text) >= detectors.SHORTEST else ()
        self.secrets.left(text, plain=not parts)
        if not parts:
            return text
        if len(parts[0]) >= len(text.strip()):
            return self._doubt(path, text)
        self.altered = True
        return detectors.without(text, parts, lambda part: self.mask.stand_in(part, SUSPECTED))

    def _suspect(self, value: dict[str, Value], path: Path) -> None:
        """By the names that values go under."""
        for key, name, member in list(detectors.pairs(value)):
            if isinstance(member, str) and detectors.named(name) and detectors.secret(name, member):
                value[key] = self._doubt((*path, key), member)

    def _doubt(self, path: Path, value: str) -> Value:
        self.suspected.append((path, self.mask(value).mac))
        self._tell(path, value)
        return _NOTHING


def _beyond(value: Any) -> HostileDocument:
    if len(value) > MAX_KEYS:
        return HostileDocument(f"One object or list in the document has more than {MAX_KEYS:,} members.")
    return HostileDocument(f"A value in the document is nested deeper than {MAX_DEPTH} levels.")


def placed(value: Value, path: Path, leaf: Value) -> Value:
    """The value with `leaf` at `path`, in place; what `Cut` took out goes back as a leaf."""
    if not path:
        return leaf
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = leaf
    return value
