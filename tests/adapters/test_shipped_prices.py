"""The price tables that people edit: every line reads, is told apart from the others, and says where it is from."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from gitops_portal.adapters.prices import OF_PARTS, PARTS, TABLE, rows
from gitops_portal.core.pricing.price_book import RowKind
from gitops_portal.core.pricing.quantities import factors
from gitops_portal.core.pricing.selectors import conditions

PRICES = Path(__file__).resolve().parents[2] / "prices"
PARTS_OF = sorted(PRICES.glob(f"{OF_PARTS}*.csv"))
TABLES = sorted({*PRICES.glob("*.csv")} - {*PARTS_OF})
PRICED = {RowKind.BASELINE, RowKind.USAGE}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: str(path.name))
def test_a_table_reads_line_by_line(path: Path) -> None:
    for row in rows(path):
        kind = RowKind(row["kind"])
        conditions(row["selector"])
        if kind is RowKind.BASELINE:
            factors(row["quantity"])
        assert (kind in PRICED) is bool(row["usd"]), row
        assert kind is not RowKind.UNPRICED or row["note"], row


@pytest.mark.parametrize("path", [*TABLES, *PARTS_OF], ids=lambda path: str(path.name))
def test_lines_are_told_apart_and_in_order(path: Path) -> None:
    header, names = (PARTS, 3) if path in PARTS_OF else (TABLE, TABLE.index("unit"))
    lines = [tuple(row[name] for name in header) for row in rows(path)]
    assert lines == sorted(lines)
    keys = Counter((*line[:names], line[header.index("kind")] if header is TABLE else "") for line in lines)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("path", [*TABLES, *PARTS_OF], ids=lambda path: str(path.name))
def test_every_price_is_one_and_names_its_source(path: Path) -> None:
    for row in rows(path):
        if row["usd"]:
            assert Decimal(row["usd"]) >= 0, row
            assert row["source"], row
            assert row["price_date"] or "unknown date" in row["note"], row
