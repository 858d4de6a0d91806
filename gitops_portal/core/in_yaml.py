"""A text in; the YAML document that it holds out.

Nobody knows by which version of YAML it will be read. What all readers take for the same is read; the rest is a `Bare`
word, equal to nothing but itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from gitops_portal.core.embedded import fraction, unambiguous
from gitops_portal.core.model import Bare, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.embedded import Parsed

LARGEST: Final = 200_000
"""Characters of a text that is read as YAML."""
DEEPEST: Final = 50
MOST_BRACKETS: Final = 2_000
"""The YAML reader's time grows with brackets times open brackets."""

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE: Final = re.compile(r"""(?:- +)*(?:"[^"\n]*"|'[^'\n]*'|[\w./-]+) *:(?: |$)|- """, re.MULTILINE)
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


def yaml_in(text: str) -> Parsed | None:
    """One document without aliases, own types or names that stand twice; None where there is none."""
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
        return unambiguous([(_name(key), _read(value)) for key, value in node.value])
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
        return fraction(text)
    return Bare(text) if _is_doubtful(text) else text


def _kind(text: str) -> str:
    """What YAML 1.1 takes a word without quotes for."""
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False))).removeprefix(_TAG)


def _is_doubtful(text: str) -> bool:
    """Whether some reader takes a word without quotes for something else than a text."""
    bare = text.lower().lstrip("-+")
    number = _NUMBER.fullmatch(bare.translate(_BETWEEN_DIGITS))
    return bare in _WORDS or text in _NULLS or number is not None or _kind(text) != "str"
