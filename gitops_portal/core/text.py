"""A value of a plan in, text that may be shown out: bounded, no secret, and nothing invisible."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any, Final

from gitops_portal.core.model import UNKNOWN, Path, Sensitive, Value

LONGEST: Final = 300
"""Characters of one value that are shown; how many there are in all is told beside them."""

SENSITIVE: Final = "(sensitive)"
_WORDS: Final = {None: "null", True: "true", False: "false"}
_LATER: Final = "known after apply"
_LEAD: Final = 40


def shown(value: Value, start: int = 0) -> str:
    """JSON as people write it: strings in quotes, numbers plain. A long string is shown from about `start` on."""
    if isinstance(value, Sensitive):
        return SENSITIVE
    if value is UNKNOWN:
        return _LATER
    if isinstance(value, str):
        return _quoted(value, start)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return bounded(visible(_json(value)))


def shown_pair(before: Value, after: Value) -> tuple[str, str]:
    """Both sides of a difference; long strings from where they begin to differ."""
    start = 0
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONGEST:
        start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
        start = start or min(len(before), len(after)) * (before[:1] == after[:1])
    return shown(before, start), shown(after, start)


def shown_path(path: Path) -> str:
    """`ingress[0].cidr_blocks[1]`, `tags["a.b"]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.replace("-", "_").isidentifier() and step.isascii() and len(step) <= LONGEST:
            text += f".{step}" if text else step
        else:
            text += f"[{shown(step)}]"
    return text


def visible(text: str) -> str:
    r"""Characters that cannot be seen, or that turn the line around, as escapes such as `\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(ord(char)) for char in text)


def bounded(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _quoted(value: str, start: int) -> str:
    if len(value) <= LONGEST:
        return visible(encode_basestring(value))
    begin = max(0, min(start - _LEAD, len(value) - LONGEST))
    part = value[begin : begin + LONGEST]
    lead = "…" if begin else ""
    more = "…" if begin + LONGEST < len(value) else ""
    return f"{lead}{visible(encode_basestring(part))}{more} ({len(value):,} characters)"


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
    return SENSITIVE if isinstance(value, Sensitive) else f"({type(value).__name__})"


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the largest code of four digits
