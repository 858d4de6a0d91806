"""Names in CI and in the portal in, whether they may be one person's out: unlike spellings are one, and so is doubt."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORGE: Final = re.compile(r"([a-z][a-z0-9.-]*):(.*)")


class Name(Struct, frozen=True):
    """What somebody goes by, and on which forge; no forge: wherever."""

    name: str
    forge: str = ""

    def __str__(self) -> str:
        return f"{self.forge}:{self.name}" if self.forge else self.name

    def may_be(self, other: Name) -> bool:
        """Whether both may be one person: `ana` may be `github:ana`, and `gitlab:ana` is somebody else."""
        return self.name == other.name and (self.forge == other.forge or not (self.forge and other.forge))


def read(text: str) -> Name | None:
    """`GitHub:@Ana` is `github:ana`; None where nothing is left that could be compared."""
    folded = _folded(text).lstrip("@ ")
    found = _FORGE.fullmatch(folded)
    forge, name = found.groups() if found else ("", folded)
    name = name.lstrip("@ ")
    return Name(name, forge) if name else None


def _folded(text: str) -> str:
    """Text as it is compared: compatibility forms and letter cases made one, what nobody sees left out."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return " ".join(seen.split())


class Directory:
    """Everybody's names, to find whom a name may belong to."""

    def __init__(self, people: Iterable[tuple[int, Iterable[str]]]) -> None:
        self._known: dict[str, list[tuple[Name, int]]] = {}
        for person, texts in people:
            for name in filter(None, map(read, texts)):
                self._known.setdefault(name.name, []).append((name, person))

    def behind(self, text: str) -> set[int]:
        """Everybody whose name it may be; nobody for an empty one."""
        wanted = read(text)
        if wanted is None:
            return set()
        return {person for name, person in self._known.get(wanted.name, ()) if name.may_be(wanted)}
