from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.index import Index
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Block,
    Change,
    ChangeSet,
    CostStatus,
    Mode,
    Module,
    ModuleCall,
    ReplaceOrder,
    Sensitive,
)
from gitops_portal.core.pricing.cost import LEFT_BEHIND, estimate
from gitops_portal.core.pricing.price_book import Price, PriceBook, Row, RowKind
from tests.builders import change, change_set
from tests.priced import BOOK, HOME

SMALL = PriceBook(
    {
        "aws-ec2": {
            "us-east-1": {
                "small linux": Price(Decimal("0.01"), "2024-01-01"),
                "big linux": Price(Decimal(1), "2026-01-01"),
            }
        },
        "aws_ebs_volume": {"us-east-1": {"storage gp2": Price(Decimal("0.10"), "2025-01-01", "GB")}},
        "aws_fee": {"us-east-1": {"fee": Price(Decimal(3), "2025-01-01", "months")}},
        "aws_used": {"us-east-1": {"requests": Price(Decimal("0.2"), "2025-01-01", "1M requests")}},
    },
    {"aws-ec2": {"us-east-1": Decimal(1), "eu-west-9": Decimal("1.1")}},
    frozenset({"aws_iam_role"}),
    {
        "aws_fee": (Row("fee", "Fee", "", RowKind.BASELINE, "fee", "months", "1"),),
        "aws_used": (Row("requests", "Requests", "", RowKind.USAGE, "requests", "1M requests"),),
    },
)
SMALL_INSTANCE = Decimal("0.01") * 730 + Decimal("0.8")
BIG_INSTANCE = 730 + Decimal("0.8")


def instance(action: Action, before: str | None = None, after: str | None = None, **fields: Any) -> Change:
    sides = ({"instance_type": kind} if kind else None for kind in (before, after))
    return change("aws_instance.web", action, *sides, **{"region": "us-east-1", **fields})


FORGETS = ReplaceOrder.CREATE_AND_FORGET


@pytest.mark.parametrize(
    ("one", "before", "after"),
    [
        (instance(Action.CREATE, None, "small"), None, SMALL_INSTANCE),
        (instance(Action.DELETE, "small"), SMALL_INSTANCE, None),
        (instance(Action.FORGET, "small"), SMALL_INSTANCE, None),
        (instance(Action.NO_OP, "small", "small"), SMALL_INSTANCE, SMALL_INSTANCE),
        (instance(Action.UPDATE, "small", "big"), SMALL_INSTANCE, BIG_INSTANCE),
        (instance(Action.REPLACE, "big", "small"), BIG_INSTANCE, SMALL_INSTANCE),
        (instance(Action.UNKNOWN, "small", "big"), SMALL_INSTANCE, BIG_INSTANCE),
    ],
)
def test_compares_before_with_after(one: Change, before: Decimal | None, after: Decimal | None) -> None:
    cost = estimate(Index(change_set(one)), cost_models(), SMALL)
    (line,) = cost.lines
    assert (line.status, line.before, line.after) == (CostStatus.PRICED, before, after)
    assert cost.delta == line.delta == (after or 0) - (before or 0)
    assert [component.name for component in line.components][1:] == ["Root volume (gp2)"]


@pytest.mark.parametrize(
    ("one", "status", "note"),
    [
        (change("aws_iam_role.a"), "free", ""),
        (change("data.aws_instance.a", Action.READ), "free", ""),
        (change("null_resource.a"), "free", "costs nothing"),
        (change("kubernetes_deployment.a"), "free", "are billed by its cloud"),
        (change("terraform_data.a"), "free", "costs nothing"),
        (change("nimbus_server.a"), "unpriced", "no prices of the provider nimbus"),
        (change("aws_fee.a", region="us-east-1"), "priced", ""),
        (change("aws_used.a", region="us-east-1"), "usage_based", ""),
        (change("aws_novel.a", region="us-east-1"), "unpriced", "no price for aws_novel"),
        (instance(Action.CREATE, None, "huge"), "unpriced", "no price for Instance (huge) in us-east-1"),
        (instance(Action.CREATE, None, "small", region=""), "unpriced", "its region is not known"),
        (instance(Action.CREATE, None, "small", region="mars-1"), "unpriced", "in mars-1"),
        (instance(Action.UPDATE, None, "small"), "unpriced", "does not say what it looks like before"),
        (instance(Action.FORGET, "small"), "priced", LEFT_BEHIND),
        (instance(Action.REPLACE, "small", "small", order=ReplaceOrder.CREATE_AND_FORGET), "priced", LEFT_BEHIND),
        (instance(Action.REPLACE, "small", "small", order=ReplaceOrder.FORGET_AND_CREATE), "priced", LEFT_BEHIND),
    ],
)
def test_tells_apart_what_it_knows(one: Change, status: str, note: str) -> None:
    (line,) = estimate(Index(change_set(one)), cost_models(), SMALL).lines
    assert line.status == status
    assert note in line.note


@pytest.mark.parametrize(
    ("plan", "left", "rise"),
    [
        ([instance(Action.DELETE, "big")], 0, -BIG_INSTANCE),
        ([instance(Action.FORGET, "big")], BIG_INSTANCE, 0),
        ([instance(Action.FORGET, "huge")], 0, 0),
        ([instance(Action.REPLACE, "big", "small")], 0, SMALL_INSTANCE - BIG_INSTANCE),
        ([instance(Action.REPLACE, "big", "small", order=FORGETS)], BIG_INSTANCE, SMALL_INSTANCE),
        ([instance(Action.REPLACE, "small", "small", order=FORGETS)], SMALL_INSTANCE, SMALL_INSTANCE),
    ],
)
def test_what_is_forgotten_saves_nothing(plan: list[Change], left: Decimal, rise: Decimal) -> None:
    cost = estimate(Index(change_set(*plan)), cost_models(), SMALL)
    assert (cost.left_behind, cost.rise) == ((left, left), (rise, rise))


@pytest.mark.parametrize(
    ("value", "note"),
    [
        (UNKNOWN, "instance_type is not known until apply."),
        (Sensitive("mac"), "instance_type is sensitive, so it is not read for pricing."),
        (None, "instance_type is not set."),
        ("", "instance_type is not set."),
        (["small"], "instance_type is not a usable text."),
        ({"small": 1}, "instance_type is not a usable text."),
        ("x" * 10_000, "instance_type is not a usable text."),
    ],
)
def test_says_why_a_value_has_no_price(value: Any, note: str) -> None:
    (line,) = estimate(
        Index(change_set(change("aws_instance.a", after={"instance_type": value}, region="us-east-1"))),
        cost_models(),
        SMALL,
    ).lines
    assert (line.status, line.after, line.note) == (CostStatus.UNPRICED, None, note)


def test_one_unpriced_side_leaves_the_other_out_of_the_sum() -> None:
    cost = estimate(Index(change_set(instance(Action.UPDATE, "small", "huge"))), cost_models(), SMALL)
    assert {cost.before, cost.after, cost.delta} == {Decimal(0)}


def test_usage_is_told_and_left_out() -> None:
    (line,) = estimate(Index(change_set(change("aws_used.a", region="us-east-1"))), cost_models(), SMALL).lines
    (component,) = line.components
    assert (component.name, component.unit, component.quantity) == ("Requests", "1M requests", None)
    assert (component.unit_price, component.monthly, line.after) == (Decimal("0.2"), None, None)


def test_an_estimated_region_says_so() -> None:
    (line,) = estimate(
        Index(change_set(instance(Action.CREATE, None, "small", region="eu-west-9"))), cost_models(), SMALL
    ).lines
    assert line.components[0].unit_price == Decimal("0.011")
    assert "estimated from us-east-1 × 1.1" in line.components[0].note


def test_a_default_is_told() -> None:
    (line,) = estimate(Index(change_set(instance(Action.CREATE, None, "small"))), cost_models(), SMALL).lines
    assert "volume_type gp2, volume_size 8 GB" in line.components[1].note


@pytest.mark.parametrize(
    ("kind", "attributes", "fields", "region"),
    [
        ("aws_eip", {"region": "eu-west-1"}, {"region": "us-east-1"}, "eu-west-1"),
        ("aws_ebs_volume", {"availability_zone": "ap-southeast-2b"}, {}, "ap-southeast-2"),
        ("aws_ebs_volume", {"region": UNKNOWN}, {"region": "eu-west-1"}, "eu-west-1"),
        ("aws_ebs_volume", {}, {}, "us-east-1"),
        ("azurerm_managed_disk", {"location": "West Europe"}, {}, "westeurope"),
        ("google_compute_disk", {"zone": "europe-west1-b"}, {}, "europe-west1"),
    ],
)
def test_finds_the_region(kind: str, attributes: dict[str, Any], fields: dict[str, Any], region: str) -> None:
    here = {**attributes, "size": 10, "disk_size_gb": 10, "storage_account_type": "Premium_LRS", "type": None}
    one = change(f"{kind}.a", after=here, **fields)
    told = estimate(Index(change_set(one)), cost_models(), BOOK, HOME)
    stated = change(
        f"{kind}.a", after={**here, "availability_zone": None, "zone": None, "region": region, "location": region}
    )
    assert told.after == estimate(Index(change_set(stated)), cost_models(), BOOK).after > 0


def test_the_dates_of_the_prices_used() -> None:
    assert (
        estimate(Index(change_set(instance(Action.CREATE, None, "small"))), cost_models(), SMALL).price_date
        == "2024-01-01 to 2025-01-01"
    )
    assert (
        estimate(Index(change_set(change("aws_fee.a", region="us-east-1"))), cost_models(), SMALL).price_date
        == "2025-01-01"
    )
    assert estimate(Index(change_set()), cost_models(), SMALL).price_date == ""
    undated = change("azurerm_managed_disk.a", after={"storage_account_type": "Premium_LRS", "disk_size_gb": 50})
    assert estimate(Index(change_set(undated)), cost_models(), BOOK, HOME).price_date == ""


def test_without_a_book_everything_is_unpriced_and_says_why() -> None:
    cost = estimate(
        Index(change_set(instance(Action.CREATE, None, "small"), change("null_resource.a"))),
        cost_models(),
        PriceBook(problem="Gone."),
    )
    assert [line.status for line in cost.lines] == [CostStatus.UNPRICED, CostStatus.FREE]
    assert cost.lines[0].note == "Gone."


# ── related resources ────────────────────────────────────────────────────────────────────────────────────────────

TEMPLATE = {"instance_type": "small"}
REFERENCES = Module(
    (Block("aws_autoscaling_group.g", references=("aws_launch_template.t.id",)), Block("aws_launch_template.t"))
)


@pytest.mark.parametrize(
    ("group", "templates", "status"),
    [
        ("aws_autoscaling_group.g", ["aws_launch_template.t"], "priced"),
        ("aws_autoscaling_group.g", ["aws_launch_template.other"], "unpriced"),
        ("aws_autoscaling_group.g[1]", ["aws_launch_template.t[0]", "aws_launch_template.t[1]"], "priced"),
        ("aws_autoscaling_group.g", ["aws_launch_template.t[0]", "aws_launch_template.t[1]"], "unpriced"),
        ("module.m[0].aws_autoscaling_group.g", ["module.m[0].aws_launch_template.t"], "priced"),
        ("module.m[0].aws_autoscaling_group.g", ["module.m[1].aws_launch_template.t"], "unpriced"),
    ],
)
def test_follows_references_within_a_module(group: str, templates: list[str], status: str) -> None:
    root = Module(REFERENCES.blocks, {"m": ModuleCall(REFERENCES)})
    asked = change(group, after={"desired_capacity": 2, "launch_template": [{}]}, region="us-east-1")
    found = (change(template, after=TEMPLATE) for template in templates)
    assert estimate(Index(change_set(asked, *found, root=root)), cost_models(), SMALL).lines[0].status == status


GROUP = {"desired_capacity": 2, "launch_template": [{"version": "$Latest"}]}


@pytest.mark.parametrize(
    ("kind", "attributes", "after"),
    [
        ("aws_autoscaling_group", GROUP, 2 * BIG_INSTANCE),
        ("aws_autoscaling_group", {"desired_capacity": 2, "launch_template": [{"version": "3"}]}, 2 * SMALL_INSTANCE),
        ("aws_autoscaling_group", {"desired_capacity": 2, "launch_template": [{}]}, 2 * SMALL_INSTANCE),
        ("aws_instance", {"launch_template": [{"version": "$Latest"}]}, SMALL_INSTANCE),  # it is not made anew
    ],
)
def test_what_stays_is_billed_by_what_it_refers_to_and_changes(
    kind: str, attributes: dict[str, Any], after: Decimal
) -> None:
    blocks = (Block(f"{kind}.g", references=("aws_launch_template.t.id",)), Block("aws_launch_template.t"))
    asked = change(f"{kind}.g", Action.NO_OP, before=attributes, after={**attributes}, region="us-east-1")
    template = change("aws_launch_template.t", Action.UPDATE, before=TEMPLATE, after={"instance_type": "big"})
    found = estimate(Index(change_set(asked, template, root=Module(blocks))), cost_models(), SMALL).lines[0]
    before = 2 * SMALL_INSTANCE if kind == "aws_autoscaling_group" else SMALL_INSTANCE
    assert (found.before, found.after) == (before, after)


def test_a_group_whose_template_stays_has_one_bill() -> None:
    asked = change("aws_autoscaling_group.g", Action.NO_OP, before=GROUP, after={**GROUP}, region="us-east-1")
    template = change("aws_launch_template.t", Action.NO_OP, before=TEMPLATE, after={**TEMPLATE})
    found = estimate(Index(change_set(asked, template, root=REFERENCES)), cost_models(), SMALL).lines[0]
    assert found.components_before is found.components and found.after == 2 * SMALL_INSTANCE


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────

KINDS = st.sampled_from(sorted([*cost_models(), "aws_iam_role", "aws_nat_gateway", "aws_novel"]))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 10**14)
    | st.just(10**400)
    | st.floats()
    | st.sampled_from(
        ["", "gp3", "m5.large", "io2", "Standard_D2s_v3", "Premium_LRS", "FARGATE", "GP_Gen5_0", "1e400", "٣"]
    )
    | st.just(UNKNOWN)
    | st.just(Sensitive("mac"))
)
NAMES = st.sampled_from(
    [
        "instance_type",
        "size",
        "type",
        "iops",
        "engine",
        "instance_class",
        "sku_name",
        "settings",
        "tier",
        "location",
        "default_node_pool",
        "node_count",
        "os_disk",
        "root_block_device",
        "volume_size",
        "launch_template",
        "sku",
        "capacity",
        "scaling_config",
        "desired_size",
        "machine_type",
        "boot_disk",
        "subnet_ids",
        "instance_types",
        "metric_query",
        "family",
        "storage_account_type",
        "disk_size_gb",
        "allocated_storage",
        "replicate_source_db",
        "node_type",
        "memory_size_gb",
        "zone",
    ]
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)
SIDES = st.none() | st.dictionaries(NAMES, VALUES, max_size=6)
CHANGES = st.builds(
    lambda kind, number, action, before, after: change(f"{kind}.r[{number}]", action, before, after),
    KINDS,
    st.integers(0, 9),
    st.sampled_from(Action),
    SIDES,
    SIDES,
)
PLANS = st.lists(CHANGES, max_size=6).map(lambda found: change_set(*found))


@given(PLANS)
def test_totals_are_the_sums_of_the_lines(plan: ChangeSet) -> None:
    cost = estimate(Index(plan), cost_models(), BOOK, HOME)
    assert [line.address for line in cost.lines] == [one.address for one in plan.changes]
    assert cost.before == sum(line.before or 0 for line in cost.lines)
    assert cost.after == sum(line.after or 0 for line in cost.lines)
    assert all(line.note for line in cost.lines if line.status is CostStatus.UNPRICED)
    assert cost.before >= 0
    assert cost.after >= 0


@given(KINDS, st.dictionaries(NAMES, VALUES, max_size=6))
def test_what_stays_the_same_costs_the_same(kind: str, attributes: dict[str, Any]) -> None:
    assert (
        estimate(
            Index(change_set(change(f"{kind}.a", Action.NO_OP, attributes, attributes))), cost_models(), BOOK, HOME
        ).delta
        == 0
    )


@given(PLANS, CHANGES)
def test_one_more_resource_never_lowers_what_follows(plan: ChangeSet, more: Change) -> None:
    larger = change_set(*plan.changes, more)
    assert (
        estimate(Index(larger), cost_models(), BOOK, HOME).after
        >= estimate(Index(plan), cost_models(), BOOK, HOME).after
    )


def test_what_is_ephemeral_has_no_line() -> None:
    plan = change_set(change("t.a", Action.NO_OP, mode=Mode.EPHEMERAL), change("t.b", Action.NO_OP, mode=Mode.DATA))
    assert [line.address for line in estimate(Index(plan), cost_models(), BOOK).lines] == ["t.b"]
