"""The demo organisation as it is shipped: what the tools write, moved to today, happening through the real actions."""

from __future__ import annotations

import io
import json
import re
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zstandard
from django.core.management import call_command
from django.utils import timezone

from gitops_portal.actions import verification
from gitops_portal.demo import loading
from gitops_portal.records import queries
from gitops_portal.records.models import AuditChain, AuditEvent, Person, Run, Workspace
from tests.portal import ROOT
from tools.demo.__main__ import archive, story
from tools.demo.organisation import organisation


def members(packed: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(zstandard.ZstdDecompressor().decompressobj().decompress(packed))) as tar:
        return {entry.name: read.read() for entry in tar if (read := tar.extractfile(entry))}


def test_what_is_shipped_is_what_the_tool_writes() -> None:
    company = organisation()
    assert loading.story() == json.loads(json.dumps(story(company)))
    assert loading.plans() == members(archive(company))
    assert archive(company) == archive(company)


def test_every_plan_of_the_story_is_there_and_small() -> None:
    named = [run["plan"] for place in loading.story()["workspaces"] for run in place["runs"]]
    assert sorted(named) == sorted(loading.plans())
    assert (loading.FOLDER / "plans.tar.zst").stat().st_size < 200_000


def test_every_time_in_a_plan_moves_on() -> None:
    plan = b'{"timestamp":"2026-11-20T08:56:00Z","after":{"created":"2025-01-01T00:00:00Z","day":"2026-11-20"}}'
    moved = loading._moved(plan, timedelta(days=1, hours=1))
    assert moved == plan.replace(b"2026-11-20T08:56", b"2026-11-21T09:56").replace(b"2025-01-01T00", b"2025-01-02T01")


@pytest.mark.django_db(transaction=True)
def test_it_happens_as_the_story_tells_and_ends_today(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo")
    said = capsys.readouterr().out
    assert "Northwind Freight: 10 workspaces" in said
    assert len(re.findall(r"^  \d+ of \d+ uploads and decisions$", said, re.MULTILINE)) > 5
    ends = {(place["slug"], number): run["ends"] for place in loading.story()["workspaces"] for number, run in enumerate(place["runs"], 1)}  # fmt: skip
    states = {(run.workspace.slug, run.number): run.state for run in Run.objects.select_related("workspace")}
    assert states.keys() == ends.keys()
    told = {"applied": {"applied"}, "superseded": {"superseded", "outdated"}, "approved": {"approved", "auto_approved"}}
    assert not {place: state for place, state in states.items() if state not in told.get(ends[place], {ends[place]})}
    newest = AuditEvent.objects.order_by("-at").first()
    assert newest is not None
    assert timezone.now() - timedelta(days=2) < newest.at <= timezone.now()
    assert all(verification.verify(chain.name).intact for chain in AuditChain.objects.all())
    assert Person.objects.count() == len(loading.story()["people"])
    assert Workspace.objects.get(slug="orders-prod").budget is not None
    assert_three_of_one_pull_request_read_each_other()


def assert_three_of_one_pull_request_read_each_other() -> None:
    key = Run.objects.get(workspace__slug="k8s-apps-prod", number=6).request
    owner = Person.objects.filter(organisation_role="owner").first()
    assert owner is not None
    found = queries.change_request(owner, key)
    assert found is not None
    reads = queries.reads_of(found, owner)
    assert [read[:2] for read in (*reads.inside, *reads.outside) if not read.untold] == [
        ("analytics-gcp-prod", "platform-eks-prod"),
        ("k8s-apps-prod", "analytics-gcp-prod"),
        ("k8s-apps-prod", "platform-eks-prod"),
        ("platform-eks-prod", "network-prod"),
    ]


def test_nothing_of_the_portal_needs_the_tools() -> None:
    for path in sorted((ROOT / "gitops_portal").rglob("*.py")):
        text = Path(path).read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) (tools|tests|scripts)\b", text, re.MULTILINE), path


def test_the_story_is_dated() -> None:
    assert datetime.fromisoformat(loading.story()["written_at"]) == datetime(2026, 11, 20, 9, tzinfo=UTC)
