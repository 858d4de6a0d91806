"""A value of a plan in, text that may be shown out: bounded, no secret, and nothing invisible."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any, Final

from gitops_portal.core.model import UNKNOWN, Path, Sensitive, Value

LONGEST: Final = 300
"""Characters of one value that are shown; how many there are in all is told beside them."""

SENSITIVE: Final = "(sensitive)"
SUSPECTED: Final = "(suspected secret)"
_WORDS: Final = {None: "null", True: "true", False: "false"}
_LATER: Final = "known after apply"
_LEAD: Final = 40


def shown(value: Value) -> str:
    """JSON as people write it: strings in quotes, numbers plain."""
    if isinstance(value, Sensitive):
        return SUSPECTED if value.suspected else SENSITIVE
    if value is UNKNOWN:
        return _LATER
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return bounded(visible(_json(value)))


def shown_pair(before: Value, after: Value) -> tuple[str, str]:
    """Both sides of a difference; of long strings the part that differs, by whole words, with what stands around."""
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONGEST:
        start = _equal(before, after)
        end = min(_equal(before[::-1], after[::-1]), min(len(before), len(after)) - start)
        return _part(before, start, len(before) - end), _part(after, start, len(after) - end)
    return shown(before), shown(after)


def shown_path(path: Path) -> str:
    """`ingress[0].cidr_blocks[1]`, `tags["a.b"]`."""
    text = ""
    for step in path:
        text = shown_step(text, step)
    return text


def shown_step(place: str, step: str | int) -> str:
    """The place of a member or an element, by the place of what holds it."""
    if isinstance(step, int):
        return f"{place}[{step}]"
    if step.isascii() and len(step) <= LONGEST and (step.isidentifier() or step.replace("-", "_").isidentifier()):
        return f"{place}.{step}" if place else step
    return f"{place}[{shown(step)}]"


def visible(text: str) -> str:
    r"""Characters that cannot be seen, or that turn the line around, as escapes such as `\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(ord(char)) for char in text)


def bounded(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _equal(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _quoted(value: str) -> str:
    return visible(encode_basestring(value)) if len(value) <= LONGEST else _part(value, 0, len(value))


def _part(value: str, start: int, end: int) -> str:
    """The text from about `start` to about `end`; words are not cut where they begin or end near by."""
    begin = max(0, start - _LEAD)
    if begin:
        begin = value.find(" ", begin, start) + 1 or begin
    stop = min(len(value), end + _LEAD, begin + LONGEST)
    if end < stop < len(value):
        stop = max(value.rfind(" ", end, stop), end) if " " in value[end:stop] else stop
    lead = "…" if begin else ""
    more = "…" if stop < len(value) else ""
    return f"{lead}{visible(encode_basestring(value[begin:stop]))}{more} ({len(value):,} characters)"


def _json(value: Value) -> str:
    try:
        if isinstance(value, int | float):
            return repr(value)
        return json.dumps(value, ensure_ascii=False, default=_leaf)
    except RecursionError:
        return "[…]" if isinstance(value, list) else "{…}"
    except ValueError:  # Python prints no integer of more than 4,300 digits
        return "(a number too long to show)"


def _leaf(value: Any) -> str:
    """Leaves inside lists and maps; of anything that should not stand in a plan only the kind is shown."""
    if value is UNKNOWN:
        return _LATER
    return shown(value) if isinstance(value, Sensitive) else f"({type(value).__name__})"


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the largest code of four digits
