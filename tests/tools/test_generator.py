"""The large plans: the size that was asked for, the same each time, and read by the portal with nothing left over."""

from __future__ import annotations

from collections import Counter

import orjson
import pytest

from gitops_portal.core.dependencies import graph
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action
from tools.generator import plan

MASK = Mask(b"a key for tests only, 32 bytes...")


@pytest.mark.parametrize("resources", [100, 137, 1000])
def test_holds_as_many_resources_as_asked_for(resources: int) -> None:
    assert len(orjson.loads(plan(resources))["resource_changes"]) == resources


def test_is_the_same_each_time_and_differs_by_seed() -> None:
    assert plan(200) == plan(200)
    assert plan(1000, seed=1) != plan(1000, seed=2)


def test_weighs_about_six_kilobytes_a_resource() -> None:
    assert 5_000 < len(plan(1000)) / 1000 < 7_500


@pytest.mark.parametrize("changed", [0.0, 0.2, 0.35])
def test_changes_about_the_share_that_was_asked_for(changed: float) -> None:
    entries = orjson.loads(plan(2000, changed=changed))["resource_changes"]
    share = sum(entry["change"]["actions"] != ["no-op"] for entry in entries) / len(entries)
    assert abs(share - changed) < 0.08


def test_reads_back_with_every_reference_resolved() -> None:
    loaded = parse.load(plan(1000), MASK)
    actions = Counter(change.action for change in loaded.changes.changes)
    assert {Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.NO_OP} == set(actions)
    assert loaded.changes.oddities == ()
    named = {reference.rsplit(" -> ", 1)[1] for reference in graph.build(Index(loaded.changes)).unresolved}
    assert all(reference.startswith("local.") for reference in named)


def test_gives_no_secret_away() -> None:
    assert b"made-up-Generated-Secret-1" in plan(200)
    assert b"made-up-Generated-Secret-1" not in parse.load(plan(200), MASK).clean
