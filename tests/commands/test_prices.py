"""`prices refresh`, on a price list of a few made-up products and the shipped book; and own prices as code."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber
from django.core.management import CommandError, call_command
from pytest_django import Settings

from gitops_portal.adapters import prices
from gitops_portal.adapters.price_lists import aws, azure, google
from gitops_portal.adapters.price_lists.listing import Found, Listed, Listing
from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.index import Index
from gitops_portal.core.pricing.cost import estimate
from gitops_portal.core.pricing.price_book import Price
from tests.builders import change, change_set
from tests.offers import product

REGIONS = ["eu-west-1", "us-east-1"]
MACHINE = product("BoxUsage:m5.large", "0.1230000000", instanceType="m5.large")
VOLUME = product("EBS:VolumeUsage.gp3", "0.0900000000", unit="GB-Mo", volumeApiName="gp3")
OF_A_REGION = [[MACHINE], [], [], [], [VOLUME]]
"""The answers for one region, by shelf."""


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.KEPT_PRICES_DIR = tmp_path / "prices"
    yield settings.KEPT_PRICES_DIR
    prices.load.cache_clear()


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("pricing", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
    monkeypatch.setattr(aws, "client", lambda: client)
    monkeypatch.setattr(aws, "regions", lambda: REGIONS)
    with Stubber(client) as stubber:
        yield stubber


def answer(stub: Stubber, *answers: list[str]) -> None:
    for products in answers:
        stub.add_response("get_products", {"PriceList": products})


def refresh(*arguments: str) -> str:
    out = StringIO()
    call_command("prices", "refresh", *arguments, stdout=out)
    return out.getvalue()


def price(book: Path, shelf: str, item: str, region: str = "us-east-1") -> Price:
    found = prices.load(book).price(shelf, item, region)
    assert found is not None
    return found


def test_a_refreshed_book_prices_an_instance(stub: Stubber, kept: Path) -> None:
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    told = refresh().splitlines()
    assert told[1] == ("[1/2] eu-west-1: aws-ec2 1, aws-rds 0, aws-elasticache 0, aws-opensearch 0, aws_ebs_volume 1")
    assert told[-1].startswith("4 prices are new")
    after = {"instance_type": "m5.large", "availability_zone": "us-east-1a", "root_block_device": [{"volume_size": 10, "volume_type": "gp3"}]}  # fmt: skip
    cost = estimate(Index(change_set(change("aws_instance.web", after=after))), cost_models(), prices.load(kept))
    assert cost.after == Decimal("0.123") * 730 + 10 * Decimal("0.09")


def test_what_the_list_does_not_state_is_as_shipped(stub: Stubber, kept: Path, settings: Settings) -> None:
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    refresh()
    shipped = settings.SHIPPED_PRICES_DIR
    for shelf, item in [
        ("aws-ec2", "m5.large windows"),
        ("aws-rds", "postgres - single-az db.m5.large"),
        ("aws_ebs_volume", "storage gp2"),
        ("aws_kms_key", "customer_master_key | Customer master key | "),
    ]:
        assert price(kept, shelf, item) == price(shipped, shelf, item)
    assert prices.load(kept).free == prices.load(shipped).free
    assert price(kept, "aws-ec2", "m5.large linux").date == "2026-08-01"
    assert price(shipped, "aws-ec2", "m5.large linux").usd == Decimal("0.096")
    unchanged = Path("azurerm-vm", "eastus.csv.gz")
    assert (kept / unchanged).read_bytes() == (shipped / unchanged).read_bytes()


def test_a_failure_half_way_leaves_the_old_book_and_what_was_read(stub: Stubber, kept: Path) -> None:
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    refresh()
    costlier = product("BoxUsage:m5.large", "9", instanceType="m5.large")
    answer(stub, [costlier], [], [], [], [])
    stub.add_client_error("get_products", "ExpiredTokenException")
    with pytest.raises(CommandError, match="ExpiredTokenException"):
        refresh()
    assert price(kept, "aws-ec2", "m5.large linux", "eu-west-1").usd == Decimal("0.123")
    assert len(list(kept.parent.iterdir())) == 3, "the link, what it leads to, and the part that was read"
    answer(stub, *OF_A_REGION)
    told = refresh().splitlines()
    assert told[0] == "Reading AWS's price list: 2 parts, 1 of them within the last day."
    prices.load.cache_clear()
    assert price(kept, "aws-ec2", "m5.large linux", "eu-west-1").usd == Decimal(9)
    assert len(list(kept.parent.iterdir())) == 2, "the link, and what it leads to"


def test_what_was_read_long_ago_is_read_again(stub: Stubber, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(stub, *OF_A_REGION)
    stub.add_client_error("get_products", "ExpiredTokenException")
    with pytest.raises(CommandError):
        refresh()
    (read,) = (kept.parent / "prices-read-aws-price-list").iterdir()
    os.utime(read, (0, 0))
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    assert "within the last day" not in refresh()


def test_of_two_prices_the_newer_counts(stub: Stubber, kept: Path, settings: Settings) -> None:
    """Also between two refreshes, and where the shipped book is newer than the list."""
    shipped = settings.SHIPPED_PRICES_DIR
    old = product("BoxUsage:m5.large", "7", published="2020-01-01T00:00:00Z", instanceType="m5.large")
    newest = product("BoxUsage:t3.micro", "8", published="2030-01-01T00:00:00Z", instanceType="t3.micro")
    answer(stub, *[[old, newest], [], [], [], []] * 2)
    assert refresh().splitlines()[-1].startswith("2 prices are new")
    older = product("BoxUsage:t3.micro", "9", instanceType="t3.micro")
    answer(stub, *[[older], [], [], [], []] * 2)
    refresh()
    prices.load.cache_clear()
    assert price(kept, "aws-ec2", "m5.large linux") == price(shipped, "aws-ec2", "m5.large linux")
    assert price(kept, "aws-ec2", "t3.micro linux").usd == Decimal(8)


def test_a_book_of_before_has_its_parts_packed_and_they_count_on(stub: Stubber, kept: Path) -> None:
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    refresh()
    plain = kept / "parts-aws.csv"
    plain.with_suffix(".csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    prices.load.cache_clear()
    assert price(kept, "aws_ebs_volume", "storage gp3").usd == Decimal("0.09")
    answer(stub, *[[product("BoxUsage:m5.large", "7", instanceType="m5.large")], [], [], [], []] * 2)
    refresh()
    prices.load.cache_clear()
    assert price(kept, "aws_ebs_volume", "storage gp3").usd == Decimal("0.09")
    assert [path.name for path in kept.glob("parts-aws.*")] == ["parts-aws.csv"]


def test_a_second_refresh_takes_the_place_of_the_first(stub: Stubber, kept: Path) -> None:
    killed = kept.parent / ".prices-killed"
    killed.mkdir()
    for usd in ("1", "2"):
        machine = product("BoxUsage:m5.large", usd, instanceType="m5.large")
        answer(stub, *[[machine], [], [], [], []] * 2)
        refresh()
    assert price(kept, "aws-ec2", "m5.large linux").usd == Decimal(2)
    assert len(list(kept.parent.iterdir())) == 2, "what earlier ones left is swept"


def test_a_process_that_runs_keeps_what_it_has_read(stub: Stubber, kept: Path) -> None:
    """The rest comes from the new book: each price with its own date."""
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    refresh()
    assert price(kept, "aws-ec2", "m5.large linux", "us-east-1").usd == Decimal("0.123")
    costlier = product("BoxUsage:m5.large", "9", instanceType="m5.large")
    answer(stub, *[[costlier], [], [], [], []] * 2)
    refresh()
    assert price(kept, "aws-ec2", "m5.large linux", "us-east-1").usd == Decimal("0.123")
    assert price(kept, "aws-ec2", "m5.large linux", "eu-west-1").usd == Decimal(9)
    prices.load.cache_clear()  # as a restart does
    assert price(kept, "aws-ec2", "m5.large linux", "us-east-1").usd == Decimal(9)


def test_the_lists_of_all_providers_make_one_book(
    stub: Stubber, kept: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """A refresh of one leaves what another stated before."""
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    refresh()
    dear = Listing({"standard_d2s_v3 linux": Listed(Decimal(7), "2026-11-30")})
    disks = Listing({"storage P10, LRS": Listed(Decimal(8), "2026-11-30", "months")})
    found: Found = {"azurerm-vm": {"westeurope": dear}, "azurerm_managed_disk": {"westeurope": disks}}
    monkeypatch.setattr(azure, "parts", lambda _: ["westeurope"])
    monkeypatch.setattr(azure, "reader", lambda: lambda _: found)
    told = refresh("--provider", "azurerm").splitlines()
    assert told[0] == "Reading Azure's list of retail prices: 1 part."
    assert told[1] == "[1/1] westeurope: azurerm-vm 1, azurerm_managed_disk 1"
    assert told[2].startswith("2 prices are new")
    machines = Listing({"e2-small": Listed(Decimal(9), "2026-11-30")}, {"e2-micro"})
    monkeypatch.setattr(google, "reader", lambda: lambda _: {"google-compute": {"us-central1": machines}})
    assert "google-compute 1; 1 with more than one price left" in refresh("--provider", "google")
    prices.load.cache_clear()
    asked = [
        ("aws-ec2", "m5.large linux", "us-east-1", Decimal("0.123")),
        ("aws_ebs_volume", "storage gp3", "eu-west-1", Decimal("0.09")),
        ("azurerm-vm", "standard_d2s_v3 linux", "westeurope", Decimal(7)),
        ("azurerm_managed_disk", "storage P10, LRS", "westeurope", Decimal(8)),
        ("google-compute", "e2-small", "us-central1", Decimal(9)),
    ]
    assert [price(kept, *where).usd for *where, _ in asked] == [usd for *_, usd in asked]
    shipped = settings.SHIPPED_PRICES_DIR
    assert price(kept, "google-compute", "e2-micro", "us-central1") == price(
        shipped, "google-compute", "e2-micro", "us-central1"
    )


def test_a_region_new_to_the_book_is_taken_up(stub: Stubber, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws, "regions", lambda: ["mars-north-1"])
    answer(stub, *OF_A_REGION)
    refresh()
    assert price(kept, "aws-ec2", "m5.large linux", "mars-north-1").usd == Decimal("0.123")
    assert price(kept, "aws_ebs_volume", "storage gp3", "mars-north-1").usd == Decimal("0.09")


def test_an_empty_list_makes_no_book(stub: Stubber, kept: Path) -> None:
    answer(stub, *[[]] * 10)
    with pytest.raises(CommandError, match="book is unchanged"):
        refresh()
    assert not list(kept.parent.iterdir())


def test_prices_that_contradict_each_other_are_told(stub: Stubber, kept: Path, settings: Settings) -> None:
    costlier = product("BoxUsage:m5.large", "9", instanceType="m5.large")
    answer(stub, *OF_A_REGION, [MACHINE, costlier], [], [], [], [])
    assert "1 with more than one price left as they were" in refresh()
    shipped = settings.SHIPPED_PRICES_DIR
    assert price(kept, "aws-ec2", "m5.large linux") == price(shipped, "aws-ec2", "m5.large linux")


def test_no_credentials_are_one_sentence(kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(CommandError, match=r"needs credentials of any AWS account.*AWS_PROFILE\.$"):
        refresh()
    assert not list(kept.parent.iterdir())


def test_a_profile_that_is_missing_is_told(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(CommandError, match="nobody"):
        refresh()
    assert not kept.exists()


def test_a_provider_without_a_list_is_told(kept: Path) -> None:
    with pytest.raises(
        CommandError, match=r"no price list to read for “oci”: --provider is one of aws, azurerm, google"
    ):
        refresh("--provider", "oci")
    assert not kept.exists()


def test_a_folder_in_the_way_is_told(stub: Stubber, kept: Path) -> None:
    kept.mkdir()
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    with pytest.raises(CommandError, match="cannot be written"):
        refresh()
    assert {path.name for path in kept.parent.iterdir()} == {"prices", "prices-read-aws-price-list"}


def test_a_damaged_shipped_book_is_told(stub: Stubber, kept: Path, settings: Settings, tmp_path: Path) -> None:
    settings.SHIPPED_PRICES_DIR = tmp_path / "shipped"
    (tmp_path / "shipped" / "aws-ec2").mkdir(parents=True)
    (tmp_path / "shipped" / "aws-ec2" / "eu-west-1.csv.gz").write_bytes(b"no gzip")
    answer(stub, *OF_A_REGION, *OF_A_REGION)
    with pytest.raises(CommandError, match=r"eu-west-1\.csv\.gz is missing or damaged\. The book is unchanged"):
        refresh()
    assert not kept.exists()


@pytest.mark.django_db
def test_own_prices_are_checked_compared_applied_and_exported(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text("version: 1\ndiscounts: [{service: aws_eip, percent: 5}]  # ours\n")

    def told(verb: str, *words: str) -> str:
        out = StringIO()
        call_command("prices", verb, *words, stdout=out)
        return out.getvalue()

    assert told("export") == "version: 1\n"
    assert told("check", str(file)) == "It holds.\n"
    assert told("diff", str(file)) == "+ discounts/aws_eip\n"
    assert [told("apply", str(file)) for _ in range(2)] == ["Version 1 holds now.\n", "It holds already.\n"]
    assert told("export") == file.read_text()
    assert told("diff", str(file)) == "Nothing would change.\n"
    file.write_text("version: 1\ndiscounts: [{service: aws_ipp, percent: 5}]\n")
    with pytest.raises(CommandError, match=r"prices\.yaml:2: .*Nearest: aws_eip"):
        told("check", str(file))


def test_the_book_is_looked_into() -> None:
    out = StringIO()
    call_command("prices", "find", "aws_nat_*", "nat_gateway", stdout=out)
    assert "aws_nat_gateway  nat_gateway | Nat gateway |  us-east-1  0.045  hours\n" in out.getvalue()
    with pytest.raises(CommandError, match="nothing of that name"):
        call_command("prices", "find", "aws_nat")
