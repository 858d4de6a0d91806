"""Which versions of databases pay for extended support."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.pricing.aws_databases import past_support, vcpus
from gitops_portal.core.pricing.bill import Stated


@pytest.mark.parametrize(
    ("engine", "version", "past"),
    [
        ("mysql", "5.7.44", True),
        ("mysql", "8.0.35", True),
        ("mysql", "8.0", True),
        ("mysql", "8.4.3", False),
        ("postgres", "9.6.24", True),
        ("postgres", "13", True),
        ("postgres", "14.12", False),
        ("aurora-mysql", "5.7.mysql_aurora.2.11.4", True),
        ("aurora-mysql", "8.0.mysql_aurora.3.08.0", False),
        ("aurora-postgresql", "12.19", True),
        ("aurora-postgresql", "16.4", False),
        ("mariadb", "10.6", False),
        ("oracle-ee", "12", False),
    ],
)
def test_versions_past_standard_support(engine: str, version: str | None, past: bool) -> None:
    assert bool(past_support(Stated({"engine_version": version}), engine)) is past


@pytest.mark.parametrize(
    ("engine", "version", "note"),
    [
        ("postgres", None, "a version in standard support assumed"),
        ("aurora-mysql", UNKNOWN, "a version in standard support assumed"),
        ("mysql", "", "a version in standard support assumed"),
        ("oracle-ee", UNKNOWN, ""),
        ("mariadb", None, ""),
    ],
)
def test_a_version_that_is_not_known_is_told(engine: str, version: object, note: str) -> None:
    assert past_support(Stated({"engine_version": version}), engine) == note


@pytest.mark.parametrize("version", ["11.22", None])
def test_who_refuses_extended_support_does_not_pay_for_it(version: str | None) -> None:
    refused = {"engine_version": version, "engine_lifecycle_support": "open-source-rds-extended-support-disabled"}
    assert past_support(Stated(refused), "postgres") == ""


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("db.m5.large", 2),
        ("db.r6g.xlarge", 4),
        ("db.r5.4xlarge", 16),
        ("db.m4.10xlarge", 40),
        ("db.t3.micro", 2),
        ("db.t4g.medium", 2),
        ("db.t2.small", 1),
        ("db.t2.large", 2),
        ("db.m1.small", None),
        ("db.m2.xlarge", None),
        ("db.r5.large.tpc1.mem2x", None),
        ("db.serverless", None),
        ("large", None),
    ],
)
def test_vcpus_of_a_class(kind: str, count: int | None) -> None:
    assert vcpus(kind) == (None if count is None else Decimal(count))
