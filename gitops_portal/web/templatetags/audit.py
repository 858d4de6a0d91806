"""What an audit event tells besides, and how a chain was verified, in; text out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from gitops_portal.web.templatetags.portal import moment

if TYPE_CHECKING:
    from gitops_portal.actions.checkpoints import Checked

register = template.Library()


@register.filter
def as_text(value: object) -> str:
    """Text as it is, anything else as the JSON that it is kept as."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


@register.filter
def how_verified(checked: Checked) -> str:
    """What of a chain was re-computed just now, and when the rest was."""
    if checked.whole_at is None:
        return "all of them re-computed just now"
    new = checked.found.events - checked.passed
    told = f"{new:,} new {'event' if new == 1 else 'events'} re-computed just now" if new > 0 else "none of them new"
    return format_html("{}, the whole chain on {}", told, moment(checked.whole_at))
