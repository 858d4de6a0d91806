"""Azure's retail prices, as a server of our own states them: which become prices, under which names, and which don't."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gitops_portal.adapters.price_lists import azure
from gitops_portal.adapters.price_lists.listing import Listed
from gitops_portal.core.errors import Unavailable
from tests import hooks
from tests.adapters.price_lists.conftest import TODAY
from tests.hooks import Behaviour
from tests.portal import ROOT


def item(**more: Any) -> dict[str, Any]:
    """A machine, with all that the list says of one."""
    return {
        "currencyCode": "USD",
        "tierMinimumUnits": 0.0,
        "retailPrice": 0.123,
        "unitPrice": 0.123,
        "armRegionName": "westeurope",
        "location": "EU West",
        "effectiveStartDate": "2021-11-01T00:00:00Z",
        "meterName": "D2s v3",
        "productName": "Virtual Machines DSv3 Series",
        "skuName": "D2s v3",
        "serviceName": "Virtual Machines",
        "serviceFamily": "Compute",
        "unitOfMeasure": "1 Hour",
        "type": "Consumption",
        "isPrimaryMeterRegion": True,
        "armSkuName": "Standard_D2s_v3",
        **more,
    }


def disk(**more: Any) -> dict[str, Any]:
    told = {"meterName": "P10 LRS Disk", "skuName": "P10 LRS", "productName": "Premium SSD Managed Disks"}
    return item(
        **{**told, "serviceName": "Storage", "armSkuName": "", "unitOfMeasure": "1/Month", "retailPrice": 19.71, **more}
    )


def page(*items: Any, following: str | None = None) -> Behaviour:
    told = {"BillingCurrency": "USD", "Items": items, "NextPageLink": following, "Count": len(items)}
    return Behaviour(body=json.dumps(told).encode())


def machines(listing: hooks.Server, *items: Any) -> dict[str, Listed]:
    listing.answers(page(*items), page())
    return azure.read("westeurope")["azurerm-vm"]["westeurope"].prices


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "standard_d2s_v3 linux"),
        ({"productName": "Virtual Machines DSv3 Series Windows"}, "standard_d2s_v3 windows"),
        ({"armSkuName": "Basic_A0", "productName": "Virtual Machines A Series Basic"}, "basic_a0 linux"),
    ],
)
def test_a_machine_has_the_book_s_name(listing: hooks.Server, more: dict[str, str], name: str) -> None:
    assert machines(listing, item(**more)) == {name: Listed(Decimal("0.123"), TODAY)}


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "storage P10, LRS"),
        ({"meterName": "E30 ZRS Disk", "productName": "Standard SSD Managed Disks"}, "storage E30, ZRS"),
        ({"meterName": "S4 LRS Disk", "productName": "Standard HDD Managed Disks"}, "storage S4, LRS"),
    ],
)
def test_a_disk_has_the_book_s_name(listing: hooks.Server, more: dict[str, str], name: str) -> None:
    listing.answers(page(), page(disk(**more)))
    found = azure.read("westeurope")["azurerm_managed_disk"]["westeurope"].prices
    assert found == {name: Listed(Decimal("19.71"), TODAY, "months")}


@pytest.mark.parametrize(
    "other",
    [
        item(skuName="D2s v3 Spot", meterName="D2s v3 Spot"),
        item(meterName="D2s v3 Low Priority", skuName="D2s v3 Low Priority"),
        item(productName="Dv3 Series Cloud Services"),
        item(productName="Dsv3 Series Dedicated Host"),
        item(armSkuName="Dsv3_Type1"),
        item(unitOfMeasure="100 Hours"),
        item(type="Reservation", reservationTerm="1 Year"),
        item(type="DevTestConsumption"),
        item(tierMinimumUnits=100.0),
        item(armRegionName="northeurope"),
        item(retailPrice=0.0),
        item(retailPrice=-1.0),
        item(retailPrice="0.1"),
        item(retailPrice=None),
        item(retailPrice=True, armSkuName=None),
        item(armSkuName=7, productName=None),
        disk(meterName="P10 LRS Disk Mount"),
        disk(meterName="P10 Disks"),
        disk(productName="Standard SSD Managed Disks"),
        disk(unitOfMeasure="10K"),
        {},
        "text",
        None,
    ],
)
def test_what_is_no_plain_price_is_passed_over(listing: hooks.Server, other: Any) -> None:
    listing.answers(page(other), page(other))
    found = azure.read("westeurope")
    assert not any(each.prices or each.ambiguous for regions in found.values() for each in regions.values())


def test_an_item_with_two_prices_is_left_out_and_told(listing: hooks.Server) -> None:
    listing.answers(page(item(), item(retailPrice=9), item(), item(armSkuName="Standard_B1s")), page())
    found = azure.read("westeurope")["azurerm-vm"]["westeurope"]
    assert (list(found.prices), found.ambiguous) == (["standard_b1s linux"], {"standard_d2s_v3 linux"})


def test_every_page_is_read(listing: hooks.Server) -> None:
    following = f"{azure.ADDRESS}?$filter=x&$skip=1000"
    listing.answers(page(item(), following=following), page(item(armSkuName="Standard_B1s")), page(disk()))
    found = azure.read("westeurope")
    assert list(found["azurerm-vm"]["westeurope"].prices) == ["standard_d2s_v3 linux", "standard_b1s linux"]
    first, second, third = (parse_qs(urlsplit(asked.path).query) for asked in listing.asked)
    assert first["$filter"] == [
        "serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq 'westeurope'"
    ]
    assert first["currencyCode"] == ["'USD'"]
    assert second["$skip"] == ["1000"]
    assert third["$filter"][0].startswith(
        "serviceName eq 'Storage' and (productName eq 'Premium SSD Managed Disks' or "
    )


@pytest.mark.parametrize("following", ["https://example.org/api/retail/prices?$skip=1", "//[", 7, "/api/retail/prices"])
def test_a_page_that_lies_elsewhere_is_not_asked(listing: hooks.Server, following: Any) -> None:
    listing.answers(page(item(), following=following))
    with pytest.raises(Unavailable, match="its next page lies elsewhere"):
        azure.read("westeurope")


def test_a_list_without_an_end_is_told(listing: hooks.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(azure, "MOST_PAGES", 3)
    listing.answers(page(item(), following=f"{azure.ADDRESS}?again"))
    with pytest.raises(Unavailable, match="does not come to an end after 3 pages"):
        azure.read("westeurope")


def test_it_waits_where_the_list_is_busy(listing: hooks.Server, pauses: list[float]) -> None:
    busy = Behaviour(status=429, headers={"Retry-After": "7"})
    listing.answers(busy, Behaviour(status=503), page(item()), page())
    assert azure.read("westeurope")["azurerm-vm"]["westeurope"].prices
    assert pauses == [7.0, 2.0]


def test_it_gives_up_in_the_end(listing: hooks.Server, pauses: list[float]) -> None:
    listing.answers(Behaviour(status=429, headers={"Retry-After": "86400"}))
    with pytest.raises(Unavailable, match=r"^Azure's list of retail prices answers 429\.$"):
        azure.read("westeurope")
    assert pauses == [120.0] * 5


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Behaviour(body=b"<html>"), "a page is no JSON"),
        (Behaviour(body=b"[]"), "a page is no JSON object"),
        (Behaviour(status=400), "answers 400"),
        (Behaviour(status=302, headers={"Location": "https://example.org/"}), "answers 302"),
    ],
)
def test_what_is_no_list_is_told(listing: hooks.Server, answer: Behaviour, why: str) -> None:
    listing.answers(answer)
    with pytest.raises(Unavailable, match=why):
        azure.read("westeurope")


def test_its_parts_are_the_regions_of_the_book() -> None:
    parts = azure.parts(ROOT / "prices")
    assert {"eastus", "westeurope"} <= set(parts)
    assert parts == sorted(path.name.partition(".")[0] for path in Path(ROOT, "prices", "azurerm-vm").iterdir())
