"""Two texts in; what they say out, where both hold a JSON or YAML document, in clear or in base64."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import TYPE_CHECKING, Any, Final

import yaml

from gitops_portal.core.model import Value

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
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,40})")
_FLOAT: Final = re.compile(r"[-+]?[0-9]{1,20}\.[0-9]{1,20}")
_TRUE: Final = frozenset({"true", "yes", "on"})
_TAG: Final = "tag:yaml.org,2002:"

Parsed = dict[str, Value] | list[Value]


def documents(before: str, after: str) -> tuple[Parsed, Parsed] | None:
    """What both texts say; None when one is neither JSON nor YAML, or when they are of different kinds."""
    one = _said(before)
    other = _said(after) if one is not None else None
    return (one, other) if one is not None and other is not None and type(one) is type(other) else None


def alike(before: str, after: str) -> bool:
    """Whether both hold documents that say exactly the same: 1 is not 1.0 here, nor true."""
    said = documents(before, after)
    try:
        return said is not None and json.dumps(said[0], sort_keys=True) == json.dumps(said[1], sort_keys=True)
    except RecursionError:
        return False


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
    return clear if all(char.isprintable() or char in "\r\n\t" for char in clear) else None


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
    return json_in(text) if text.lstrip()[:1] in {"{", "["} else _yaml(text)


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def json_in(text: str) -> Parsed | None:
    """The object or list that a text holds; None where readers might differ in what it says."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        parsed = json.loads(text, object_pairs_hook=_unambiguous, parse_constant=_refused)
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


# ── YAML ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _yaml(text: str) -> Parsed | None:
    """One document without aliases, own types or names that stand twice."""
    if len(text) > LARGEST or text.startswith("#!") or not _LINE.search(text):
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
    return _scalar(node.tag.removeprefix(_TAG), node.value)


def _name(node: Any) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("a name that is no text")  # noqa: TRY004 - every refusal is a ValueError
    return str(node.value)


def _scalar(kind: str, text: str) -> Value:
    """What reads as a number in one notation and as a text in another is left to the eye: the whole is refused."""
    match kind:
        case "null":
            return None
        case "bool":
            return text.lower() in _TRUE
        case "int" if _INTEGER.fullmatch(text):
            return int(text)
        case "float" if _FLOAT.fullmatch(text):
            return float(text)
        case "str":
            return text
    raise ValueError("a type of its own")
