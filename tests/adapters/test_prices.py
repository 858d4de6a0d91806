from __future__ import annotations

import gzip
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from gitops_portal.adapters.prices import load, version
from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.index import Index
from gitops_portal.core.model import CostStatus
from gitops_portal.core.pricing.cost import estimate
from gitops_portal.core.pricing.price_book import RowKind
from tests.builders import change, change_set

PRICES = Path(__file__).resolve().parents[2] / "prices"


@pytest.mark.parametrize(
    ("shelf", "item", "region", "usd"),
    [
        ("aws-ec2", "m5.large linux", "us-east-1", "0.096"),
        ("aws-rds", "postgres - single-az db.m5.large", "us-east-1", "0.178"),
        ("aws-elasticache", "redis cache.m5.large", "us-east-1", "0.156"),
        ("aws-opensearch", "m5.large.search", "us-east-1", "0.142"),
        ("azurerm-vm", "standard_d2s_v3 linux", "eastus", "0.096"),
        ("google-compute", "e2-medium", "us-central1", "0.033506"),
        ("aws_ebs_volume", "storage gp3", "us-east-1", "0.08"),
        ("aws_kms_key", "customer_master_key | Customer master key | ", "eu-north-1", "1"),
        ("aws_nat_gateway", "nat_gateway | Nat gateway | ", "eu-west-1", "0.048"),
    ],
)
def test_public_list_prices(shelf: str, item: str, region: str, usd: str) -> None:
    price = load(PRICES).price(shelf, item, region)
    assert price is not None
    assert price.usd == Decimal(usd)
    assert price.date > "2020"


@pytest.mark.parametrize(
    ("shelf", "item", "region"),
    [
        ("aws-ec2", "m5.large linux", "mars-1"),
        ("aws-ec2", "m5.large linux", "../aws-rds/us-east-1"),
        ("aws-ec2", "m9.large linux", "us-east-1"),
        ("../prices/aws-ec2", "m5.large linux", "us-east-1"),
        ("nothing", "at all", ""),
        ("aws_kms_key", "customer_master_key | Customer master key | ", "cn-north-1"),
    ],
)
def test_what_is_not_in_the_book(shelf: str, item: str, region: str) -> None:
    assert load(PRICES).price(shelf, item, region) is None


def test_the_types_with_a_fee_that_no_attribute_decides_are_the_ones_that_were_looked_at() -> None:
    """A rebuilt book must not bring in a fee that hangs on attributes which nobody reads."""
    found = {
        kind
        for kind, rows in load(PRICES).rows.items()
        if (counted := [row for row in rows if row.kind is RowKind.BASELINE])
        and all(not row.selector and row.quantity.isdigit() for row in counted)
    }
    assert found == {
        "aws_cloudwatch_composite_alarm",
        "aws_cloudwatch_dashboard",
        "aws_ec2_transit_gateway_peering_attachment",
        "aws_ec2_transit_gateway_vpc_attachment",
        "aws_elb",
        "aws_kms_external_key",
        "aws_kms_key",
        "aws_nat_gateway",
        "aws_route53_zone",
        "azurerm_automation_watcher",
        "azurerm_dns_zone",
        "azurerm_nat_gateway",
        "azurerm_private_dns_zone",
        "azurerm_private_endpoint",
        "google_compute_forwarding_rule",
        "google_compute_global_forwarding_rule",
        "google_compute_vpn_tunnel",
        "google_dns_managed_zone",
    }


def test_a_missing_book_says_so(tmp_path: Path) -> None:
    assert load(tmp_path / "none").problem == "The price book is missing or damaged, so nothing is priced."


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b"\xff", mtime=0), gzip.compress(b"item,usd\nm5.large linux,much\n", mtime=0)],
)
def test_a_damaged_file_leaves_only_its_own_resources_unpriced(tmp_path: Path, content: bytes) -> None:
    shutil.copytree(PRICES, tmp_path / "prices")
    (tmp_path / "prices" / "aws-ec2" / "us-east-1.csv.gz").write_bytes(content)
    instance = change("aws_instance.a", after={"instance_type": "m5.large"}, region="us-east-1")
    address = change("aws_eip.a", after={}, region="us-east-1")
    first, second = estimate(Index(change_set(instance, address)), cost_models(), load(tmp_path / "prices")).lines
    assert (first.status, first.note) == (
        CostStatus.UNPRICED,
        "The price file aws-ec2/us-east-1.csv.gz is missing or damaged.",
    )
    assert second.status is CostStatus.PRICED


@pytest.mark.parametrize("content", [None, b"", b"\xff", b"type,component\naws_elb,a\n", b"\x1f\x8b"])
def test_a_table_that_is_missing_or_damaged_leaves_only_its_own_types_unpriced(
    tmp_path: Path, content: bytes | None
) -> None:
    shutil.copytree(PRICES, tmp_path / "prices")
    (tmp_path / "prices" / "aws.csv").unlink()
    if content is not None:
        (tmp_path / "prices" / "aws.csv").write_bytes(content)
    balancer, address = (change(f"{kind}.a", after={}, region="us-east-1") for kind in ("aws_elb", "aws_eip"))
    first, second = estimate(Index(change_set(balancer, address)), cost_models(), load(tmp_path / "prices")).lines
    assert (first.status, first.note) == (CostStatus.UNPRICED, "The price file prices/aws.csv is missing or damaged.")
    assert second.status is CostStatus.PRICED


def test_a_table_is_part_of_the_version(tmp_path: Path) -> None:
    shutil.copytree(PRICES, tmp_path / "prices")
    before = version(tmp_path / "prices")
    version.cache_clear()
    table = tmp_path / "prices" / "aws.csv"
    table.write_text(table.read_text().replace("0.045", "0.046"))
    assert version(tmp_path / "prices") != before


def test_reads_only_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    load.cache_clear()
    read: list[str] = []
    real = Path.read_bytes

    def noted(path: Path) -> bytes:
        read.append(path.name)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    load(PRICES).price("aws-ec2", "m5.large linux", "eu-west-1")
    assert read == ["free.csv.gz", "ratios.csv.gz", "eu-west-1.csv.gz"]
    load.cache_clear()
