"""The list of changes: groups of equal ones, filters with their counts, unchanged values, and one change by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gitops_portal.actions import ingest
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Comment, RunValues
from tests import organisation as org
from tests.actors import CI
from tests.documents import entry, plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.test import Client

    from gitops_portal.records.models import Run, Workspace

pytestmark = pytest.mark.django_db

SECRET = "correct-horse-battery"


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def uploaded(workspace: Workspace, *entries: dict[str, Any]) -> Run:
    run = ingest.accept(plan(*entries), workspace=workspace, by=CI, metadata=Metadata())
    ingest.process(run.pk)
    run.refresh_from_db()
    return run


def resized(address: str, size: int = 2, **more: Any) -> dict[str, Any]:
    return entry(address, "update", before={"size": 1, "zone": "x", **more}, after={"size": size, "zone": "x", **more})


def several(number: int, size: int = 2) -> Sequence[dict[str, Any]]:
    return [resized(f'aws_x.y["k{n}"]', size) for n in range(number)]


def at(run: Run, name: str = "runs.changes", *more: str, **query: str) -> str:
    return reverse(name, args=[run.workspace.slug, run.number, *more], query=query)


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_equal_changes_are_one_entry_and_each_can_be_opened(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, *several(14), resized('aws_x.y["other"]', 3), resized("aws_z.a"))
    page = client.get(at(run))
    assert [each.address for each in page.context["page"]] == ['aws_x.y["k0"]', 'aws_x.y["other"]', "aws_z.a"]
    assert "the same change × 14" in page.text
    assert "All 14, one by one" in page.text
    for change in run.changes.filter(address__in=['aws_x.y["k1"]', 'aws_x.y["k10"]']):
        assert at(run, "runs.change", change.key) in page.text
    every = client.get(at(run, alike=run.changes.get(rank=0).alike))
    assert len(every.context["page"]) == 14
    assert "the same change" not in every.text


def test_a_filter_that_parts_a_group_counts_what_passes(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, *several(4))
    assert "the same change × 4" in client.get(at(run, find="k")).text
    assert "the same change" not in client.get(at(run, find="k3")).text
    assert [each.address for each in client.get(at(run, find="k3")).context["page"]] == ['aws_x.y["k3"]']


def test_what_people_talk_about_stands_by_itself(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, *several(4))
    said = {"identity": "x@example.org", "name": "x", "text": "why?", "created_at": timezone.now()}
    thread = Comment.objects.create(run=run, address='aws_x.y["k0"]', **said)
    page = client.get(at(run))
    assert [each.address for each in page.context["page"]] == ['aws_x.y["k0"]', 'aws_x.y["k1"]']
    assert "the same change × 3" in page.text
    Comment.objects.filter(pk=thread.pk).update(resolved_at=timezone.now())
    assert "the same change × 4" in client.get(at(run)).text


def test_a_run_of_an_earlier_version_shows_each_by_itself(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, *several(3))
    run.changes.update(alike="")
    RunValues.objects.all().delete()
    page = client.get(at(run))
    assert len(page.context["page"]) == 3
    first = client.get(at(run, "runs.change", run.changes.get(rank=0).key, part="unchanged"))
    assert "earlier version" in first.text


def test_groups_take_no_more_queries_however_many_they_are(client: Client, workspace: Workspace) -> None:
    def asked(run: Run) -> int:
        client.get(at(run))
        with CaptureQueriesContext(connection) as found:
            client.get(at(run))
        return len(found)

    few = uploaded(workspace, *several(2))
    many = uploaded(workspace, *(resized(f'aws_x.b{n}["{key}"]', n + 2) for n in range(30) for key in "abc"))
    assert asked(few) == asked(many)


# ── filters ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_names_and_values_are_searched_and_secrets_are_not(client: Client, workspace: Workspace) -> None:
    secret = entry("aws_x.s", "update", before={"pin": "old-" + SECRET}, after={"pin": SECRET})
    secret["change"] |= {"before_sensitive": {"pin": True}, "after_sensitive": {"pin": True}}
    run = uploaded(
        workspace,
        resized("aws_x.size"),
        entry("aws_x.made", "create", after={"region": "eu-North-1", "path": "x"}),
        secret,
    )
    for text, found in (
        ("NORTH", ["aws_x.made"]),
        ("region", ["aws_x.made"]),
        ("aws_x.s", ["aws_x.s", "aws_x.size"]),
        ("sensitive", ["aws_x.s"]),
        (SECRET, []),
        ("battery", []),
        ("before", []),
    ):
        page = client.get(at(run, find=text))
        assert sorted(each.address for each in page.context["page"]) == found, text
    assert not RunValues.objects.filter(text__contains=SECRET).exists()


def test_each_choice_tells_how_much_it_would_leave(client: Client, workspace: Workspace) -> None:
    public = {"instance_type": "t3.micro", "associate_public_ip_address": True}
    tags = entry("aws_x.t", "update", before={"tags": {"a": "x"}}, after={"tags": {"a": "y"}})
    run = uploaded(workspace, *several(3), tags, entry("aws_instance.a", "create", after=public))

    def offered(**filters: str) -> dict[str, dict[str, int | None]]:
        choices = client.get(at(run, **filters)).context["filter_choices"]
        return {one.name: {value: count for value, _, count in one.options} for one in choices}

    every = offered()
    assert every["action"] == {"create": 1, "update": 4}
    assert every["type"] == {"aws_instance": 1, "aws_x": 4}
    assert every["noise"] == {"tags": 1}
    assert every["guardrail"]["ec2-public-ip"] == 1
    narrowed = offered(action="create")
    assert narrowed["action"] == {"create": 1, "update": 4}
    assert narrowed["type"] == {"aws_instance": 1}
    assert narrowed["noise"] == {}
    assert offered(type="gone")["type"] == {"aws_instance": 1, "aws_x": 4, "gone": None}
    found = client.get(at(run, guardrail="ec2-public-ip", action="create"))
    assert [each.address for each in found.context["page"]] == ["aws_instance.a"]
    assert "1 resource," in found.text


# ── one change ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_unchanged_values_open_on_demand_and_are_masked(client: Client, workspace: Workspace) -> None:
    hidden = resized("aws_x.y", pin=SECRET, note=f"with {SECRET} inside", plain="<b>bold</b>")
    hidden["change"] |= {"before_sensitive": {"pin": True}, "after_sensitive": {"pin": True}}
    run = uploaded(workspace, hidden)
    key = run.changes.get().key
    listed = client.get(at(run)).text
    assert at(run, "runs.change", key) in listed
    assert "bold" not in listed
    part = client.get(at(run, "runs.change", key, part="unchanged")).text
    assert "&lt;b&gt;bold" in part and "zone" in part and "(sensitive)" in part
    assert "<html" not in part
    page = client.get(at(run, "runs.change", key)).text
    assert "<html" in page and "&lt;b&gt;bold" in page
    assert not [text for text in (listed, part, page) if SECRET in text]


def test_a_change_that_is_not_there_is_not_found(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, resized("aws_x.y"))
    assert client.get(at(run, "runs.change", "0" * 64)).status_code == 404


# ── viewed ───────────────────────────────────────────────────────────────────────────────────────────────────────


def viewed(client: Client, run: Run, what: str, name: str = "viewed", **more: str) -> str:
    answer = client.post(at(run, "runs.viewed"), {name: what, "part": "progress", **more})
    assert answer.status_code == 200
    return answer.text.strip()


def key(run: Run, address: str) -> str:
    return f"key {run.changes.get(address=address).key}"


def test_marks_stay_with_equal_changes_and_fall_where_they_differ(client: Client, workspace: Workspace) -> None:
    first = uploaded(workspace, resized("aws_x.a"), resized("aws_x.b"), resized("aws_x.c"))
    assert viewed(client, first, key(first, "aws_x.a")) == "1 of 3 viewed"
    assert viewed(client, first, key(first, "aws_x.b")) == "2 of 3 viewed"
    assert viewed(client, first, key(first, "aws_x.b")) == "2 of 3 viewed"
    page = client.get(at(first))
    assert page.text.count('aria-checked="true"') == 2
    newer = uploaded(workspace, resized("aws_x.a"), resized("aws_x.b", 9), resized("aws_x.c"))
    assert "1 of 3 viewed" in client.get(at(newer)).text
    left = client.get(at(newer, viewed="no")).context
    assert sorted(each.address for each in left["page"]) == ["aws_x.b", "aws_x.c"]
    assert left["resources"] == 2
    assert [each.address for each in client.get(at(newer, viewed="yes")).context["page"]] == ["aws_x.a"]
    assert viewed(client, newer, key(newer, "aws_x.a"), "unviewed") == "0 of 3 viewed"


def test_a_group_is_marked_as_far_as_it_passes_the_filters(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, *several(4), resized("aws_z.a", 9))
    group = f"alike {run.changes.get(rank=0).alike}"
    assert viewed(client, run, group, back="tab=changes&find=k1") == "1 of 5 viewed"
    assert client.get(at(run)).text.count('aria-checked="true"') == 0
    assert viewed(client, run, group) == "4 of 5 viewed"
    assert client.get(at(run)).text.count('aria-checked="true"') == 1
    assert [each.address for each in client.get(at(run, viewed="no")).context["page"]] == ["aws_z.a"]
    assert viewed(client, run, group, "unviewed") == "0 of 5 viewed"


def test_marks_are_each_persons_own_and_stand_in_no_trail(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, resized("aws_x.a"))
    events = AuditEvent.objects.count()
    viewed(client, run, key(run, "aws_x.a"))
    assert AuditEvent.objects.count() == events
    other = org.signed_in(org.member(workspace, Role.VIEWER, "vera"))
    assert "0 of 1 viewed" in other.get(at(run)).text


def test_a_change_without_a_digest_is_viewed_in_its_run_alone(client: Client, workspace: Workspace) -> None:
    runs = [uploaded(workspace, resized("aws_x.a")) for _ in range(2)]
    for run in runs:
        run.changes.update(digest="")
    assert viewed(client, runs[0], key(runs[0], "aws_x.a")) == "1 of 1 viewed"
    assert "0 of 1 viewed" in client.get(at(runs[1])).text


def test_without_script_a_mark_is_a_form_that_leads_back(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, resized("aws_x.a"))
    back = "tab=changes&type=aws_x&page=2"
    answer = client.post(at(run, "runs.viewed"), {"viewed": key(run, "aws_x.a"), "back": back})
    assert answer.status_code == 302
    assert answer["Location"] == f"{at(run, 'runs.detail')}?{back}"
    for told in ({}, {"viewed": "nonsense"}, {"viewed": "key "}, {"viewed": "address aws_x.a"}):
        assert client.post(at(run, "runs.viewed"), told).status_code == 404
