"""One file per resource type, in a folder per provider: what it is made of, never what it costs; all by type, out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import CostModel
from gitops_portal.core.registry import collect, folders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@cache
def cost_models() -> Mapping[str, CostModel]:
    """Every cost model by resource type, collected on first use."""
    return collect(__name__, __path__, CostModel)


def models_for(kinds: Iterable[str]) -> Mapping[str, CostModel]:
    """The cost models of every provider that one of these resource types is of.

    A folder is called as its types begin. To import the others takes longer than to price a small plan.
    """
    providers = {kind.partition("_")[0] for kind in kinds}
    chosen = [folder for folder in folders(__path__) if folder in providers]
    return {kind: model for folder in chosen for kind, model in _of(folder).items()}


@cache
def _of(folder: str) -> Mapping[str, CostModel]:
    return collect(__name__, __path__, CostModel, folder=folder)
