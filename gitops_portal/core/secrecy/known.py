"""Strings seen where only secrets stand in; whether a text is one of them, holds one or looks like one, out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import AhoCorasick

from gitops_portal.core.secrecy import detectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Value

SHORTEST_SECRET: Final = 8
"""A shorter string is masked where it is marked, but not hunted elsewhere: it would be found in half of all words."""
_FEW: Final = 64
_REMEMBERED: Final = 100
"""Longer strings seldom come twice."""
LOOKED_AT: Final = 2_000
"""The same for looking through a text, which takes longer."""
_REGION: Final = re.compile(
    r"(af|africa|ap|asia|australia|ca|cn|eu|europe|il|me|mx|northamerica|sa|southamerica|us)(-(gov|iso[a-z]?))?"
    r"-(central|north|south|(north|south)?(east|west))-?[0-9]{1,2}(-?[a-z])?"
)
"""Regions and zones, which are no secret even where they stand beside one."""
_NAMED_BESIDE: Final = frozenset({"value", "Value"})
_WORD: Final = re.compile(r"[a-z_]+")


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


@dataclass(slots=True)
class Secrets:
    """Strings that were seen where only secrets stand, to be found again where no mark is."""

    whole: set[str] = field(default_factory=set)
    """Masked wherever one of them stands by itself."""
    parts: set[str] = field(default_factory=set)
    """Masked also where one of them stands inside a longer string."""
    plain: set[str] = field(default_factory=set)
    """Short texts that were looked at, and neither are nor look like a secret."""
    _quiet_names: set[str] = field(default_factory=set)
    _answers: dict[str, bool] = field(default_factory=dict)
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

    def quiet_names(self, value: dict[str, Value]) -> bool:
        """Whether no name is a secret, and no member is called as a secret would be: told at once, and of most."""
        names = value.keys()
        if names <= self._quiet_names:
            return True
        if self.know_name_in(value) or any(map(detectors.named, names)) or not _NAMED_BESIDE.isdisjoint(names):
            return False
        self._quiet_names.update(name for name in names if len(name) <= _REMEMBERED)
        return True

    def know_name_in(self, names: dict[str, Value]) -> bool:
        """Whether a name is a secret. Plain words are not asked about: a secret such as `password` names attributes."""
        return not names.keys() <= self._quiet_names and any(
            self.know(name) and not _WORD.fullmatch(name) for name in names
        )

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
