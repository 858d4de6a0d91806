"""Google's catalogue of prices, as a server of our own states it; and whether the sums that it is read by hold."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from gitops_portal.adapters import prices
from gitops_portal.adapters.price_lists import google
from gitops_portal.adapters.price_lists.google_machines import MACHINES, SUSTAINED
from gitops_portal.adapters.price_lists.listing import Found, Listed
from gitops_portal.core.errors import Unavailable
from tests import hooks
from tests.adapters.price_lists.conftest import TODAY
from tests.hooks import Behaviour
from tests.portal import ROOT

SPOT = "spot price, which varies"


def sku(
    description: str, *usd: str, unit: str = "h", usage: str = "OnDemand", regions: Any = ("us-central1",)
) -> dict[str, Any]:
    """A SKU with the price of each of its tiers."""
    tiers = [
        {"startUsageAmount": number * 30, "unitPrice": {"currencyCode": "USD", "units": whole, "nanos": int(part.ljust(9, "0") or 0)}}
        for number, price in enumerate(usd)
        for whole, _, part in [price.partition(".")]
    ]  # fmt: skip
    return {
        "name": "services/6F81-5844-456A/skus/0000",
        "description": description,
        "category": {"serviceDisplayName": "Compute Engine", "resourceFamily": "Compute", "usageType": usage},
        "serviceRegions": regions,
        "pricingInfo": [{"pricingExpression": {"usageUnit": unit, "tieredRates": tiers}}],
    }


def ram(description: str, usd: str, **more: Any) -> dict[str, Any]:
    return sku(description, usd, unit="GiBy.h", **more)


def page(*skus: Any, token: str = "") -> Behaviour:
    return Behaviour(body=json.dumps({"skus": skus, "nextPageToken": token}).encode())


def read(listing: hooks.Server, *skus: Any) -> Found:
    listing.answers(page(*skus))
    return google.reader()("Compute Engine")


def test_a_machine_is_the_sum_of_its_cores_and_memory(listing: hooks.Server) -> None:
    found = read(
        listing,
        sku("E2 Instance Core running in Americas", "0.021811", regions=["us-central1", "us-east1"]),
        ram("E2 Instance Ram running in Americas", "0.002923", regions=["us-central1"]),
        sku("Spot Preemptible E2 Instance Core running in Americas", "0.01", usage="Preemptible"),
        ram("Spot Preemptible E2 Instance Ram running in Americas", "0.001", usage="Preemptible"),
    )["google-compute"]
    assert found["us-central1"].prices["e2-standard-2"] == Listed(Decimal("0.067006"), TODAY)
    assert found["us-central1"].prices["e2-micro"].usd == Decimal("0.008376")
    assert found["us-central1"].prices["e2-standard-2 spot"] == Listed(Decimal("0.028"), TODAY, note=SPOT)
    assert found["us-east1"].prices == {}, "its memory has no price there"


def test_what_a_full_month_takes_off_is_taken_off_and_told(listing: hooks.Server) -> None:
    found = read(
        listing,
        sku("N1 Predefined Instance Core running in Americas", "0.031611"),
        ram("N1 Predefined Instance Ram running in Americas", "0.004237"),
        sku("Micro Instance with burstable CPU running in Americas", "0.0076"),
    )["google-compute"]["us-central1"].prices
    told = "sustained-use discount of a full month included (× 0.7)"
    assert found["n1-standard-1"] == Listed(Decimal("0.03325"), TODAY, note=told)
    assert found["f1-micro"] == Listed(Decimal("0.00532"), TODAY, note=told)


@pytest.mark.parametrize(
    ("description", "shelf", "item"),
    [
        ("Storage PD Capacity", "google_compute_disk", "standard_provisioned_storage pd-standard"),
        ("SSD backed PD Capacity in Zurich", "google_compute_disk", "ssd_provisioned_storage pd-ssd"),
        ("Balanced PD Capacity in Iowa", "google_compute_disk", "balanced_provisioned_storage pd-balanced"),
        (
            "Regional Balanced PD Capacity in Iowa",
            "google_compute_region_disk",
            "balanced_provisioned_storage pd-balanced",
        ),
        (
            "Hyperdisk Extreme Capacity in Iowa",
            "google_compute_disk",
            "hyperdisk_provisioned_storage hyperdisk-extreme",
        ),
    ],
)
def test_a_disk_has_the_book_s_name_and_a_price_past_what_is_free(
    listing: hooks.Server, description: str, shelf: str, item: str
) -> None:
    found = read(listing, sku(description, "0", "0.04", unit="GiBy.mo"))
    assert found[shelf]["us-central1"].prices == {item: Listed(Decimal("0.04"), TODAY, "GB")}


@pytest.mark.parametrize(
    "other",
    [
        sku("Commitment v1: E2 Cpu in Americas for 1 Year", "0.01", usage="Commit1Yr"),
        sku("E2 Custom Instance Core running in Americas", "0.01"),
        sku("E2 Instance Core running in Americas", "0.01", usage="Commit1Yr"),
        sku("E2 Instance Core running in Americas", "0.01", unit="mo"),
        sku("E2 Instance Core running in Americas", "0.01", "0.02"),
        sku("E2 Instance Core running in Americas", "0"),
        sku("E2 Instance Core running in Americas"),
        sku("E2 Instance Core running in Americas", "0.01", regions=None),
        sku("E2 Instance Core running in Americas", "0.01", regions=[7]),
        sku("Storage PD Snapshot in Iowa", "0.02", unit="GiBy.mo"),
        sku("E2 Instance Core running in Americas", "0.01") | {"pricingInfo": []},
        sku("E2 Instance Core running in Americas", "0.01") | {"category": None},
        sku("E2 Instance Core running in Americas", "0.01") | {"category": "Compute"},
        {"description": ["E2"]},
        {},
        "text",
    ],
)
def test_what_is_no_plain_price_is_passed_over(listing: hooks.Server, other: Any) -> None:
    memory = ram("E2 Instance Ram running in Americas", "0.002923")
    found = read(listing, memory, other)
    assert not any(each.prices for regions in found.values() for each in regions.values())


def test_a_rate_with_two_prices_leaves_its_machines_out_and_told(listing: hooks.Server) -> None:
    cores = [sku("T2D AMD Instance Core running in Americas", usd) for usd in ("0.01", "0.02")]
    found = read(listing, *cores, ram("T2D AMD Instance Ram running in Americas", "0.001"))["google-compute"][
        "us-central1"
    ]
    assert not found.prices
    assert "t2d-standard-4" in found.ambiguous


def test_every_page_is_read_and_the_key_stands_in_no_address(listing: hooks.Server) -> None:
    core, memory = sku("H3 Instance Core running in Iowa", "0.05"), ram("H3 Instance Ram running in Iowa", "0.001")
    listing.answers(page(core, token="more"), page(memory))
    found = google.reader()("Compute Engine")
    assert found["google-compute"]["us-central1"].prices["h3-standard-88"].usd == Decimal("4.752")
    first, second = listing.asked
    assert (first.headers["x-goog-api-key"], "key-1" in first.path) == ("key-1", False)
    assert parse_qs(urlsplit(second.path).query)["pageToken"] == ["more"]


def test_a_refusal_is_one_sentence(listing: hooks.Server) -> None:
    told = {"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID"}}
    listing.answers(Behaviour(status=400, body=json.dumps(told).encode()))
    with pytest.raises(
        Unavailable, match=r"^Google's catalogue of prices answers 400: API key not valid\. Please pass"
    ):
        google.reader()("Compute Engine")


def test_without_a_key_nothing_is_asked(listing: hooks.Server, settings: Settings) -> None:
    settings.GOOGLE_PRICES_KEY = ""
    with pytest.raises(Unavailable, match="set GOOGLE_PRICES_KEY"):
        google.reader()
    assert not listing.asked


def test_a_catalogue_without_an_end_is_told(listing: hooks.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google, "MOST_PAGES", 2)
    listing.answers(page(token="again"))
    with pytest.raises(Unavailable, match="does not come to an end after 2 pages"):
        google.reader()("Compute Engine")


@pytest.mark.parametrize("region", ["us-central1", "europe-west3"])
def test_the_shipped_prices_are_such_sums(region: str) -> None:
    """Cores and memory of each series are found from two of its machines; they give every other's price."""
    shelf = prices.load(ROOT / "prices").shelves["google-compute"][region]
    by_series: dict[str, list[tuple[str, Decimal, Decimal, Decimal]]] = {}
    for name, (series, cores, memory) in MACHINES.items():
        if name in shelf and memory:
            by_series.setdefault(series, []).append((name, cores, memory, shelf[name].usd))
    assert len(by_series) > 10
    for series, machines in by_series.items():
        _, cores, memory, usd = max(machines, key=lambda one: one[1])
        others = [one for one in machines if one[2] / one[1] != memory / cores]
        core, gigabyte = Decimal(0), usd / memory
        if others:
            _, c, m, u = max(others, key=lambda one: one[1])
            core = (usd * m - u * memory) / (cores * m - c * memory)
            gigabyte = (u - core * c) / m
        wrong = {name: usd for name, c, m, usd in machines if abs(core * c + gigabyte * m - usd) > usd / 5000}
        assert not wrong, series


def test_the_shares_are_those_of_the_shipped_book() -> None:
    shelf = prices.load(ROOT / "prices").shelves["google-compute"]["us-central1"]
    for name, (series, _, _) in MACHINES.items():
        told = f"(× {SUSTAINED[series]})" if series in SUSTAINED else ""
        assert name not in shelf or shelf[name].note.endswith(told)
        assert name not in shelf or bool(shelf[name].note) == bool(told)
