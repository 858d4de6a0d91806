"""A folder per provider; in it a file per guardrail with logic, and a pack per service of those without; by id, out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gitops_portal.core.registry import collect
from gitops_portal.core.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def guardrails() -> Mapping[str, Rule]:
    """Every guardrail by id, collected on first use."""
    return collect(__name__, __path__, Rule)
