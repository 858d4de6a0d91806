"""A regular expression that owners wrote and a text in, whether it fits the whole text out.

Python's own take time beyond all bounds for some expressions; RE2's time grows with the text alone, and it has neither
look-around nor references back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


class Pattern(str):
    """An expression of an owner, where one of ours could stand as well."""

    __slots__ = ()


def fits(pattern: str, text: str, *, any_case: bool = False) -> bool:
    """Raises ValueError as `compiled` does."""
    return compiled(pattern, any_case=any_case).fullmatch(text) is not None


@lru_cache(maxsize=1024)
def compiled(pattern: str, *, any_case: bool = False) -> Any:
    """Raises ValueError, with the reason, for what RE2 does not take."""
    import re2  # here, for an evaluation without such a rule does not wait for its import

    options = re2.Options()
    options.case_sensitive = not any_case
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        why = error.args[0]
        reason = why.decode(errors="replace") if isinstance(why, bytes) else str(why)
        raise ValueError(f"“{pattern}” is not a regular expression of RE2: {reason}") from error
