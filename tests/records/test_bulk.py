"""Rows written at once are the rows that Django would have written, on both databases."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gitops_portal.core.model import Action
from gitops_portal.core.view.blocks import BlockRow
from gitops_portal.core.view.differences import TextRow
from gitops_portal.core.view.graph import Inside
from gitops_portal.core.view.rows import ChangeRow, FindingRow
from gitops_portal.core.view.values import ValuesRow
from gitops_portal.records import bulk
from gitops_portal.records.models import Run, RunBlock, RunChange, RunFinding, RunText, RunValues
from tests.organisation import run, workspace
from tests.portal import ROOT, portal
from tests.servers import Database

ADDRESS = 'module.a["x.y"].aws_x.größe["tab\\t, \\"quote\\""]'
CHANGES: list[dict[str, Any]] = [
    {"address": "aws_x.y", "action": Action.UPDATE, "diff": [], "marks": {}},
    {"address": ADDRESS, "block": "\\N", "module": "a\tb\nc\\", "type": "", "diff": [{"path": "ü\\", "after": None}]},
    {
        "address": "aws_x.z",
        "cost_before": Decimal("0.00004"),
        "cost_after": Decimal("123456789.1"),
        "marks": {"a": [1.5]},
    },
    {"address": "aws_x.w", "cost_before": None, "cost_after": Decimal(0), "unchanged": 12, "digest": "d" * 64},
]


def kept(one: Run) -> list[dict[str, Any]]:
    return [{**row, "id": 0, "run_id": 0} for row in one.changes.order_by("rank").values()]


@pytest.mark.django_db
def test_rows_are_those_that_django_writes() -> None:
    place = workspace()
    ours, theirs = run(place), run(place)
    defaults = ChangeRow(0, "", "", "", "", Action.NO_OP, {}, [], "", "", "", 0, None, None)
    bulk.rows(
        RunChange, [defaults._replace(rank=rank, **said) for rank, said in enumerate(CHANGES)], run_id=ours.pk
    ).write()
    RunChange.objects.bulk_create([RunChange(run=theirs, rank=rank, **said) for rank, said in enumerate(CHANGES)])
    assert kept(ours) == kept(theirs)


@pytest.mark.parametrize(
    ("row", "model"),
    [
        (ChangeRow, RunChange),
        (FindingRow, RunFinding),
        (TextRow, RunText),
        (BlockRow, RunBlock),
        (ValuesRow, RunValues),
    ],
)
def test_the_rows_of_the_core_are_those_of_the_tables(row: Any, model: Any) -> None:
    of_the_run = {"run_id", "at"} if model is RunFinding else {"run_id"}
    assert {*row._fields, "id", *of_the_run} == {field.attname for field in model._meta.concrete_fields}


@pytest.mark.django_db
def test_columns_are_those_that_django_writes() -> None:
    place = workspace()
    ours, theirs = run(place), run(place)
    said: dict[str, Any] = {
        "summary": {"ü": ["\\", 'tab\t, "quote"', None, 2**70, 1.5]},
        "cost_after": Decimal("123456789.1"),
        "cost_before": None,
        "types": [],
        "error": "%s",
        "lease_until": None,
    }
    bulk.columns(Run, said).write(ours.pk)
    Run.objects.filter(pk=theirs.pk).update(**said)
    assert [*Run.objects.filter(pk=ours.pk).values(*said)] == [*Run.objects.filter(pk=theirs.pk).values(*said)]
    assert Run.objects.get(pk=ours.pk).summary == said["summary"]


@pytest.mark.django_db
def test_no_rows_are_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        bulk.rows(RunChange, []).write()


@pytest.mark.django_db
def test_many_rows_are_one_statement(django_assert_num_queries: Any) -> None:
    one = run(workspace())
    with django_assert_num_queries(1):
        bulk.rows(
            RunBlock, [BlockRow(f"aws_x.y{n}", str(n), Inside(more=n)) for n in range(1_000)], run_id=one.pk
        ).write()
    assert one.blocks.count() == 1_000


def comparable(told: Any) -> Any:
    """Without what is keyed: no two workspaces have one key."""
    if isinstance(told, dict):
        return {name: comparable(value) for name, value in told.items() if name not in {"digest", "configured"}}
    return [comparable(value) for value in told] if isinstance(told, list) else told


@pytest.mark.servers
def test_both_databases_keep_the_same(postgres: Database, tmp_path: Path) -> None:
    def told(folder: Path, **settings: str) -> dict[str, Any]:
        with portal(folder, "web", **settings) as running:
            token = running.manage("token", "create", "--workspace", "orders", "--create").strip()
            found: dict[str, Any] = {}
            for name in ("database-replaced", "modules-nested", "known-after-apply"):
                body = (ROOT / "tests" / "plans" / name / "plan.json").read_bytes()
                status, made = running.call("/api/v1/workspaces/orders/runs", token, body)
                assert status == 201, running.logs()
                found[name] = [
                    comparable(running.call(f"/api/v1/runs/{made['id']}/{what}", token)[1])
                    for what in ("changes", "report")
                ]
            return found

    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    with postgres.fresh() as database:
        assert told(tmp_path / "one") == told(tmp_path / "other", DATABASE_URL=database)
