"""Severities and enforcements in, their tones out."""

from __future__ import annotations

from django import template

register = template.Library()

ENFORCEMENT_TONES = {"mandatory": "bad", "soft_mandatory": "warn", "advisory": "info"}
SEVERITY_TONES = {"critical": "bad strong", "high": "bad", "medium": "warn"}


@register.filter
def enforcement_tone(enforcement: object) -> str:
    return ENFORCEMENT_TONES.get(str(enforcement), "")


@register.filter
def severity_tone(severity: object) -> str:
    return SEVERITY_TONES.get(str(severity), "soft")
