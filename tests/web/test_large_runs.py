"""The run page of a large plan: no request asks more often, or sends more, than what it shows is worth."""

from __future__ import annotations

import gzip
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gitops_portal.actions import ingest
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import RunFinding
from tests import organisation as org
from tests.actors import CI
from tools.generator import plan

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Run

pytestmark = pytest.mark.django_db

SIZES = (1_000, 10_000)


def evaluated(resources: int) -> Run:
    run = ingest.accept(plan(resources), workspace=org.workspace(f"w{resources}"), by=CI, metadata=Metadata())
    ingest.process(run.pk)
    run.refresh_from_db()
    return run


def requests(run: Run) -> dict[str, tuple[str, int, int]]:
    """What a reader asks for: where, how many queries it may need, and how many bytes it may send, compressed."""
    named = {
        name: reverse(f"runs.{name}", args=[run.workspace.slug, run.number])
        for name in ("detail", "graph", "scene", "node", "changes")
    }
    block = run.changes.order_by("rank")[0].block
    return {
        "graph tab": (named["detail"], 23, 15_000),
        "graph": (named["graph"], 5, 55_000),
        "map": (f"{named['scene']}?everything=1", 8, 20_000),
        "everything open": (f"{named['scene']}?everything=1&level=1", 8, 70_000),
        "node": (f"{named['node']}?address={block}", 12, 8_000),
        "changes": (f"{named['changes']}?page=1", 20, 25_000),
        "last changes": (f"{named['changes']}?page=9999", 24, 25_000),
        "cost": (f"{named['detail']}?tab=cost", 14, 20_000),
        "guardrails": (f"{named['detail']}?tab=guardrails", 16, 12_000),
        "history": (f"{named['detail']}?tab=history", 17, 8_000),
    }


def asked(client: Client, path: str) -> tuple[int, int]:
    """How many queries an answer took, and its bytes as they are sent."""
    client.get(path)  # what is kept by the process is read once
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    assert answer["Content-Encoding"] == "gzip", path
    assert len(gzip.decompress(answer.content)) > len(answer.content)
    return len(captured), len(answer.content)


def test_a_large_run_is_as_quick_to_ask_and_as_light_as_a_small_one() -> None:
    client = org.signed_in(org.person("chief", Role.OWNER))
    runs = [evaluated(resources) for resources in SIZES]
    assert len(queries.drawn(runs[-1])) < 1_000_000
    small, large = map(requests, runs)
    for name, (path, most_queries, most_bytes) in large.items():
        questions, weight = asked(client, path)
        assert questions <= most_queries, name
        assert questions <= asked(client, small[name][0])[0] + 1, name
        assert weight <= most_bytes, name


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("aws_instance.web[0]", "aws_instance.web"),
        ('module.a["x.y"].aws_instance.web', "module.a.aws_instance.web"),
        ("aws_instance.web", "aws_instance.web"),
    ],
)
def test_findings_are_found_by_their_block(address: str, block: str) -> None:
    run = org.run(org.workspace())
    found = org.finding(run, address=address)
    org.finding(run, address="aws_instance.webb")
    assert queries.block_findings(run, block, 20) == ([found], 0)
    assert queries.block_findings(run, block, 0) == ([], 1)


def test_findings_that_were_kept_before_are_given_their_block() -> None:
    run = org.run(org.workspace())
    org.finding(run, address="aws_instance.web[0]")
    RunFinding.objects.update(block_key="")
    migration: Any = import_module("gitops_portal.records.migrations.0006_fill_blocks_of_findings")
    migration.fill(apps, None)
    assert queries.block_findings(run, "aws_instance.web", 20)[0]


def test_the_gravest_findings_of_each_guardrail_stand_first() -> None:
    run = org.run(org.workspace())
    said = [("a", "undetermined", False), ("b", "violated", True), ("c", "violated", False), ("d", "violated", False)]
    for address, status, standing in said:
        org.finding(run, address=address, status=status, standing=standing)
    org.finding(run, "other-rule", address="z")
    both = {found.guardrail: found for found in queries.objections(run, 3)}
    assert both.keys() == {"ec2-public-ip", "other-rule"}
    mine = both["ec2-public-ip"]
    assert [found.address for found in mine.first] == ["c", "d", "a"]
    assert (mine.violated, mine.undetermined, mine.touched, mine.total) == (3, 1, 3, 4)
    assert [found.guardrail for found in queries.objections(run, 3, "other-rule")] == ["other-rule"]
    assert queries.blocking_guardrails(run) == ("ec2-public-ip", "other-rule")
