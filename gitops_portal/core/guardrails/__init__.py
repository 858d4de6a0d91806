"""A folder per provider; in it a file per guardrail with logic, and a pack per service of those without; by id, out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from gitops_portal.core.registry import collect, folders
from gitops_portal.core.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ANY: Final = "any_provider"
_CALLED: Final = {"azurerm": "azure", "kubectl": "kubernetes"}
"""What a folder is called, where not as the types of its provider begin."""


@cache
def guardrails() -> Mapping[str, Rule]:
    """Every guardrail by id, collected on first use."""
    return collect(__name__, __path__, Rule)


def guardrails_for(kinds: Iterable[str]) -> Mapping[str, Rule]:
    """The guardrails that may look at one of these resource types: those for their providers, and for any.

    To import the others takes longer than to judge a small plan.
    """
    providers = {kind.partition("_")[0] for kind in kinds}
    wanted = {_ANY, *(_CALLED.get(provider, provider) for provider in providers)}
    chosen = [folder for folder in folders(__path__) if folder in wanted]
    return dict(sorted(rule for folder in chosen for rule in _of(folder).items()))


@cache
def _of(folder: str) -> Mapping[str, Rule]:
    return collect(__name__, __path__, Rule, folder=folder)
