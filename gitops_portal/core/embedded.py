"""A text in; the JSON document that it holds out, or the text that it stands for in base64."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import Any, Final

import msgspec

from gitops_portal.core.model import Bare, Value

LARGEST: Final = 200_000
"""Bytes that are unzipped."""
_BASE64: Final = re.compile(r"[A-Za-z0-9+/\r\n]{16,}={0,2}\s*")
_GZIP: Final = b"\x1f\x8b"

Parsed = dict[str, Value] | list[Value]


def in_clear(text: str) -> str | None:
    """What a text in base64 says, where people wrote it: words with blanks between."""
    clear = decoded(text)
    return clear if clear is not None and " " in clear else None


def decoded(text: str) -> str | None:
    """What a text in base64 stands for, zipped or not, where that is text."""
    if not _BASE64.fullmatch(text):
        return None
    try:
        clear = _unzipped(base64.b64decode("".join(text.split()), validate=True)).decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return None
    return clear if clear.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else None


def _unzipped(data: bytes) -> bytes:
    """The content of a gzip file, which no UTF-8 text begins like; other bytes as they are."""
    if not data.startswith(_GZIP):
        return data
    reading = zlib.decompressobj(wbits=31)
    content = reading.decompress(data, LARGEST)
    return content if reading.eof else data


def in_brackets(text: str) -> bool:
    """Whether a text begins as an object or a list does."""
    return text.lstrip()[:1] in {"{", "["}


def json_in(text: str) -> Parsed | None:
    """The object or list that a text holds; None where readers might differ in what it says."""
    if not in_brackets(text):
        return None
    if (parsed := _as_written(text)) is not None:
        return parsed
    try:
        parsed = _JSON.decode(text)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict | list) else None


def _as_written(text: str) -> Parsed | None:
    """The same, at once, of a text that is written as programs write it; None of another."""
    try:
        parsed = _PLAIN.decode(text)
        return parsed if msgspec.json.encode(parsed) == text.encode() else None
    except (msgspec.DecodeError, TypeError, ValueError, RecursionError):
        return None


def unambiguous(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """The object of these members; ValueError where two have one name."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice, and readers differ in which one counts")
    return found


def _refused(word: str) -> Value:
    raise ValueError(f"{word} is no JSON")


def _whole(digits: str) -> Value:
    return Bare(digits) if digits == "-0" else int(digits)


def fraction(digits: str) -> Value:
    """A number that is written as every program would write it; another keeps its form, and digits beyond a float.

    A zero below zero is equal to zero, and not the same.
    """
    number = float(digits)
    return number if repr(number) == digits and digits != "-0.0" else Bare(digits)


_PLAIN: Final = msgspec.json.Decoder(dict[str, Any] | list[Any], float_hook=fraction)
_JSON: Final = json.JSONDecoder(
    object_pairs_hook=unambiguous, parse_constant=_refused, parse_int=_whole, parse_float=fraction
)
