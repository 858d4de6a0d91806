"""A Memorystore for Redis instance: its memory, at the rate of its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator

RATES = ((4, "M1"), (10, "M2"), (35, "M3"), (100, "M4"))
"""The largest size, in GB, of each rate; beyond them M5."""

TIERS = {"BASIC": "basic", "STANDARD_HA": "standard"}


@cost_model("google_redis_instance")
def google_redis_instance(cache: Resource) -> Iterator[Component]:
    size, tier = cache.number("memory_size_gb"), cache.text("tier", "BASIC")
    if tier not in TIERS:
        raise UnpricedError(f"Redis instances of tier {tier} have no price in the price book.")
    if cache.number("replica_count", 1, computed=True) > 1:
        raise UnpricedError("Read replicas are not priced.")
    rate = next((rate for most, rate in RATES if size <= most), "M5")
    item = f"redis_instance {TIERS[tier]}, {rate}"
    yield Component(f"Memory ({TIERS[tier]}, {rate})", "google_redis_instance", item, size, "GB")
