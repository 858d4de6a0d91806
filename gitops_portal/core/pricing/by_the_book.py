"""A resource of a type without a cost model in, what the price book alone tells out: fixed fees, prices of use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Value
    from gitops_portal.core.pricing.price_book import PriceBook

KEPT: Final = "Instances that are kept without being asked for anything are not priced."

DECISIVE: Final[Mapping[str, tuple[tuple[tuple[str, ...], str, str], ...]]] = {
    "aws_cloudwatch_log_group": (
        (("log_group_class",), "INFREQUENT_ACCESS", "Log groups of infrequent access are not priced."),
    ),
    "aws_lambda_provisioned_concurrency_config": (
        (("provisioned_concurrent_executions",), "", "Provisioned concurrency is not priced."),
    ),
    "azurerm_cosmosdb_gremlin_database": (
        (("throughput",), "", "Provisioned throughput of Gremlin databases is not priced."),
        (("autoscale_settings",), "", "Autoscaled throughput of Gremlin databases is not priced."),
    ),
    "azurerm_storage_share": (
        (("access_tier",), "Premium", "Premium file shares are billed by their quota, which is not priced."),
    ),
    "google_cloud_run_service": (
        (("template", "metadata", "annotations", "autoscaling.knative.dev/minScale"), "", KEPT),
    ),
    "google_cloud_run_v2_service": (
        (("template", "scaling", "min_instance_count"), "", KEPT),
        (("scaling", "min_instance_count"), "", KEPT),
    ),
    "google_cloudfunctions_function": ((("min_instances",), "", KEPT),),
}
"""By type: where an attribute stands, what it must say to count (empty: anything), why there is no price then."""

ADDED: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "aws_kms_key": (("enable_key_rotation",), "Rotated key material, for the first two rotations"),
}
"""By type: an attribute that adds something the price book has no price for."""

COUNTED: Final[Mapping[str, tuple[tuple[str, ...], str, str]]] = {
    "aws_cloudfront_distribution": (("viewer_certificate", "ssl_support_method"), "vip", "dedicated_ip_custom_ssls"),
}
"""By type: an attribute, what it says, and the item that is then paid for once, whatever the use."""

_NOTHING: Final[tuple[Value, ...]] = (None, False, "", "false", 0, "0", (), [], {})


def by_the_book(resource: Resource, prices: PriceBook) -> Iterator[Component]:
    items = prices.items(resource.type)
    if not items:
        raise UnpricedError(f"There is no price for {resource.type} in the price book.")
    if any(price.fixed is None and not price.usage for price in items.values()):
        raise UnpricedError(f"The price of {resource.type} depends on attributes that no cost model reads yet.")
    for path, word, reason in DECISIVE.get(resource.type, ()):
        if _says(resource.values, path, word):
            raise UnpricedError(reason)
    counted = COUNTED.get(resource.type)
    once = counted[2] if counted and _says(resource.values, counted[0], counted[1]) else ""
    for item, price in sorted(items.items()):
        quantity = ONE if item == once else price.fixed
        yield Component(item.replace("_", " ").capitalize(), resource.type, item, quantity, price.unit)
    added = ADDED.get(resource.type)
    if added and _says(resource.values, added[0], ""):
        yield on_top(added[1])


def _says(value: Value, path: tuple[str, ...], word: str) -> bool:
    """Whether this word stands there, or anything that is not nothing; in the first block where there are several."""
    for name in path:
        block = value[0] if isinstance(value, list | tuple) and value else value
        value = block.get(name) if isinstance(block, Mapping) else None
    return value == word if word else value not in _NOTHING
