"""A pattern, in which `*` stands for any text and all else for itself, and a text in; whether it fits out."""

from __future__ import annotations

import re
from functools import lru_cache


def fits_any(patterns: tuple[str, ...], text: str) -> bool:
    """Whether a text is as one of the patterns says."""
    return _compiled(patterns).fullmatch(text) is not None


def fits(pattern: str, text: str) -> bool:
    """Whether a text is as a pattern says, in which `*` stands for any text."""
    return fits_any((pattern,), text)


@lru_cache(maxsize=4096)
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """What stands between stars is found where it comes first, and never looked for again: no text takes longer."""
    written = []
    for pattern in patterns:
        first, *rest = map(re.escape, pattern.split("*"))
        between = "".join(f"(?>.*?{piece})" for piece in rest[:-1])
        written.append(f"{first}{between}.*{rest[-1]}" if rest else first)
    return re.compile("|".join(written), re.DOTALL)
