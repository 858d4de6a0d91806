from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import line, monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {"instance_class": "db.m5.large", "engine": "postgres", "allocated_storage": 100},
            "141.44",
        ),  # 730*0.178 + 100*0.115
        (
            {"instance_class": "db.m5.large", "engine": "postgres", "allocated_storage": 100, "multi_az": True},
            "282.88",
        ),  # 2*(730*0.178 + 100*0.115)
        (
            {
                "instance_class": "db.m5.large",
                "engine": "mysql",
                "allocated_storage": 50,
                "storage_type": "io1",
                "iops": 500,
            },
            "237.33",
        ),  # 730*0.171 + 100*0.125 + 1000*0.10
        (
            {
                "instance_class": "db.m5.large",
                "engine": "mysql",
                "allocated_storage": 100,
                "storage_type": "gp3",
                "iops": 4000,
            },
            "156.33",
        ),  # 730*0.171 + 100*0.115 + 1000*0.02
        (
            {
                "instance_class": "db.m5.large",
                "engine": "mysql",
                "allocated_storage": 400,
                "storage_type": "gp3",
                "iops": 12000,
            },
            "170.83",
        ),  # 730*0.171 + 400*0.115
        ({"instance_class": UNKNOWN, "engine": "mysql"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_db_instance", attributes) == costs


@pytest.mark.parametrize(
    ("engine", "size", "included"),
    [
        ("mysql", 399, 3_000),
        ("mysql", 400, 12_000),
        ("mariadb", 400, 12_000),
        ("postgres", 20, 3_000),
        ("oracle-se2", 199, 3_000),
        ("oracle-ee", 200, 12_000),
        ("sqlserver-ex", 399, 3_000),
        ("sqlserver-web", 4_000, 3_000),
    ],
)
def test_what_gp3_storage_includes(engine: str, size: int, included: int) -> None:
    database = {"instance_class": "db.m5.large", "engine": engine, "license_model": "bring-your-own-license"}
    stored = {"storage_type": "gp3", "allocated_storage": size, "iops": included + 100, "storage_throughput": 600}
    parts = {part.name: part.quantity for part in line("aws_db_instance", {**database, **stored}).components}
    assert parts["IOPS above those included"] == 100
    assert f"Throughput above that included: {600 - (500 if included > 3_000 else 125)} MiB/s" in parts


@pytest.mark.parametrize(
    ("attributes", "written", "kind"),
    [
        ({"storage_type": UNKNOWN, "iops": 5_000}, {"iops"}, "io1"),
        ({"storage_type": UNKNOWN, "iops": UNKNOWN}, set(), "gp2"),
        ({"iops": 5_000}, None, "io1"),
        ({}, None, "gp2"),
    ],
)
def test_the_kind_of_storage_that_nobody_names(attributes: dict[str, Any], written: set[str] | None, kind: str) -> None:
    database = {"instance_class": "db.m5.large", "engine": "mysql", **attributes}
    names = [part.name for part in line("aws_db_instance", database, "", written).components]
    assert f"Storage ({kind})" in names


@pytest.mark.parametrize("name", ["storage_type", "iops", "multi_az", "allocated_storage"])
def test_what_is_set_and_not_known_leaves_it_without_a_price(name: str) -> None:
    database = {"instance_class": "db.m5.large", "engine": "mysql", name: UNKNOWN}
    assert line("aws_db_instance", database, "", {name}).note == f"{name} is not known until apply."


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({"dedicated_log_volume": True}, "Dedicated log volume"),
        ({"performance_insights_retention_period": 93}, "Performance Insights kept for longer than seven days"),
        ({"database_insights_mode": "advanced"}, "Database Insights, advanced"),
    ],
)
def test_what_the_book_has_no_price_for_comes_on_top(attributes: dict[str, Any], told: str) -> None:
    plain = {"instance_class": "db.m5.large", "engine": "mysql"}
    found = line("aws_db_instance", {**plain, **attributes})
    assert found.after == line("aws_db_instance", plain).after
    assert told in [part.name for part in found.components if part.unit_price is None]


OLD = {"instance_class": "db.m5.large", "engine": "postgres", "engine_version": "13.9", "allocated_storage": 100}


@pytest.mark.parametrize(
    ("attributes", "vcpu_hours"),
    [
        ({}, 1460),
        ({"multi_az": True}, 2920),
        ({"instance_class": "db.t3.micro"}, 1460),
        ({"instance_class": "db.m5.2xlarge"}, 5840),
        ({"engine_version": "16.4"}, None),
        ({"instance_class": "db.m1.small"}, None),
        ({"engine_lifecycle_support": "open-source-rds-extended-support-disabled"}, None),
    ],
)
def test_extended_support_of_an_old_version(attributes: dict[str, Any], vcpu_hours: int | None) -> None:
    found = line("aws_db_instance", OLD | attributes)
    extended = [(part.quantity, part.note) for part in found.components if part.name == "Extended support"]
    told = [] if vcpu_hours is None else [(Decimal(vcpu_hours), "at least: the rate of the first year")]
    assert extended == told


def test_what_is_not_priced_of_extended_support_is_noted() -> None:
    first = line("aws_db_instance", OLD | {"instance_class": "db.m1.small"}).components[0]
    assert first.note == "a version past standard support: the charge for extended support comes on top"
