"""A scope as somebody typed it in, nothing out: a sentence where it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.errors import Invalid
from gitops_portal.core.rules.scope import Scope, ScopeKind, selected
from gitops_portal.records.queries import operator

if TYPE_CHECKING:
    from collections.abc import Collection


def check(scope: str, selector: str) -> None:
    """Raises Invalid for an unknown kind of scope, labels that are none, and a workspace that is not there."""
    if scope not in set(ScopeKind):
        raise Invalid(f"“{scope}” is not a scope: choose {', '.join(ScopeKind)}.")
    if scope == ScopeKind.ORGANISATION and selector:
        raise Invalid("The organisation's setting has no selector: it applies everywhere.")
    if scope == ScopeKind.LABELS:
        selected(selector)
    if scope == ScopeKind.WORKSPACE and operator.workspace(selector) is None:
        raise Invalid(f"There is no workspace “{selector}”.")


def check_left_out(exclude: Collection[Scope], of: Scope) -> None:
    """Raises Invalid for labels that are none, workspaces that are not there, and where nobody would be left."""
    if of in exclude:
        raise Invalid(f"It would leave out all that it is for, {of}: name fewer, or remove the setting.")
    for each in exclude:
        if each.kind is ScopeKind.LABELS:
            selected(each.selector)
    slugs = [each.selector for each in exclude if each.kind is ScopeKind.WORKSPACE]
    if slugs and (missing := operator.without(slugs)):
        raise Invalid(f"There is no workspace “{missing[0]}” to leave out.")
