"""Bills that are rows of the price book: what is chosen, what is counted, and what is said where that can't be told."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Block, CostLine, Module
from gitops_portal.core.pricing.cost import estimate
from gitops_portal.core.pricing.price_book import Price, PriceBook, Row, RowKind
from gitops_portal.core.pricing.quantities import factors
from gitops_portal.core.pricing.selectors import UNSET, Path, conditions
from tests.builders import change, change_set
from tests.priced import BOOK, line, monthly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORTH = Decimal("0.25")


def book(*rows: Row) -> PriceBook:
    return PriceBook(
        {"aws_thing": {"": {row.item: Price(WORTH, "2025-01-01", row.unit) for row in rows if row.item}}},
        rows={"aws_thing": rows},
    )


def priced(prices: PriceBook, attributes: dict[str, Any]) -> CostLine:
    return estimate(Index(change_set(change("aws_thing.it", after=attributes))), {}, prices).lines[0]


def row(kind: RowKind, component: str, selector: str, quantity: str = "", note: str = "") -> Row:
    item = component + selector if kind in {RowKind.BASELINE, RowKind.USAGE} else ""
    return Row(component, component.capitalize(), selector, kind, item, "hours", quantity, note)


NODES = (
    row(RowKind.BASELINE, "nodes", "sku=small", "2*count?1"),
    row(RowKind.BASELINE, "nodes", "sku=large", "8*count?1"),
    row(RowKind.NONE, "nodes", "sku=free"),
    row(RowKind.BASELINE, "storage", "", "gigabytes?4"),
    row(RowKind.USAGE, "requests", "tier=warm"),
    row(RowKind.UNPRICED, "", "spot=true", note="Spot prices vary."),
    row(RowKind.EXTRA, "support", "plan=gold"),
    row(RowKind.NONE, "support", "plan!=gold"),
)
WARM = {"sku": "small", "tier": "warm"}


@pytest.mark.parametrize(
    ("attributes", "status", "after", "note"),
    [
        (WARM, "priced", "1.50", ""),
        ({**WARM, "count": 3, "gigabytes": 100}, "priced", "26.50", ""),
        ({**WARM, "sku": "large"}, "priced", "3.00", ""),
        ({**WARM, "sku": "free"}, "priced", "1.00", ""),
        ({**WARM, "sku": "medium"}, "unpriced", None, "Nodes has no price in the price book where sku is medium."),
        ({"tier": "warm"}, "unpriced", None, "Nodes has no price in the price book where sku is not set."),
        ({**WARM, "sku": UNKNOWN}, "unpriced", None, "sku is not known until apply."),
        ({**WARM, "count": UNKNOWN}, "unpriced", None, "count is not known until apply."),
        ({**WARM, "spot": True}, "unpriced", None, "Spot prices vary."),
        ({**WARM, "spot": UNKNOWN}, "unpriced", None, "spot is not known until apply."),
    ],
)
def test_what_is_chosen(attributes: dict[str, Any], status: str, after: str | None, note: str) -> None:
    found = priced(book(*NODES), attributes)
    assert (found.status, found.after, found.note) == (status, Decimal(after) if after else None, note)


@pytest.mark.parametrize(
    ("attributes", "name", "note"),
    [
        ({}, "Storage", "assumed, not stated in the plan: gigabytes 4"),
        ({"plan": "gold"}, "Support", "the price book holds no price for it, so it comes on top of the sum"),
        ({"tier": "cold"}, "Requests", "the price book holds no price for it where tier is cold"),
        ({"tier": UNKNOWN}, "Requests", "which price it has can't be told: tier is not known until apply."),
    ],
)
def test_what_is_said_beside_the_sum(attributes: dict[str, Any], name: str, note: str) -> None:
    found = priced(book(*NODES), {**WARM, **attributes})
    assert note in [part.note for part in found.components if part.name == name]
    assert found.after == Decimal("1.50")


def test_what_is_used_has_a_price_and_no_sum() -> None:
    found = priced(book(row(RowKind.USAGE, "requests", "")), {})
    (part,) = found.components
    assert (found.status, part.quantity, part.unit_price, part.monthly) == ("usage_based", None, WORTH, None)


def test_what_can_not_be_told_of_use_is_no_silence() -> None:
    rows = (row(RowKind.USAGE, "requests", ""), row(RowKind.UNPRICED, "", "kept!=(unset)", note="Kept."))
    assert priced(book(*rows), {"kept": 1}).note == "Kept."
    assert [part.name for part in priced(book(*rows), {"kept": UNKNOWN}).components] == ["Further cost", "Requests"]


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ((row(RowKind.BASELINE, "a", "x=1", "1"), row(RowKind.BASELINE, "a", "y=1", "1")), "A has several prices"),
        ((row(RowKind.BASELINE, "a", "x", "1"),), "A row for aws_thing in the price book can't be read. 'x' is no"),
        ((row(RowKind.BASELINE, "a", "x=1", "how many"),), "A row for aws_thing in the price book can't be read."),
    ],
)
def test_rows_that_are_not_as_they_should_be(rows: tuple[Row, ...], note: str) -> None:
    found = priced(book(*rows), {"x": 1, "y": 1})
    assert found.status == "unpriced"
    assert note in found.note


# ── the rows that are shipped ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        ("aws_api_gateway_stage", {"cache_cluster_enabled": True, "cache_cluster_size": "0.5"}, "14.60"),
        ("aws_api_gateway_stage", {"cache_cluster_enabled": True, "cache_cluster_size": "6.1"}, "unpriced"),
        ("aws_api_gateway_stage", {}, "free"),
        ("aws_dms_replication_instance", {"replication_instance_class": "dms.t2.micro"}, "13.14"),
        ("aws_dms_replication_instance", {"replication_instance_class": "dms.t2.micro", "multi_az": True}, "26.28"),
        ("aws_dms_replication_instance", {"replication_instance_class": "dms.c5.large"}, "unpriced"),
        ("aws_waf_web_acl", {"rules": [{}, {}]}, "7.00"),
        ("aws_eks_fargate_profile", {}, "usage_based"),
        ("aws_elastic_beanstalk_environment", {}, "unpriced"),
        ("azurerm_app_configuration", {"sku": "standard", "location": "westeurope"}, "36.00"),
        ("azurerm_app_configuration", {"sku": "standard", "location": "westeurope", "replica": [{}]}, "72.00"),
        ("azurerm_app_configuration", {"sku": "free"}, "usage_based"),
        ("azurerm_app_configuration", {"sku": "premium"}, "unpriced"),
        (
            "azurerm_app_service_plan",
            {"kind": "Linux", "sku": [{"tier": "Basic", "size": "B2", "capacity": 2}]},
            "49.64",
        ),
        ("azurerm_app_service_plan", {"sku": [{"tier": "Standard", "size": "S1"}]}, "73.00"),
        ("azurerm_frontdoor", {"routing_rule": [{}] * 7, "location": "westeurope"}, "39.42"),
        (
            "azurerm_frontdoor_firewall_policy",
            {"custom_rule": [{}], "managed_rule": [{}], "location": "westus"},
            "26.00",
        ),
        ("azurerm_monitor_scheduled_query_rules_alert", {"frequency": 30, "location": "westeurope"}, "0.50"),
        (
            "azurerm_mssql_elasticpool",
            {
                "sku": [{"tier": "GeneralPurpose", "family": "Gen5", "capacity": 4}],
                "max_size_gb": 100,
                "location": "westeurope",
            },
            "794.51",  # 730*0.66975 + 730*4*0.099966 + 100*0.1369
        ),
        (
            "azurerm_mssql_elasticpool",
            {"sku": [{"tier": "Standard", "capacity": 200}], "max_size_gb": 200, "location": "westeurope"},
            "441.04",
        ),
        ("azurerm_mssql_elasticpool", {"sku": [{"tier": "Standard", "capacity": 300}]}, "unpriced"),
        ("azurerm_mysql_server", {"sku_name": "GP_Gen5_4", "storage_mb": 102400}, "267.29"),
        ("azurerm_search_service", {"sku": "basic", "replica_count": 3}, "221.19"),
        ("azurerm_search_service", {"sku": "free"}, "usage_based"),
        (
            "azurerm_service_plan",
            {"sku_name": "EP2", "os_type": "Linux", "worker_count": 3},
            "946.30",
        ),  # 3*(2*126.29 + 7*8.979)
        (
            "azurerm_app_service_plan",
            {"sku": [{"tier": "ElasticPremium", "size": "EP1"}]},
            "157.72",
        ),  # 126.29 + 3.5*8.979
        ("azurerm_service_plan", {"sku_name": "Y1", "os_type": "Linux"}, "free"),
        ("azurerm_storage_share", {"access_tier": "Premium"}, "unpriced"),
        ("azurerm_virtual_network_peering", {}, "usage_based"),
        ("google_compute_global_address", {}, "usage_based"),
        ("google_compute_global_address", {"address_type": "INTERNAL"}, "free"),
        ("google_cloud_run_v2_service", {"template": [{"scaling": [{"min_instance_count": 1}]}]}, "unpriced"),
        ("google_cloud_run_v2_service", {"template": [{"scaling": [{"min_instance_count": 0}]}]}, "usage_based"),
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], expected: str) -> None:
    assert monthly(kind, attributes) == expected


def test_a_row_that_hangs_on_another_resource() -> None:
    gateway = {"type": "Vpn", "sku": "VpnGw2"}
    assert (
        monthly(
            "azurerm_virtual_network_gateway_connection", {"type": "IPsec"}, azurerm_virtual_network_gateway=gateway
        )
        == "10.95"
    )
    alone = line("azurerm_virtual_network_gateway_connection", {"type": "IPsec"})
    assert alone.note == "Which azurerm_virtual_network_gateway it refers to is not known."


@pytest.mark.parametrize("provider", ["aws", "azurerm", "google"])
def test_every_row_is_the_one_that_its_selector_chooses(provider: str) -> None:
    """Its figure is price times quantity, and whoever destroys the resource saves as much."""
    seen = 0
    for kind, rows in BOOK.rows.items():
        for one in rows if kind.startswith(f"{provider}_") else ():
            if one.kind in {RowKind.BASELINE, RowKind.USAGE}:
                beside = tuple(other for other in rows if other.component == one.component)
                seen += _chosen_where_it_stands(kind, one, PriceBook(BOOK.shelves, BOOK.ratios, rows={kind: beside}))
    assert seen > 200


def _chosen_where_it_stands(kind: str, one: Row, prices: PriceBook) -> int:
    """In how many regions it was looked at."""
    stated = _stated(one, prices.rows[kind])
    regions = {region: items[one.item].usd for region, items in BOOK.shelves[kind].items() if one.item in items}
    for region, usd in regions.items():
        made, destroyed = (_estimated(kind, stated, region, prices, side) for side in ("after", "before"))
        (part,) = (part for part in made.components if part.name == one.name and part.unit_price == usd)
        if one.kind is RowKind.BASELINE:
            assert part.monthly == usd * (part.quantity or 0) > 0, (kind, one)
            assert made.after == sum(each.monthly or 0 for each in made.components)
            assert destroyed.delta == -made.delta < 0
        else:
            assert (part.quantity, part.monthly) == (None, None)
    return len(regions)


Attributes = dict[str, Any]


def _estimated(kind: str, stated: Mapping[str, Attributes], region: str, prices: PriceBook, side: str) -> CostLine:
    action = Action.CREATE if side == "after" else Action.DELETE
    own = change(f"{kind}.it", action, region=region, **{side: stated.get("", {})})
    others = [change(f"{other}.it", action, **{side: values}) for other, values in stated.items() if other]
    block = Block(f"{kind}.it", references=tuple(f"{other.address}.id" for other in others))
    root = Module((block, *(Block(other.address) for other in others)))
    return estimate(Index(change_set(own, *others, root=root)), {}, prices).lines[0]


def _stated(one: Row, rows: Sequence[Row]) -> dict[str, Attributes]:
    """Attributes that this row asks for, and that no row asks for which says that nothing is to pay; by type."""
    stated: dict[str, Attributes] = {"": {}}
    for condition in conditions(one.selector):
        named = [value.partition("..")[0] for value in condition.values if value != UNSET]
        if condition.negated:
            named = ["9"] if UNSET in condition.values else []
        _put(stated, condition.path, named[0] if named else None)
    for other in rows:
        for condition in conditions(other.selector) if other.kind is RowKind.NONE else ():
            _put(stated, condition.path, condition.values[0] if condition.negated else "something else")
    for factor in factors(one.quantity) if one.kind is RowKind.BASELINE else ():
        for term in factor.terms:
            if term.where:
                _put(stated, term.where, [{}] * 7 if term.counted else 7)
    return stated


def _put(stated: dict[str, Attributes], where: Path, value: object) -> None:
    """Where nothing stands yet."""
    block = stated.setdefault(where.refers, {})
    for name in where.blocks:
        block = block.setdefault(name, [{}])[0]
    block.setdefault(where.name, value)
