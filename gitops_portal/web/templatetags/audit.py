"""What an audit event tells besides, and how a chain was verified, in; text out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from gitops_portal.web.templatetags.portal import moment

if TYPE_CHECKING:
    from gitops_portal.actions.verification import Checked

register = template.Library()


@register.filter
def as_text(value: object) -> str:
    """Text as it is, anything else as the JSON that it is kept as."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


@register.filter
def how_verified(checked: Checked) -> str:
    """What of a chain was re-computed just now, when the rest was, and how far it is signed."""
    new = checked.found.events - checked.passed
    told = f"{new:,} new {'event' if new == 1 else 'events'} re-computed just now" if new > 0 else "none of them new"
    whole = format_html("{}, the whole chain on {}", told, moment(checked.whole_at)) if checked.whole_at else ""
    signed = "not signed yet"
    if checked.signed_at:
        signed = format_html("signed up to event {} on {}", f"{checked.signed:,}", moment(checked.signed_at))
    return format_html("{}; {}", whole or "all of them re-computed just now", signed)
