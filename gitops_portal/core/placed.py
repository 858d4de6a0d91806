"""What stands in a file as plain values in, what it says as values out; or the place in it that is wrong, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[str | int, ...]
T = TypeVar("T")
_ANY: Final = "[...]"
"""How a path says the name of an entry."""


class Misplaced(Invalid):
    """With the place that is wrong: the names and numbers that lead there; and where in the text that stands there."""

    def __init__(self, place: Place, why: str, spot: tuple[int, int] | None = None) -> None:
        """`spot` is a line and a column of that text, from 1."""
        super().__init__(f"{_written(place)}: {why}" if place else why)
        self.place, self.why, self.spot = place, why, spot


def converted(told: Any, kind: type[T], place: Place) -> T:
    """Raises Misplaced where `told`, which stands at `place`, is no such thing."""
    try:
        return msgspec.convert(told, kind, strict=False)
    except msgspec.ValidationError as error:
        what, _, path = str(error).partition(" - at `$")
        raise Misplaced((*place, *_path(path), *_unknown(what, path)), f"{what[:1].lower()}{what[1:]}.") from error


def _unknown(what: str, path: str) -> Iterator[str]:
    """The name that is wrong, which the path does not lead to; where it goes through a name of people's own, that is
    not told, and neither is this place.
    """
    if (found := re.fullmatch("Object contains unknown field `(.+)`", what)) and _ANY not in path:
        yield found[1]


def _path(text: str) -> Iterator[str | int]:
    for word, number in re.findall(r"(\w+)|\[(\d+)\]", text.rstrip("`")):
        yield int(number) if not word or word.isdigit() else word


def _written(place: Place) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
