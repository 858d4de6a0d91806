"""What was concluded from opened secrets in, the same without a word of them out: they may be read, never told."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from msgspec import structs

from gitops_portal.core import embedded
from gitops_portal.core.documents.secrecy.known import leaves
from gitops_portal.core.text import SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.model import Change, ChangeSet, Cost, CostLine, Finding, PricedComponent

_STAND_IN: Final = re.compile(r"\(sensitive [0-9a-f]{32}[^)]*\)")
_MOST: Final = 1_000
"""Words of one module that are looked for; where there are more, whole sentences are hidden."""


class Quotes:
    """What was opened in each module. What stands in clear in a resource itself may be told of it."""

    def __init__(self, changes: ChangeSet) -> None:
        self._shown = {change.address: change for change in changes.changes}
        self._opened: defaultdict[str, set[str]] = defaultdict(set)
        for shown, judged in zip((*changes.changes, *changes.readings), changes.judged, strict=True):
            if shown is not judged:
                self._opened[shown.module] |= _words(judged) - _words(shown)
        self._patterns = {module: _pattern(words) for module, words in self._opened.items()}
        self._clear: dict[str, set[str]] = {}

    def of(self, address: str) -> re.Pattern[str] | None:
        """What must not be told of a resource; None where nothing was opened."""
        shown = self._shown.get(address)
        return self._patterns.get(shown.module) if shown else None

    def without(self, address: str, text: str) -> str:
        pattern = self.of(address)
        if pattern is None or not text:
            return text

        def hidden(word: re.Match[str]) -> str:
            if address not in self._clear:
                self._clear[address] = _words(self._shown[address])
            return word[0] if word[0].casefold() in self._clear[address] else SENSITIVE

        return pattern.sub(hidden, _STAND_IN.sub(SENSITIVE, text))


def findings(found: Iterable[Finding], quotes: Quotes) -> tuple[Finding, ...]:
    return tuple(structs.replace(one, message=quotes.without(one.address, one.message)) for one in found)


def cost(priced: Cost, quotes: Quotes) -> Cost:
    return structs.replace(
        priced, lines=tuple(_line(line, quotes) if quotes.of(line.address) else line for line in priced.lines)
    )


def _line(line: CostLine, quotes: Quotes) -> CostLine:
    def told(text: str) -> str:
        return quotes.without(line.address, text)

    def bill(parts: tuple[PricedComponent, ...]) -> tuple[PricedComponent, ...]:
        return tuple(structs.replace(part, name=told(part.name), note=told(part.note)) for part in parts)

    before, after = line.components_before, line.components
    texts = [line.note, *(text for part in (*(before or ()), *after) for text in (part.name, part.note))]
    if texts == list(map(told, texts)):
        return line
    quoted = bill(after)
    was = quoted if before is after else before and bill(before)
    return structs.replace(line, components=quoted, components_before=was, note=told(line.note))


def _words(change: Change) -> set[str]:
    """Texts and figures, also of texts that are JSON, in one case."""
    found: set[str] = set()
    for leaf in leaves([change.before, change.after, change.region]):
        if isinstance(leaf, str):
            document = embedded.json_in(leaf)
            found.update(inside.casefold() for inside in leaves(document) if isinstance(inside, str))
        if not isinstance(leaf, bool):
            found.add(str(leaf).strip().casefold())
    return found


def _pattern(words: set[str]) -> re.Pattern[str]:
    """Words as words: none of them as a part of a longer one."""
    if len(words) > _MOST:
        return re.compile(r".+", re.DOTALL)
    longest_first = sorted(filter(None, words), key=lambda word: (-len(word), word)) or [r"\0"]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
