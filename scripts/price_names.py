"""A row of the price facts in, the name under which its price is asked for out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Row = dict[str, str]


def item_of(row: Row) -> str:
    """The name under which a row is asked for; empty when it is no fact of its own."""
    naming = NAMING.get(row["terraform_type"])
    return naming(row) if naming else f"{row['component']} {row['variant']}".strip()


def _bare(row: Row) -> str:
    return row["component"]


def _chosen(row: Row) -> dict[str, str]:
    """What the selector asks for, by attribute."""
    pairs = (pair.partition("=") for pair in row["selector"].split(";"))
    return {name: value for name, _, value in pairs}


def _by_selector(*attributes: str) -> Callable[[Row], str]:
    """The component, then the values that the selector asks for."""

    def named(row: Row) -> str:
        chosen = _chosen(row)
        return " ".join(filter(None, (row["component"], *(chosen.get(name, "") for name in attributes))))

    return named


def _bucket(row: Row) -> str:
    kind = row["block_path"] or row["selector"].removeprefix("storage_class=")
    return " ".join(filter(None, (row["component"], kind, row["variant"])))


def _storage_account(row: Row) -> str:
    """Capacity of general-purpose accounts only: of all else the plan does not say how much there will be of what."""
    chosen = _chosen(row)
    if row["component"] != "capacity" or row["variant"] or chosen.get("account_kind") not in {"(unset)", "StorageV2"}:
        return ""
    access = chosen.get("access_tier", "").replace("(unset)", "Hot")
    return f"capacity {chosen['account_tier']} {chosen['account_replication_type']} {access}"


def _local_ssd(row: Row) -> str:
    spot = " spot" if row["selector"] == "scheduling.preemptible=true" else ""
    return f"{row['component']}{spot} {row['variant']}".strip()


def _sql_database(row: Row) -> str:
    """Licences and storage cost by tier, which is the first word of the SKU."""
    chosen = _chosen(row)
    if row["component"] not in {"sql_license", "storage"}:
        return f"{row['component']} {row['variant']}".strip()
    zoned = " zone-redundant" if chosen.get("zone_redundant") == "true" else ""
    return f"{row['component']} {chosen['sku_name'].partition('_')[0]}{zoned}"


def _rds(row: Row) -> str:
    """Single-AZ rows only: a second zone doubles them."""
    if "multi_az=true" in row["selector"] or row["component"] == "extended_support":
        return ""
    if row["kind"] == "usage":
        return f"{row['component']} {row['variant']}".strip()
    kinds = {"magnetic": "standard", "above 3,000": "gp3", "above 12,000": "gp3"}
    variant = row["variant"] or "io1"
    return f"{row['component']} {kinds.get(variant, variant.rpartition(' ')[2])}"


def _google_disk(row: Row) -> str:
    """What is provisioned costs by the type of the disk, which only the selector names."""
    variant = row["variant"] or _chosen(row).get("type", "")
    return f"{row['component']} {variant}".strip()


def _cloud_sql(row: Row) -> str:
    """Zonal rows only: a second zone doubles them."""
    component, variant = row["component"], row["variant"]
    if row["kind"] == "usage" or "availability_type=ZONAL" not in row["selector"] or "eplica" in variant:
        return component if row["kind"] == "usage" else ""
    if "db-lightweight" in row["selector"] and component != "sql_instance":
        return ""
    return f"{component} {variant.split(',')[0]}" if component in {"sql_instance", "storage"} else component


def _log_workspace(row: Row) -> str:
    """By the gigabyte only: the rows of whole commitment tiers carry the same names."""
    return "" if row["kind"] == "baseline" else row["component"]


NAMING: Mapping[str, Callable[[Row], str]] = {
    "aws_cloudwatch_metric_alarm": _bare,
    "aws_db_instance": _rds,
    "aws_eip": _bare,
    "aws_lb": _by_selector("load_balancer_type"),
    "aws_s3_bucket": _bucket,
    "azurerm_log_analytics_workspace": _log_workspace,
    "azurerm_mssql_database": _sql_database,
    "azurerm_storage_account": _storage_account,
    "google_compute_disk": _google_disk,
    "google_compute_instance": _local_ssd,
    "google_sql_database_instance": _cloud_sql,
    "google_storage_bucket": _bucket,
}
"""How the rows of a type are told apart, where component and variant alone don't."""
