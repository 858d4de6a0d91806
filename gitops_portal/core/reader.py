"""Bytes of any origin in, UTF-8 JSON within bounds out: every document from outside passes here before decoding."""

from __future__ import annotations

import codecs
import re
from array import array
from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from gitops_portal.core.collector import resting
from gitops_portal.core.errors import DamagedDocument, HostileDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_DEPTH: Final = 200
"""The deepest real plan seen is below 60."""
MAX_DIGITS: Final = 4_300
"""Python's own bound for turning text into an integer."""
MAX_CONTAINERS: Final = 10_000_000
"""Objects and lists in one document: an empty one takes two bytes on the wire and sixty-four in memory."""
MAX_TOP_LEVEL_NAMES: Final = 1_000
MAX_KEYS: Final = 100_000
"""Members of one object or list, wherever they are walked."""
MAX_NAME: Final = 10_000
"""Characters in an address or a reference; they are compared, sorted and shown by the thousand."""

_PART: Final = 1 << 18
_NUL: Final = rb"\u0000"
_TOO_LONG: Final = b"0" * (MAX_DIGITS + 1)
_STRIDE: Final = 64
_PERHAPS_TOO_LONG: Final = b"0" * ((MAX_DIGITS + 1) // _STRIDE)
"""What is left of a number that is too long when only every 64th byte is looked at."""
_DIGITS_AS_ZERO: Final = bytes.maketrans(b"123456789", b"000000000")
_NO_SIGNS: Final = bytes(set(range(256)) - set(b'"[]{}'))
_ESCAPED_QUOTE: Final = re.compile(rb'\\"')
_UNICODE_ESCAPE: Final = re.compile(rb"\\u")
_STEPS: Final = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_STRETCH: Final = 256
"""Steps in or out that are taken at once: seldom are so many of them steps in that the bound could be met."""
_NAME: Final = re.compile(rb'[ \t\r\n]*("(?:[^"\\]|\\.){0,1000}")[ \t\r\n]*:[ \t\r\n]*', re.DOTALL)
_SURROGATE: Final = re.compile(rb"\\u[dD]([89a-fA-F])[0-9a-fA-F]{2}(?=(\\u[dD][c-fC-F])?)")
_NEXT: Final = re.compile(rb"[ \t\r\n]*,?")

T = TypeVar("T")


def text(body: bytes) -> bytes:
    """The document as UTF-8 without marks and NULs, or an error when it is over a bound. `decode` judges the syntax."""
    document = _utf8(body)
    _check_shape(document)
    if _UNICODE_ESCAPE.search(document):  # a third of the time of `in`, which looks for both characters everywhere
        _check_surrogates(document)
        return without_nul(document)
    return document


def top_level(document: bytes) -> Mapping[str, msgspec.Raw]:
    """The members of the outermost object, each still as bytes. A name that stands twice is refused."""
    members = decode(document, dict[str, msgspec.Raw])
    if len(members) > MAX_TOP_LEVEL_NAMES:
        raise HostileDocument(f"The document has {len(members):,} names at its top level; a plan has about fifteen.")
    _refuse_twins(document, members)
    return members


def decode(document: bytes | msgspec.Raw, kind: type[T], *, what: str = "the document") -> T:
    """The document as a value of `kind`."""
    with decoding(what):
        return msgspec.json.decode(document, type=kind)


@contextmanager
def decoding(what: str = "the document") -> Iterator[None]:
    """Around a decoder: what does not fit is told with its place, never with its value."""
    try:
        with resting():
            yield
    except msgspec.ValidationError as error:
        if "out of range" in str(error):
            raise HostileDocument(f"A number in {what} is larger than any number a plan may hold.") from error
        raise DamagedDocument(f"JSON, but {what} is not of the shape it should have: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedDocument(_broken(error)) from error
    except RecursionError as error:
        raise HostileDocument(f"The document is nested deeper than {MAX_DEPTH} levels.") from error


def bounded(text: str) -> str:
    """The text itself, when it is no longer than a name may be."""
    if len(text) > MAX_NAME:
        raise HostileDocument(f"An address or reference in the document is over {MAX_NAME:,} characters long.")
    return text


def without_nul(document: bytes) -> bytes:
    r"""U+FFFD in place of every `\u0000`, which PostgreSQL cannot hold; an escaped backslash before it is no escape."""
    if _NUL not in document:
        return document
    head, *tails = document.split(_NUL)
    pieces = [head]
    before = head
    for tail in tails:
        backslashes = len(before) - len(before.rstrip(b"\\"))
        pieces += (_NUL if backslashes % 2 else rb"\ufffd", tail)
        before = tail
    return b"".join(pieces)


def _utf8(body: bytes) -> bytes:
    try:
        if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return body.decode("utf-16").encode()
        document = body.removeprefix(codecs.BOM_UTF8)
        if not document.isascii():
            check = codecs.getincrementaldecoder("utf-8")()
            for start in range(0, len(document), _PART):
                check.decode(document[start : start + _PART])
            check.decode(b"", final=True)
    except UnicodeError as error:
        raise DamagedDocument(
            "The document is not text in UTF-8, nor UTF-16 with a byte order mark. Send what `show -json` wrote."
        ) from error
    return document


def _check_shape(document: bytes) -> None:
    """Depth, digits and number of containers, counted on the bytes: a decoder would meet them too late."""
    depth = containers = inside = 0
    for part in _parts(document):
        plain = _without_escaped_quotes(part) if b"\\" in part else part
        if _PERHAPS_TOO_LONG in plain[::_STRIDE].translate(_DIGITS_AS_ZERO):
            _check_digits(b" ".join(plain.split(b'"')[inside::2]))
        # two quotes with no bracket between them say nothing about where the next bracket stands
        signs = plain.translate(None, _NO_SIGNS).replace(b'""', b"").split(b'"')
        steps = b"".join(signs[inside::2]).translate(_STEPS)
        inside = (inside + len(signs) - 1) % 2
        containers += steps.count(1)
        if containers > MAX_CONTAINERS:
            raise HostileDocument(f"The document holds more than {MAX_CONTAINERS:,} objects and lists.")
        depth = _check_depth(steps, depth)


def _check_depth(steps: bytes, depth: int) -> int:
    """The depth after all steps, each of them one in or one out."""
    for start in range(0, len(steps), _STRETCH):
        stretch = steps[start : start + _STRETCH]
        steps_in = stretch.count(1)
        if depth + steps_in > MAX_DEPTH and max(accumulate(array("b", stretch), initial=depth)) > MAX_DEPTH:
            raise HostileDocument(f"The document is nested deeper than {MAX_DEPTH} levels.")
        depth += 2 * steps_in - len(stretch)
    return depth


def _without_escaped_quotes(part: bytes) -> bytes:
    return _ESCAPED_QUOTE.sub(b"", part.replace(rb"\\", b"") if rb"\\" in part else part)


def _parts(document: bytes) -> Iterator[bytes]:
    """The document in parts that end after a quote, so that no escape is cut in two."""
    start = 0
    while start < len(document):
        end = document.find(b'"', start + _PART) + 1 or len(document)
        yield document[start:end]
        start = end


def _check_digits(outside_strings: bytes) -> None:
    if _TOO_LONG in outside_strings.translate(_DIGITS_AS_ZERO):
        raise HostileDocument(f"A number in the document has more than {MAX_DIGITS:,} digits.")


def _check_surrogates(document: bytes) -> None:
    """Half of a pair is no character: nothing that holds UTF-8 could keep it."""
    low_expected_at = -1
    for match in _SURROGATE.finditer(document):
        if _is_escaped(document, match.start()):
            continue
        is_high = match[1] in b"89abAB"
        if is_high and match[2]:
            low_expected_at = match.end()
        elif is_high or match.start() != low_expected_at:
            raise HostileDocument("A string in the document holds half of a surrogate pair, which is no character.")


def _is_escaped(document: bytes, place: int) -> bool:
    before = place
    while before and document[before - 1] == ord("\\"):
        before -= 1
    return (place - before) % 2 == 1


def _refuse_twins(document: bytes, members: Mapping[str, msgspec.Raw]) -> None:
    """Decoders keep the last of two equal names. Reading along, the first one's value is not the one that was kept."""
    seen: set[str] = set()
    place = document.index(b"{") + 1
    while match := _NAME.match(document, place):
        member = msgspec.json.decode(match[1], type=str)
        value = bytes(members[member])
        if member in seen or not document.startswith(value, match.end()):
            raise HostileDocument(f"The name {member[:80]!r} stands twice at the top level of the document.")
        seen.add(member)
        after = _NEXT.match(document, match.end() + len(value))
        place = after.end() if after else len(document)
    if len(seen) != len(members):
        raise HostileDocument("A name at the top level of the document is over 1,000 characters long.")


def _broken(error: Exception) -> str:
    if "truncated" in str(error):
        return "The document stops in the middle: the upload was cut off. Send it again."
    if "trailing characters" in str(error):
        return f"Something stands after the end of the document: {error}. Send one JSON document and nothing else."
    return f"The document is not valid JSON: {error}. Send exactly what `terraform show -json PLANFILE` wrote."
