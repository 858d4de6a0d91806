"""A scope as somebody typed it in, nothing out: a sentence where it is none."""

from __future__ import annotations

from gitops_portal.core.errors import Invalid
from gitops_portal.core.rules.scope import ScopeKind, selected
from gitops_portal.records.queries import operator


def check(scope: str, selector: str) -> None:
    """Raises Invalid for an unknown kind of scope, labels that are none, and a workspace that is not there."""
    if scope not in set(ScopeKind):
        raise Invalid(f"“{scope}” is no scope: choose {', '.join(ScopeKind)}.")
    if scope == ScopeKind.ORGANISATION and selector:
        raise Invalid("The organisation's setting takes no selector: it holds everywhere.")
    if scope == ScopeKind.LABELS:
        selected(selector)
    if scope == ScopeKind.WORKSPACE and operator.workspace(selector) is None:
        raise Invalid(f"There is no workspace “{selector}”.")
