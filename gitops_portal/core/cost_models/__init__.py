"""One file per resource type, in a folder per provider: what it is made of, never what it costs; all by type, out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import CostModel
from gitops_portal.core.registry import collect

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def cost_models() -> Mapping[str, CostModel]:
    """Every cost model by resource type, collected on first use."""
    return collect(__name__, __path__, CostModel)
