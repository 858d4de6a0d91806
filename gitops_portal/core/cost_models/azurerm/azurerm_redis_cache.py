"""An Azure cache for Redis: its nodes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator

NODES = {"Basic": 1, "Standard": 2}


@cost_model("azurerm_redis_cache")
def azurerm_redis_cache(cache: Resource) -> Iterator[Component]:
    sku, size = cache.text("sku_name"), f"{cache.text('family')}{cache.number('capacity'):f}"
    count = Decimal(NODES[sku]) if sku in NODES else _premium(cache)
    yield Component(f"Nodes ({sku} {size})", "azurerm_redis_cache", f"cache_usage {sku}_{size}", count, "nodes")


def _premium(cache: Resource) -> Decimal:
    """Every shard with its replicas, of which there is one unless stated."""
    names = ("replicas_per_primary", "replicas_per_master")
    stated = [cache.number(name) for name in names if cache.get(name) not in (None, UNKNOWN)]
    shards = max(ONE, cache.number("shard_count", 0))
    return shards * (1 + (stated[0] if stated else ONE))
