"""Two texts in; what they say out, where both hold a JSON or YAML document, in clear or in base64.

Nobody knows who reads a document, by which version of YAML, and whether numbers keep their digits. What all readers
take for the same is read; the rest is a `Bare` word, equal to nothing but itself.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import TYPE_CHECKING, Any, Final

import yaml

from gitops_portal.core.model import Bare, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 200_000
"""Characters of a text that is read as YAML, and bytes that are unzipped."""
DEEPEST: Final = 50
MOST_BRACKETS: Final = 2_000
"""The YAML reader's time grows with brackets times open brackets."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SIGNS: Final = (":", "- ", "{", "[")
"""No document, of JSON or YAML, is without one of them."""
_LINE: Final = re.compile(r"""(?:- +)*(?:"[^"\n]*"|'[^'\n]*'|[\w./-]+) *:(?: |$)|- """, re.MULTILINE)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/\r\n]{16,}={0,2}\s*")
_GZIP: Final = b"\x1f\x8b"
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,40}")
_FLOAT: Final = re.compile(r"-?[0-9]{1,20}\.[0-9]{1,20}")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_WORDS: Final = frozenset({"y", "n", "yes", "no", "on", "off", "null", "true", "false", "=", "<<", ".nan", ".inf"})
_NUMBER: Final = re.compile(
    r"0[xob][0-9a-f]+|[0-9]+(?::[0-9]+)*(?:\.[0-9]*)?(?:e[-+]?[0-9]+)?|\.[0-9]+(?:e[-+]?[0-9]+)?"
)
"""What YAML 1.2 reads as a number, or what looks like one, apart from signs and what parts digits."""
_BETWEEN_DIGITS: Final = str.maketrans("", "", "_,")
_TAG: Final = "tag:yaml.org,2002:"
_RESOLVER: Final[Any] = yaml.resolver.Resolver()

Parsed = dict[str, Value] | list[Value]


def documents(before: str, after: str) -> tuple[Parsed, Parsed] | None:
    """What both texts say; None when one is neither JSON nor YAML, or when they are of different kinds."""
    one = _said(before)
    other = _said(after) if one is not None else None
    return (one, other) if one is not None and other is not None and type(one) is type(other) else None


def alike(before: str, after: str) -> bool:
    """Whether two texts hold documents that every reader takes for the same, and only their form differs."""
    if _notation(before) != _notation(after) or _first_comment(before) != _first_comment(after):
        return False
    said = documents(before, after)
    try:
        return said is not None and same(*said)
    except RecursionError:
        return False


def same(one: Value, other: Value) -> bool:
    """Whether two documents say exactly the same: 1 is neither 1.0 here nor true."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is dict:
        return one.keys() == other.keys() and all(same(member, other[name]) for name, member in one.items())
    if kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _notation(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _first_comment(text: str) -> str:
    """`#cloud-config` and `## template: jinja` tell who is to read the document; a comment for people has a blank."""
    line = text.lstrip().partition("\n")[0].rstrip()
    return line if line.startswith("#") and not line.startswith("# ") else ""


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


def _said(text: str) -> Parsed | None:
    if not any(sign in text for sign in _SIGNS):
        return None
    return json_in(text) if _notation(text) else _yaml(text)


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def json_in(text: str) -> Parsed | None:
    """The object or list that a text holds; None where readers might differ in what it says."""
    if not _notation(text):
        return None
    try:
        parsed = _JSON.decode(text)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict | list) else None


def _unambiguous(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice, and readers differ in which one counts")
    return found


def _refused(word: str) -> Value:
    raise ValueError(f"{word} is no JSON")


def _whole(digits: str) -> Value:
    return Bare(digits) if digits == "-0" else int(digits)


def _fraction(digits: str) -> Value:
    """A number that is written as every program would write it; another keeps its form, and digits beyond a float.

    A zero below zero is equal to zero, and not the same.
    """
    number = float(digits)
    return number if repr(number) == digits and digits != "-0.0" else Bare(digits)


_JSON: Final = json.JSONDecoder(
    object_pairs_hook=_unambiguous, parse_constant=_refused, parse_int=_whole, parse_float=_fraction
)


# ── YAML ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _yaml(text: str) -> Parsed | None:
    """One document without aliases, own types or names that stand twice."""
    if len(text) > LARGEST or text.startswith(("#!", "%")) or not _LINE.search(text):
        return None
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        return None
    try:
        if any(depth > DEEPEST for depth in _depths(text)):
            return None
        node = _LOADER(text).get_single_node()
        parsed = _read(node)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict | list) else None


def _depths(text: str) -> Iterator[int]:
    """How deep the document is after each step into it, told before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("an alias can make much of little")  # noqa: TRY004 - every refusal is a ValueError
        if getattr(event, "tag", None) is not None:
            raise ValueError("a type of its own")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            yield depth
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _read(node: Any) -> Value:
    if isinstance(node, yaml.MappingNode):
        return _unambiguous([(_name(key), _read(value)) for key, value in node.value])
    if isinstance(node, yaml.SequenceNode):
        return [_read(value) for value in node.value]
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("an empty text")  # noqa: TRY004 - every refusal is a ValueError
    return _scalar(node)


def _name(node: Any) -> str:
    """A name as it is written; in quotes where it would be no text without them, for it is another one with them."""
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("a name that is no text")  # noqa: TRY004 - every refusal is a ValueError
    text = str(node.value)
    if text.startswith('"'):
        raise ValueError("a name that looks like one in quotes")
    return f'"{text}"' if node.style and _is_doubtful(text) else text


def _scalar(node: Any) -> Value:
    """What YAML 1.1 and 1.2 read alike; of what they do not, or programs do not, only how it is written."""
    text = str(node.value)
    if node.style:  # in quotes, or a block of lines
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return _fraction(text)
    return Bare(text) if _is_doubtful(text) else text


def _kind(text: str) -> str:
    """What YAML 1.1 takes a word without quotes for."""
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False))).removeprefix(_TAG)


def _is_doubtful(text: str) -> bool:
    """Whether some reader takes a word without quotes for something else than a text."""
    bare = text.lower().lstrip("-+")
    number = _NUMBER.fullmatch(bare.translate(_BETWEEN_DIGITS))
    return bare in _WORDS or text in _NULLS or number is not None or _kind(text) != "str"
