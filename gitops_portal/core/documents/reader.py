"""Bytes of any origin in, UTF-8 JSON within bounds out: every document from outside passes here before decoding."""

from __future__ import annotations

import codecs
import math
import re
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
from ahocorasick_rs import BytesAhoCorasick

from gitops_portal.core.collector import resting
from gitops_portal.core.errors import DamagedDocument, HostileDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gitops_portal.core.model import Value

MAX_DEPTH: Final = 200
"""Of a value that is kept; the deepest real one seen is below 60. Nobody reads what is deeper."""
MAX_DIGITS: Final = 4_300
"""Python's own bound for turning text into an integer."""
MAX_CONTAINERS: Final = 10_000_000
"""Objects and lists in one document: an empty one takes two bytes on the wire and sixty-four in memory."""
MAX_TOP_LEVEL_NAMES: Final = 1_000
MAX_KEYS: Final = 100_000
"""Members of one object or list, wherever they are walked."""
MAX_TEXT: Final = 32 * 1024 * 1024
"""Bytes of one text: it is held several times while it is searched, masked and written again."""
MAX_NAME: Final = 10_000
"""Characters in an address or a reference; they are compared, sorted and shown by the thousand."""

_PART: Final = 1 << 18
_NUL: Final = rb"\u0000"
_STRIDE: Final = 64
_PERHAPS_TOO_LONG: Final = b"0" * ((MAX_DIGITS + 1) // _STRIDE)
"""What is left of a number that is too long when only every 64th byte is looked at."""
_DIGITS_AS_ZERO: Final = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|(?P<digits>[0-9]{%d,})' % (MAX_DIGITS + 1), re.DOTALL)
"""A string, or more digits than a number may have outside of one."""
_BARE_QUOTE: Final = re.compile(rb'(?<!\\)"')
"""Begins or ends a text; one behind a backslash stands inside of it, or ends one that ends in a backslash."""
_UNICODE_ESCAPE: Final = BytesAhoCorasick([rb"\u"])
"""Reads many bytes at once, in a seventh of the time of an expression."""
_NAME: Final = re.compile(rb'[ \t\r\n]*("(?:[^"\\]|\\.){0,1000}")[ \t\r\n]*:[ \t\r\n]*', re.DOTALL)
_SURROGATE: Final = re.compile(rb"\\u[dD]([89a-fA-F])[0-9a-fA-F]{2}(?=(\\u[dD][c-fC-F])?)")
_NEXT: Final = re.compile(rb"[ \t\r\n]*,?")

T = TypeVar("T")


def text(body: bytes) -> bytes:
    """The document as UTF-8 without marks and NULs, or an error when it is over a bound. `decode` judges the syntax."""
    document = _utf8(body)
    _check_bounds(document)
    if _holds_unicode_escape(document):
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
    """The document as a value of `kind`. Numbers keep their digits: what no float can hold is a `Decimal`."""
    with decoding(what):
        found: T = _decoder(kind).decode(document)  # type: ignore[arg-type]  # a type is hashable
        return found


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, float_hook=_number)


def _number(digits: str) -> float | Decimal:
    """A number with a point or an exponent: a float where that says the same, else with all the digits it has."""
    number = float(digits)
    written = repr(number)
    if written == digits:
        return number
    if math.isinf(number):
        raise ValueError("out of range")
    try:
        exact = Decimal(digits)
    except InvalidOperation:
        raise ValueError("out of range") from None
    return number if Decimal(written) == exact else exact


value: Final[Callable[[bytes | msgspec.Raw], Value]] = _decoder(Any).decode
"""A document as plain values; for use inside of `decoding`."""


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
    check_names(text)
    return text


def names(value: Any) -> tuple[str, ...]:
    """The texts of a list, none of them longer than a name may be; of anything else none."""
    if not isinstance(value, list | tuple):
        return ()
    texts = tuple(text for text in value if isinstance(text, str))
    check_names(*texts, "")
    return texts


def check_names(*names: str) -> None:
    if len("".join(names)) > MAX_NAME and max(map(len, names)) > MAX_NAME:  # of most all together are no longer
        raise HostileDocument(f"An address or reference in the document is over {MAX_NAME:,} characters long.")


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


def _check_bounds(document: bytes) -> None:
    """Brackets and digits, counted on the bytes: a decoder would meet them too late, or not at all."""
    found, place, end = 0, 0, len(document)
    while found + (end - place) // 2 > MAX_CONTAINERS >= found:  # in what is left more may stand: each has two brackets
        found += document.count(b"{", place, place + _PART) + document.count(b"[", place, place + _PART)
        place += _PART
    if found > MAX_CONTAINERS:
        raise HostileDocument(f"The document holds more than {MAX_CONTAINERS:,} objects and lists, or signs of them.")
    if _PERHAPS_TOO_LONG in document[::_STRIDE].translate(_DIGITS_AS_ZERO) and any(
        match.lastgroup for match in _LONG_NUMBER.finditer(document)
    ):
        raise HostileDocument(f"A number in the document has more than {MAX_DIGITS:,} digits.")


def _holds_unicode_escape(document: bytes) -> bool:
    """Part by part: of what is found in one all places are told at once."""
    whole = memoryview(document)
    parts = (whole[start : start + _PART + 1] for start in range(0, len(document), _PART))
    return any(map(_UNICODE_ESCAPE.find_matches_as_indexes, parts))


def check_texts(document: bytes) -> None:
    """Raises HostileDocument when a text is longer than MAX_TEXT: it spans a window in which no bare quote stands."""
    window = MAX_TEXT // 2
    for start in range(0, len(document) - window, window):
        if _BARE_QUOTE.search(document, start, start + window):
            continue
        begin = max((quote.end() for quote in _BARE_QUOTE.finditer(document, max(0, start - window), start)), default=0)
        after = _BARE_QUOTE.search(document, start)
        length = (after.start() if after else len(document)) - begin
        if length > MAX_TEXT and not document[start : start + window].isspace():
            raise HostileDocument(f"A text in the document has {length:,} bytes; we read up to {MAX_TEXT:,} in one.")


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
        value = memoryview(members[member])
        if member in seen or not document.startswith(value, match.end()):
            raise HostileDocument(f"The name {member[:80]!r} is twice at the top level of the document.")
        seen.add(member)
        after = _NEXT.match(document, match.end() + len(value))
        place = after.end() if after else len(document)
    if len(seen) != len(members):
        raise HostileDocument("A name at the top level of the document is over 1,000 characters long.")


def _broken(error: Exception) -> str:
    if "truncated" in str(error):
        return "The document stops in the middle: the upload was cut off. Send it again."
    if "trailing characters" in str(error):
        return f"There is text after the end of the document: {error}. Send one JSON document and nothing else."
    return f"The document is not valid JSON: {error}. Send exactly what `terraform show -json PLANFILE` wrote."
