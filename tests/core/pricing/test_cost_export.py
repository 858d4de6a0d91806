"""A report's cost as rows: sums once, what is not known empty, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.pricing.cost_export import FOCUS, TABLE, Stands, focus, table
from gitops_portal.core.pricing.services import service

MONTH = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def part(name: str, monthly: str | None, **told: Any) -> dict[str, Any]:
    return {"name": name, "unit": "GB", "quantity": "2", "unit_price": "1.5", "monthly": monthly, "note": ""} | told


def line(address: str, before: str | None, after: str | None, *parts: Any, **told: Any) -> dict[str, Any]:
    about = {"address": address, "status": "priced", "monthly_before": before, "monthly_after": after, "note": ""}
    return about | {"components": list(parts)} | told


COST = {
    "currency": "USD",
    "resources": [
        line("module.a.aws_s3_bucket.logs[0]", "5", "3", part("Storage", "3"), high={"before": "9", "after": "7"}),
        line("aws_instance.gone", "4", None, part("Hours", "4")),
        line("aws_thing.new", None, None, status="unpriced", note="=no price"),
    ],
}


def named(head: tuple[str, ...], rows: Any) -> list[dict[str, str]]:
    first, *rest = rows
    assert first == list(head)
    assert {len(row) for row in rest} == {len(head)}
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_each_sum_stands_once_with_its_components_below() -> None:
    rows = named(TABLE, table(COST))
    told = [(row["address"], row["component"], row["monthly_after"], row["component_monthly"]) for row in rows]
    assert told == [
        ("module.a.aws_s3_bucket.logs[0]", "", "3", ""),
        ("module.a.aws_s3_bucket.logs[0]", "Storage", "", "3"),
        ("aws_instance.gone", "", "", ""),
        ("aws_instance.gone", "Hours", "", "4"),
        ("aws_thing.new", "", "", ""),
    ]
    assert (rows[0]["type"], rows[0]["module"], rows[0]["monthly_difference"]) == ("aws_s3_bucket", "module.a", "-2")
    assert (rows[0]["monthly_low_after"], rows[0]["monthly_high_after"], rows[4]["note"]) == ("", "7", "'=no price")


@pytest.mark.parametrize(
    ("before", "after", "side"),
    [("5", "3", "after"), (None, "3", "after"), ("3", "3", "after"), ("3", None, "before"), (None, None, "")],
)
def test_a_component_says_of_which_sum_it_is(before: str | None, after: str | None, side: str) -> None:
    cost = {"currency": "USD", "resources": [line("aws_x.y", before, after, part("A", "1"), part("B", "2"))]}
    whole, *parts = named(TABLE, table(cost))
    assert (whole["component_side"], {row["component_side"] for row in parts}) == ("", {side})
    if side:
        assert sum(Decimal(row["component_monthly"]) for row in parts) == Decimal(whole[f"monthly_{side}"])


def pair(before: Any, after: Any, delta: str | None) -> dict[str, Any]:
    return {"before": before, "after": after, "monthly_delta": delta}


FEW, MANY = part("Disk", "5", quantity="50", unit_price="0.1"), part("Disk", "40", quantity="200", unit_price="0.2")
GONE, NEW, USED = part("Old", "3"), part("New", "2"), part("Used", None, quantity=None)
RESIZED = line(
    "aws_x.y",
    "8",
    "42",
    MANY,
    NEW,
    USED,
    component_changes=[pair(FEW, MANY, "35"), pair(None, NEW, "2"), pair(USED, USED, None), pair(GONE, None, "-3")],
)
COMPARED = ("component_side", "component_before", "component_after", "component_difference")
WAS = ("quantity", "unit_price", "quantity_before", "unit_price_before")


def test_a_component_is_compared_with_what_it_was() -> None:
    rows = named(TABLE, table({"currency": "USD", "resources": [RESIZED]}))
    whole, *parts = rows
    assert {whole[name] for name in (*COMPARED, *WAS)} == {""}
    assert [(row["component"], *(row[name] for name in COMPARED)) for row in parts] == [
        ("Disk", "after", "5", "40", "35"),
        ("New", "after", "", "2", "2"),
        ("Used", "after", "", "", ""),
        ("Old", "before", "3", "", "-3"),
    ]
    assert [tuple(row[name] for name in WAS) for row in parts] == [
        ("200", "0.2", "50", "0.1"),
        ("2", "1.5", "", ""),
        ("", "1.5", "", "1.5"),
        ("2", "1.5", "2", "1.5"),
    ]
    for name in ("before", "after", "difference"):
        total = sum(Decimal(row[f"component_{name}"] or 0) for row in parts)
        assert total == Decimal(whole[f"monthly_{name}"])
    after = sum(Decimal(row["component_monthly"] or 0) for row in parts if row["component_side"] == "after")
    assert after == Decimal(whole["monthly_after"])


@pytest.mark.parametrize(
    ("before", "after", "told", "compared"),
    [
        (None, "3", {}, ("after", "", "3", "3")),
        ("3", None, {}, ("before", "3", "", "-3")),
        ("3", "3", {"component_changes": []}, ("after", "3", "3", "0")),
        # of an earlier version: of one of two sides nothing was kept, and nothing of what is in no sum
        ("9", "3", {}, ("after", "", "3", "")),
        ("3", "3", {}, ("after", "", "3", "")),
        (None, None, {}, ("", "", "", "")),
    ],
)
def test_of_what_is_not_known_nothing_is_told(
    before: str | None, after: str | None, told: dict[str, Any], compared: tuple[str, ...]
) -> None:
    cost = {"currency": "USD", "resources": [line("aws_x.y", before, after, part("A", "3"), **told)]}
    _, row = named(TABLE, table(cost))
    assert tuple(row[name] for name in COMPARED) == compared
    assert row["component_monthly"] == "3"


def test_focus_tells_what_stands_and_what_that_cost_before() -> None:
    rows = named(FOCUS, focus({"currency": "USD", "resources": [RESIZED]}, {"aws_x.y": Stands()}, MONTH))
    names = ("ChargeDescription", "BilledCost", "x_CostBefore", "x_CostDifference", "x_QuantityBefore")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("Disk", "40", "5", "35", "50"),
        ("New", "2", "", "2", ""),
        ("Used", "", "", "", ""),
    ]
    assert rows[0]["x_UnitPriceBefore"] == "0.1"


@pytest.mark.parametrize("told", [{}, {"list_price": "2"}])
def test_focus_bills_no_part_of_what_has_no_sum(told: dict[str, str]) -> None:
    """The sum of its rows is that of the run."""
    broken = line(
        "aws_msk_cluster.a", None, None, part("Storage", "300", **told), part("Hours", None), status="unpriced"
    )
    cost: dict[str, Any] = {"currency": "USD"}
    cost["resources"] = [line("aws_ebs_volume.a", None, "3", part("Storage", "3")), broken]
    stands = {each["address"]: Stands("eu-west-1", {}) for each in cost["resources"]}
    rows = named(FOCUS, focus(cost, stands, MONTH))
    assert [(row["BilledCost"], row["ListCost"], row["PricingQuantity"]) for row in rows] == [
        ("3", "3", "2"),
        ("", "", "2"),
        ("", "", "2"),
    ]


def test_focus_has_a_row_for_each_component_of_what_stands() -> None:
    stands = {
        "module.a.aws_s3_bucket.logs[0]": Stands("eu-west-1", {"team": "web", "a": "=1"}),
        "aws_thing.new": Stands(),
    }
    rows = named(FOCUS, focus(COST, stands, MONTH))
    first, second = rows
    assert (first["BilledCost"], first["ListUnitPrice"], first["PricingQuantity"], first["PricingUnit"]) == (
        "3",
        "1.5",
        "2",
        "GB",
    )
    assert (first["ProviderName"], first["ServiceName"], first["ServiceCategory"]) == ("AWS", "Amazon S3", "Storage")
    assert (first["RegionId"], first["Tags"]) == ("eu-west-1", '{"a": "=1", "team": "web"}')
    assert (first["ChargePeriodStart"], first["ChargePeriodEnd"]) == ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")
    assert (second["ResourceId"], second["BilledCost"], second["x_Status"]) == ("aws_thing.new", "", "unpriced")
    assert {row["x_Estimate"] for row in rows} == {"estimate from a plan, at list prices"}


@pytest.mark.parametrize(
    ("told", "paid", "listed", "by"),
    [
        ({}, ("3", "1.5"), ("3", "1.5"), "list"),
        ({"list_price": "2.5", "note": "40 % off by contract"}, ("3", "1.5"), ("5.0", "2.5"), "own"),
        ({"unit_price": "0", "monthly": "0", "list_price": "2"}, ("0", "0"), ("4", "2"), "own"),
        ({"quantity": None, "monthly": None, "list_price": "2"}, ("", "1.5"), ("", "2"), "own"),
        ({"note": "by zone; own price by contract (EDP)"}, ("3", "1.5"), ("", ""), "own"),
    ],
)
def test_what_is_paid_stands_beside_the_list_price(
    told: dict[str, Any], paid: tuple[str, str], listed: tuple[str, str], by: str
) -> None:
    cost = {"currency": "USD", "resources": [line("aws_x.y", "3", "3", part("Storage", "3") | told)]}
    (row,) = named(FOCUS, focus(cost, {"aws_x.y": Stands()}, MONTH))
    assert {row[name] for name in ("BilledCost", "EffectiveCost", "ContractedCost")} == {paid[0]}
    assert (row["ContractedUnitPrice"], row["ListCost"], row["ListUnitPrice"]) == (paid[1], *listed)
    assert row["x_Estimate"] == f"estimate from a plan, at {by} prices"


@pytest.mark.parametrize(("text", "cell"), [("=1+1", "'=1+1"), ("@x", "'@x"), ("-1", "'-1"), ("plain", "plain")])
def test_no_text_of_a_plan_is_a_formula(text: str, cell: str) -> None:
    cost = {"currency": "USD", "resources": [line("aws_x.y", "1", "1", part(text, "1", unit=text, note=text))]}
    (row,) = named(FOCUS, focus(cost, {"aws_x.y": Stands(text)}, MONTH))
    assert (row["ChargeDescription"], row["PricingUnit"], row["RegionId"], row["x_Note"]) == (cell,) * 4
    assert named(TABLE, table(cost))[1]["component"] == cell


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("aws_wafv2_web_acl", ("AWS", "AWS WAF", "Security")),
        ("aws_db_instance", ("AWS", "Amazon RDS", "Databases")),
        ("google_compute_router_nat", ("Google Cloud", "Cloud NAT", "Networking")),
        ("azurerm_linux_virtual_machine", ("Microsoft", "Virtual Machines", "Compute")),
        ("aws_made_up", ("AWS", "aws_made_up", "Other")),
        ("datadog_monitor", ("datadog", "datadog_monitor", "Other")),
    ],
)
def test_services_by_the_longest_beginning_of_a_type(kind: str, told: tuple[str, ...]) -> None:
    assert service(kind) == told
