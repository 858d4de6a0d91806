"""What an audit event tells besides in, text out."""

from __future__ import annotations

import json

from django import template

register = template.Library()


@register.filter
def as_text(value: object) -> str:
    """Text as it is, anything else as the JSON that it is kept as."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
