"""A folder of price facts (CSV) in, the price book out: `python -m scripts.build_price_book SOURCE_DIR`.

Prices by the hour become one small file per service and region, so that an evaluation reads only what it meets.
Everything else becomes one file per provider. Nothing is invented here: rows that disagree are left out.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from gitops_portal.adapters.prices import HOURLY, PARTS, TABLE
from gitops_portal.adapters.renewal import write
from gitops_portal.core.cost_models import cost_models
from scripts.price_names import Row, item_of
from scripts.price_tables import CONFIDENCE, tables

TARGET = Path(__file__).resolve().parent.parent / "prices"
RATIO_SHELVES = {
    "ec2_linux": "aws-ec2",
    "ebs": "aws_ebs_volume",
    "elasticache": "aws-elasticache",
    "opensearch": "aws-opensearch",
    "rds": "aws-rds",
    "vm_linux": "azurerm-vm",
    "compute": "google-compute",
    "disk": "google_compute_disk",
}
"""The service of a region ratio, and the shelf that it speaks of."""

MODELS = frozenset(cost_models())
"""Types with a cost model of their own, which asks for items by name; all others are rows of a table."""

EVERYWHERE = {
    "aws_cloudwatch_metric_alarm",
    "aws_eip",
    "aws_eks_cluster",
    "aws_secretsmanager_secret",
    "google_container_cluster cluster_management_fee",
}
"""Types, or single items, priced the same in every commercial region; the sources state one or two of them."""

OWN_FREE = (
    "aws_cognito_identity_provider",
    "aws_cognito_user_pool_domain",
    "aws_dynamodb_resource_policy",
    "aws_kinesis_resource_policy",
    "aws_redshift_subnet_group",
    "aws_s3tables_namespace",
    "aws_s3tables_table_bucket_policy",
    "aws_s3tables_table_policy",
    "google_compute_autoscaler",
    "google_compute_region_autoscaler",
    "google_compute_resource_policy",
    "google_folder",
    "google_iap_tunnel_instance_iam_member",
    "google_org_policy_custom_constraint",
)
"""Policies, folders and settings that nobody sends a bill for and the facts leave out."""


def rows(path: Path) -> Iterator[Row]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(content.decode()))


# ── by the hour, by region ───────────────────────────────────────────────────────────────────────────────────────


def hourly(source: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Shelf, region and line of everything that has one price an hour."""
    for row in rows(source / "aws_ec2_ondemand.csv.gz"):
        yield _hour("aws-ec2", row, f"{row['instance_type']} {row['os']}", CONFIDENCE.get(row["confidence"], ""))
    for row in rows(source / "aws_rds_ondemand.csv.gz"):
        note = CONFIDENCE["derived"] if row["source"] == "derived" else ""
        item = " ".join((row["engine"], row["license_model"] or "-", row["deployment"], row["instance_class"]))
        yield _hour("aws-rds", row, item, note)
    for row in rows(source / "aws_elasticache_ondemand.csv.gz"):
        yield _hour("aws-elasticache", row, f"{row['engine']} {row['node_type']}")
    for row in rows(source / "aws_opensearch_ondemand.csv.gz"):
        yield _hour("aws-opensearch", row, row["instance_type"])
    for row in rows(source / "azure_vm.csv.gz"):
        note = CONFIDENCE["derived"] if row["source"] == "derived" else ""
        yield _hour("azurerm-vm", row, f"{row['vm_size'].lower()} {row['os']}", note)
    yield from _google_machines(source)


def _google_machines(source: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    factors = {row["machine_type"]: row["sustained_use_factor_730h"] for row in rows(source / "gcp_machine_specs.csv")}
    for row in rows(source / "gcp_compute.csv.gz"):
        factor = Decimal(factors.get(row["machine_type"]) or 1)
        note = f"sustained-use discount of a full month included (× {factor})" if factor != 1 else ""
        month = {**row, "usd_per_hour": str((Decimal(row["usd_per_hour"]) * factor).normalize())}
        yield _hour("google-compute", month, row["machine_type"], note)
        if row["spot_usd_per_hour"]:
            spot = {**row, "usd_per_hour": row["spot_usd_per_hour"]}
            yield _hour("google-compute", spot, f"{row['machine_type']} spot", "spot price, which varies")


def _hour(shelf: str, row: Row, item: str, note: str = "") -> tuple[str, str, tuple[str, ...]]:
    return shelf, row["region"], (item, row["usd_per_hour"], row["source"], row["price_date"], note)


# ── everything else ──────────────────────────────────────────────────────────────────────────────────────────────


def parts(source: Path) -> Iterator[tuple[str, ...]]:
    """Lines of the providers' part files; rows that share a name and disagree on the price are left out."""
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    facts = list(rows(source / "components.csv"))
    for row in facts:
        kind, item = row["terraform_type"], item_of(row)
        if kind in MODELS and item and "blank_location" not in row["source"]:
            region = "" if EVERYWHERE & {kind, f"{kind} {item}"} else row["region"]
            found[kind, region, item].append(row)
    for (shelf, region, item), named in found.items():
        same = [row for row in named if row["kind"] == "baseline"] or named
        best = max(same, key=lambda row: row["price_date"])
        if len({Decimal(row["usd_per_unit"]) for row in same}) > 1 or best["confidence"] == "ambiguous":
            continue
        notes = (CONFIDENCE.get(best["confidence"], ""), "" if best["price_date"] else "of an unknown date")
        note = "; ".join(filter(None, notes))
        usd, unit = best["usd_per_unit"], best["unit"]
        yield shelf, region, item, usd, unit, best["source"], best["price_date"], note
    yield from _azure_sql(facts)


def _azure_sql(facts: list[Row]) -> Iterator[tuple[str, ...]]:
    """Provisioned vCores cost the same each: what n of them cost, divided by n."""
    for row in facts:
        if row["terraform_type"] != "azurerm_mssql_database" or not row["variant"].startswith("provisioned, "):
            continue
        if row["component"] == "compute":
            family, _, cores = row["variant"].removeprefix("provisioned, ").rpartition("_")
            usd = str((Decimal(row["usd_per_unit"]) / Decimal(cores)).normalize())
            note = f"from the price of {family}_{cores}"
            named = ("azurerm_mssql_database", row["region"], f"vcore {family}", usd, "vCore-hours")
            yield *named, row["source"], row["price_date"], note


def main(source: Path) -> None:
    shelves: Mapping[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for shelf, region, line in hourly(source):
        shelves[shelf, region].append(line)
    for (shelf, region), lines in shelves.items():
        (TARGET / shelf).mkdir(parents=True, exist_ok=True)
        write(TARGET / shelf / f"{region}.csv.gz", HOURLY, lines)
    providers: Mapping[str, list[tuple[str, ...]]] = defaultdict(list)
    for line in parts(source):
        providers[line[0].partition("_")[0]].append(line)
    for provider, lines in providers.items():
        write(TARGET / f"parts-{provider}.csv.gz", PARTS, lines)
    written, left_out = tables(rows(source / "components.csv"), MODELS)
    for provider, lines in written.items():
        write(TARGET / f"{provider}.csv", TABLE, lines)
    ratios = [
        (RATIO_SHELVES[row["service"]], row["region"], row["base_region"], row["ratio"])
        for row in rows(source / "region_ratio.csv")
    ]
    write(TARGET / "ratios.csv.gz", ("shelf", "region", "base_region", "ratio"), ratios)
    free = {row["terraform_type"] for row in rows(source / "free.csv")} | set(OWN_FREE)
    write(TARGET / "free.csv.gz", ("type",), [(name,) for name in free])
    size = sum(path.stat().st_size for path in TARGET.rglob("*.gz"))
    for sentence in left_out:
        print(f"left out: {sentence}")
    count = sum(map(len, written.values()))
    print(f"{count} rows of types without a cost model, {len(left_out)} left out")
    print(f"{len(shelves)} regional files, {sum(map(len, providers.values()))} parts, {size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 the program and its one argument
        sys.exit("usage: python -m scripts.build_price_book SOURCE_DIR")
    main(Path(sys.argv[1]))
