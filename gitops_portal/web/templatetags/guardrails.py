"""Severities and enforcements in, their tones out; and findings, with how to fix each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from gitops_portal.core.rules import book_settings
from gitops_portal.core.rules.remedy import fitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.records.queries import RunFinding

register = template.Library()

ENFORCEMENT_TONES = {"mandatory": "bad", "soft_mandatory": "warn", "advisory": "info"}
SEVERITY_TONES = {"critical": "bad strong", "high": "bad", "medium": "warn"}


@register.filter
def enforcement_tone(enforcement: object) -> str:
    return ENFORCEMENT_TONES.get(str(enforcement), "")


@register.filter
def severity_tone(severity: object) -> str:
    return SEVERITY_TONES.get(str(severity), "soft")


@register.filter
def fix_of(rule: Rule | None, found: RunFinding) -> str:
    """The rule's remedy as HCL for the resource of a finding; empty where there is none, or no such rule any more."""
    return fitted(rule, found.address, found.attribute) if rule else ""


@register.filter
def scopes(places: Mapping[str, Any]) -> str:
    """Whom a setting leaves out: workspace orders, labels env=test."""
    return ", ".join(map(str, book_settings.of_places(places)))
