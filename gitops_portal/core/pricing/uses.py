"""Parts of a bill that depend on use in, the names by which a usage file tells how much out; and what that comes to.

A name is what the part is called and its unit: `requests`, `standard_storage_gb`. Tiers of one price (first 10tb, next
40tb, over 50tb) are one use, filled from the first on.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from gitops_portal.core.model import PricedComponent, Tier, Use
from gitops_portal.core.pricing.price_book import RowKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gitops_portal.core.pricing.price_book import PriceBook
    from gitops_portal.core.pricing.usage import Amount

MARK: Final = "by usage.yaml"
_UNIT: Final = re.compile(r"(\d[\d,.]*)\s*([kKmM]?)\s+(.+)")
_TIER: Final = re.compile(r",?\s*\b(first|next|over)\s+(\d[\d,.]*)\s*(k|m|b|gb|tb|pb)?(?![\w/])", re.IGNORECASE)
_TIMES: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "gb": 1, "tb": 1024, "pb": 1024**2}
_BYTES: Final = frozenset({"gb", "tb", "pb"})


class Part(NamedTuple):
    """A part that depends on use: what it is called, the item and the unit of its price."""

    name: str
    item: str
    unit: str


def part(kind: str, name: str, item: str, unit: str) -> Part:
    """A part of a bill of this type. What a cost model says in parentheses is a choice of the plan, not another use."""
    return Part(name.partition(" (")[0] if kind in BY_MODEL else name, item, unit)


def uses(parts: Sequence[Part]) -> tuple[Use, ...]:
    """The use of each part of one bill. Parts are tiers of one use where one of them is the first."""
    read = [(each, *_tier(each)) for each in parts]
    plain = {_name(stem, each.unit) for each, stem, tier in read if tier is None}
    begun = {_name(stem, each.unit) for each, stem, tier in read if tier and tier.word == "first"} - plain
    found = []
    for each, stem, tier in read:
        name, per = _name(stem, each.unit), _unit(each.unit)[0]
        tiered = tier is not None and name in begun
        found.append(Use(name, per, tier) if tiered else Use(_name(each.name, each.unit), per))
    return tuple(found)


def _tier(told: Part) -> tuple[str, Tier | None]:
    """What a part is called without its tier, and the tier; the item tells it where the name does not."""
    found = _TIER.search(told.name) or _TIER.search(told.item)
    suffix = (found[3] or "").lower() if found else ""
    if not found or (suffix in _BYTES and _unit(told.unit)[1].lower() not in {"gb", "gib"}):
        return told.name, None
    tier = Tier(found[1].lower(), Decimal(found[2].replace(",", "")) * _TIMES[suffix])
    return _TIER.sub("", told.name), tier


def _unit(unit: str) -> tuple[Decimal, str]:
    """`1M requests`: a million, `requests`."""
    found = _UNIT.fullmatch(unit)
    if not found:
        return Decimal(1), unit
    return Decimal(found[1].replace(",", "")) * _TIMES[found[2].lower()], found[3]


def _name(label: str, unit: str) -> str:
    """A name that ends with its unit, as it is written in a file."""
    name, base = _snake(label), _snake(_unit(unit)[1])
    return name if not base or f"_{name}".endswith(f"_{base}") else f"{name}_{base}"


def _snake(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def names(kind: str, prices: PriceBook) -> frozenset[str]:
    """What may be told of a resource type; nothing where nothing of it depends on use."""
    if kind in BY_MODEL:
        return frozenset(BY_MODEL[kind])
    rows = [row for row in prices.rows.get(kind, ()) if row.kind is RowKind.USAGE]
    parts = [Part(row.name, row.name, row.unit) for row in rows]
    return frozenset(use.name for use in uses(parts))


def told(components: Iterable[PricedComponent], amounts: Mapping[str, Amount]) -> tuple[PricedComponent, ...]:
    """The same bill with what these amounts make of its parts that depend on use; all others stay as they are."""
    done = tuple(components)
    by_use: dict[str, list[PricedComponent]] = {}
    for part in done:
        if part.use and part.use.name in amounts:
            by_use.setdefault(part.use.name, []).append(part)
    become = {id(old): new for name, tiers in by_use.items() for old, new in _filled(tiers, amounts[name])}
    return tuple(become.get(id(part), part) for part in done)


def _filled(parts: list[PricedComponent], amount: Amount) -> Iterator[tuple[PricedComponent, PricedComponent]]:
    bounds = list(_bounds(parts))
    end = bounds[-1][2]
    if end is not None and amount.high > end:
        note = f"usage.yaml tells {amount.high:f}, and the price book holds prices up to {end:f} only"
        yield from ((part, replace(part, note=_joined(part.note, note))) for part, _, _ in bounds)
        return
    for part, start, stop in bounds:
        if part.use is None or part.unit_price is None:
            continue
        per, price = part.use.per, part.unit_price
        low, typical, high = (_within(each, start, stop) / per for each in (amount.low, amount.typical, amount.high))
        yield (
            part,
            replace(
                part,
                quantity=typical,
                monthly=typical * price,
                low=low * price,
                high=high * price,
                note=_joined(part.note, MARK),
            ),
        )


def _bounds(parts: list[PricedComponent]) -> Iterator[tuple[PricedComponent, Decimal, Decimal | None]]:
    """Parts of one use with where each begins and ends: the first, then the next ones by size, then what is over."""

    def place(part: PricedComponent) -> tuple[int, Decimal]:
        tier = part.use.tier if part.use else None
        return (("first", "next", "over").index(tier.word), tier.size) if tier else (0, Decimal(0))

    start = Decimal(0)
    for part in sorted(parts, key=place):
        tier = part.use.tier if part.use else None
        stop = start + tier.size if tier and tier.word != "over" else None
        yield part, start, stop
        start = stop or start


def _within(amount: Decimal, start: Decimal, stop: Decimal | None) -> Decimal:
    return max(Decimal(0), (amount if stop is None else min(amount, stop)) - start)


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))


BY_MODEL: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_alb": ("capacity_units_lcu", "capacity_units_lcu_hours"),
    "aws_autoscaling_group": ("public_ipv4_address_hours",),
    "aws_db_instance": ("additional_backup_storage_gb",),
    "aws_dynamodb_table": ("point_in_time_recovery_gb", "read_requests_rrus", "storage_gb", "write_requests_wrus"),
    "aws_ebs_volume": ("i_o_requests",),
    "aws_efs_file_system": (
        "reads_of_infrequent_access_gb",
        "storage_gb",
        "storage_infrequent_access_gb",
        "writes_of_infrequent_access_gb",
    ),
    "aws_eks_node_group": ("public_ipv4_address_hours",),
    "aws_elasticache_replication_group": ("backup_storage_gb",),
    "aws_instance": ("cpu_credits_beyond_those_earned_vcpu_hours", "public_ipv4_address_hours"),
    "aws_kinesis_firehose_delivery_stream": ("data_ingested_gb",),
    "aws_kinesis_stream": ("data_ingested_gb", "data_retrieved_gb", "put_payload_units"),
    "aws_lambda_function": ("duration_gb_seconds", "ephemeral_storage_over_512_mb_gb_seconds", "requests"),
    "aws_lb": ("capacity_units_lcu", "capacity_units_lcu_hours"),
    "aws_rds_cluster": (
        "aurora_serverless_capacity_acu_hours",
        "backtrack_change_records",
        "backup_storage_gb",
        "i_o_requests",
        "storage_gb",
    ),
    "aws_rds_cluster_instance": ("aurora_serverless_v2_capacity_acu_hours",),
    "aws_redshift_cluster": ("managed_storage_gb",),
    "aws_s3_bucket": ("get_and_all_other_requests", "put_copy_post_list_requests", "standard_storage_gb"),
    "aws_secretsmanager_secret": ("api_requests",),
    "aws_ssm_parameter": ("api_interactions",),
    "aws_vpc_endpoint": ("data_processed_gb",),
    "aws_vpn_connection": ("data_processed_gb",),
    "aws_wafv2_web_acl": ("requests",),
    "azurerm_api_management": ("calls",),
    "azurerm_application_gateway": ("capacity_units_cu",),
    **dict.fromkeys(
        (
            "azurerm_cosmosdb_cassandra_keyspace",
            "azurerm_cosmosdb_cassandra_table",
            "azurerm_cosmosdb_gremlin_database",
            "azurerm_cosmosdb_gremlin_graph",
            "azurerm_cosmosdb_mongo_collection",
            "azurerm_cosmosdb_mongo_database",
            "azurerm_cosmosdb_sql_container",
            "azurerm_cosmosdb_sql_database",
            "azurerm_cosmosdb_table",
        ),
        (
            "requests_where_the_account_is_serverless_ru",
            "throughput_autoscaled_ru_s_x_100",
            "transactional_storage_gb",
        ),
    ),
    "azurerm_eventhub_namespace": ("ingress_events",),
    "azurerm_linux_function_app": ("execution_time_gb_seconds", "executions_requests"),
    "azurerm_log_analytics_workspace": ("log_data_ingestion_gb", "log_data_retention_gb"),
    "azurerm_managed_disk": ("disk_operations",),
    "azurerm_mssql_database": ("serverless_compute_vcore_hours", "storage_gb"),
    "azurerm_mysql_flexible_server": ("additional_backup_storage_gb",),
    "azurerm_postgresql_flexible_server": ("additional_backup_storage_gb",),
    "azurerm_servicebus_namespace": ("operations",),
    "azurerm_storage_account": ("capacity_gb",),
    "azurerm_windows_function_app": ("execution_time_gb_seconds", "executions_requests"),
    "google_compute_instance": ("external_address_hours",),
    "google_container_cluster": ("autopilot_memory_gb", "autopilot_vcpu"),
    "google_secret_manager_secret_version": ("access_operations_requests",),
    "google_sql_database_instance": ("backups_gb",),
    "google_storage_bucket": ("data_retrieval_gb", "storage_gib"),
}
"""What the cost models in Python have: a test compares it with them."""
