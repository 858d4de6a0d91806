"""What became of an apply in, as pages say it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from gitops_portal.core import words

if TYPE_CHECKING:
    from gitops_portal.records.models import Outcome

register = template.Library()

_TONES = {"failed": "bad", "unfinished": "bad", "not_reached": "warn", "done": "good"}


@register.filter
def duration(seconds: int) -> str:
    """`42 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    minutes, left = divmod(seconds, 60)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} min {left} s" if left else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"


@register.filter
def ends(apply: Outcome) -> list[tuple[int, str]]:
    """How many resources ended how, the worst first; nothing of what none did."""
    return [(count, words.ENDED[name].lower()) for name in words.ENDED if (count := getattr(apply, name))]


@register.filter
def ended_label(result: str) -> str:
    return words.ENDED.get(result, result)


@register.filter
def ended_tone(result: str) -> str:
    return _TONES.get(result, "")
