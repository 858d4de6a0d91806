"""What somebody wrote in; the text as it is kept, whom it mentions, and the pieces that a page shows out."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST: Final = 4000
"""Characters of one comment."""
REPLIES: Final = 200
"""Replies in one thread."""

_MENTION: Final = r"(?<![\w.@/+-])@\w(?:[\w.+-]{0,62}\w)?"
_LINK: Final = r"\bhttps?://[^\s<>\"]+"
_PIECE: Final = re.compile(f"(?P<mention>{_MENTION})|(?P<link>{_LINK})", re.IGNORECASE)


class Known(NamedTuple):
    """Somebody who can be mentioned."""

    key: int
    email: str
    name: str


class Piece(NamedTuple):
    """A part of a text: `text`, `link` to the web, or `mention` of somebody who is known."""

    kind: str
    text: str


def kept(text: str) -> str:
    """The text with plain line breaks and without blank ends. Raises Invalid where it is empty or too long."""
    found = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not found:
        raise Invalid("A comment needs a text.")
    if len(found) > LONGEST:
        raise Invalid(f"A comment holds at most {LONGEST:,} characters; this one has {len(found):,}.")
    return found


def handles(people: Iterable[Known]) -> Mapping[str, int]:
    """What follows the @, in lower case: the local part of an e-mail, or a name without its spaces.

    What two people share is nobody's.
    """
    found: dict[str, set[int]] = {}
    for person in people:
        for handle in (person.email.partition("@")[0], "".join(person.name.split())):
            found.setdefault(handle.casefold(), set()).add(person.key)
    return {handle: keys.pop() for handle, keys in found.items() if handle and len(keys) == 1}


def suggested(text: str, people: Iterable[Known], most: int) -> list[tuple[str, str]]:
    """Whom somebody may mean who has typed so much behind the @: handle and name of the first few."""
    listed, typed = list(people), text.casefold()
    known = handles(listed)
    found = {}
    for person in listed:
        words = [person.email.partition("@")[0], "".join(person.name.split()), *person.name.split()]
        mine = [word.casefold() for word in words[:2] if known.get(word.casefold()) == person.key]
        if mine and any(word.casefold().startswith(typed) for word in words):
            found[mine[0]] = person.name
    return list(found.items())[:most]


def mentioned(text: str, known: Mapping[str, int]) -> set[int]:
    """Whom a text mentions, by key; a name that nobody goes by is text."""
    return {
        known[found.text[1:].casefold()]
        for found in _found(text)
        if found.kind == "mention" and found.text[1:].casefold() in known
    }


def pieces(text: str, known: Mapping[str, int]) -> list[Piece]:
    """The whole text in parts."""
    return [
        Piece("text", piece.text) if piece.kind == "mention" and piece.text[1:].casefold() not in known else piece
        for piece in _found(text)
    ]


def _found(text: str) -> Iterator[Piece]:
    end = 0
    for found in _PIECE.finditer(text):
        if found.start() > end:
            yield Piece("text", text[end : found.start()])
        yield Piece(str(found.lastgroup), found[0])
        end = found.end()
    if end < len(text):
        yield Piece("text", text[end:])


def digest(salt: str, text: str) -> str:
    """What the trail says of a text: it proves it while the salt is kept, and tells nothing of it after."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def seen(row: Mapping[str, Any]) -> str:
    """What a comment on an attribute spoke of: equal for equal values, as far as a page shows them."""
    told = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()
