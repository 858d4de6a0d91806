"""Drift by cause over all workspaces, each item with how it differs, and what drifted of one workspace over time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from gitops_portal.core.model import Role
from tests import organisation as org
from tests.documents import entry, plan

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person(organisation_role=Role.VIEWER))


def test_equal_causes_meet_over_all_workspaces(client: Client) -> None:
    for slug in ("a", "b", "c"):
        org.drift(org.workspace(slug, drifted=1))
    odd = org.drift(org.workspace("d", drifted=1), "aws_sqs_queue.q", grave="It is gone from the real world.")
    answer = client.get("/drift/")
    groups = list(answer.context["causes"])
    assert [(group.said, group.items, group.workspaces, group.grave) for group in groups] == [
        ("n of aws_instance", 3, 3, 0),
        ("n of aws_sqs_queue", 1, 1, 1),
    ]
    of_one = client.get(f"/drift/causes/{groups[0].key}/")
    assert [row.item.workspace.slug for row in of_one.context["rows"]] == ["a", "b", "c"]
    assert "3 resources in 3 workspaces" in " ".join(of_one.text.split())
    assert odd.grave in client.get(f"/drift/causes/{odd.cause_key}/").text


def test_nobody_sees_what_is_of_a_foreign_workspace() -> None:
    own, foreign = org.workspace("own"), org.workspace("foreign")
    item = org.drift(own)
    org.drift(foreign)
    hidden = org.drift(foreign, "aws_sqs_queue.q")
    member = org.signed_in(org.member(own, Role.VIEWER))
    [group] = member.get("/drift/").context["causes"]
    assert (group.items, group.workspaces) == (1, 1)
    assert "foreign" not in member.get(f"/drift/causes/{item.cause_key}/").text
    assert member.get(f"/drift/causes/{hidden.cause_key}/").status_code == 404
    assert member.get("/workspaces/foreign/drift/").status_code == 404


def test_how_it_differs_is_what_the_run_says(client: Client) -> None:
    """The same lines, the long texts of which lead to the run that keeps them."""
    long = "x" * 4_000
    drifted = entry("aws_x.y", "update", before={"n": "old", "text": long}, after={"n": "new", "text": f"{long}!"})
    workspace = org.workspace()
    org.uploaded(workspace, plan(resource_drift=[drifted]), kind="drift")
    org.uploaded(workspace, plan(resource_drift=[drifted]), kind="drift")
    text = client.get("/workspaces/orders-prod/drift/").text
    for told in ("old", "new"):
        assert f'<div class="diff-value">&quot;{told}&quot;</div>' in text
    link = text.partition("/workspaces/orders-prod/runs/1/texts/")[2].partition('"')[0]
    assert client.get(f"/workspaces/orders-prod/runs/1/texts/{link}").text in {long, f"{long}!"}


def test_what_drifted_of_a_workspace_over_time(client: Client) -> None:
    workspace, now = org.workspace(verified_at=timezone.now(), drifted=1), timezone.now()
    for name, days, closing in (("first", 3, "applied"), ("second", 2, "gone")):
        opened, closed = now - timedelta(days=2 * days), now - timedelta(days=days)
        org.drift(workspace, f"aws_x.{name}", opened_at=opened, closed_at=closed, closing=closing)
    org.drift(workspace, "aws_x.open")
    answer = client.get("/workspaces/orders-prod/drift/")
    assert [row.item.address for row in answer.context["rows"]] == ["aws_x.open", "aws_x.second", "aws_x.first"]
    text = " ".join(answer.text.split())
    for told in ("1 open, 3 in all", "It was there for 3 days", "It was there for 2 days", "fixed by an apply"):
        assert told in text, told
    assert "/workspaces/orders-prod/drift/" in client.get("/workspaces/orders-prod/").text or not workspace.last_number


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ([{"drifted": 0, "verified_at": timezone.now()}], "1 of 1 workspace is as declared."),
        (
            [{"drifted": 0, "verified_at": timezone.now()}, {}],
            "1 of 2 workspaces is as declared; of the other nobody knows",
        ),
        ([{}, {}], "Nothing was checked"),
        ([{"drifted": 0, "verified_at": timezone.now(), "unverified": True}], "Nothing was checked"),
        ([{"drifted": 2, "verified_at": timezone.now()}], "Not grouped yet"),
    ],
    ids=["all of one", "one of two", "never", "too long ago", "before there were items"],
)
def test_no_drift_is_said_of_what_was_checked_alone(client: Client, fields: list[dict[str, object]], told: str) -> None:
    for number, each in enumerate(fields):
        org.workspace(f"w{number}", **each)
    text = " ".join(client.get("/drift/").text.split())
    assert told in text
    assert ("<h3>No drift</h3>" in text) is ("as declared." in told or "as declared;" in told)


def test_nothing_is_asked_item_by_item(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(60):
        workspace = org.workspace(f"w{number:02}", drifted=2)
        run = org.run(workspace, drifted=2, summary={})
        for name in ("a", "b"):
            runs = {"first_run": run, "told_run": run, "last_run": run}
            org.drift(workspace, f"aws_x.{name}", cause_key=f"{number % 55:064}", **runs)
    with django_assert_max_num_queries(12):
        first = client.get("/drift/")
    assert (len(first.context["causes"]), "1 to 50 of 55" in first.text) == (50, True)
    assert len(client.get("/drift/?causes=2").context["causes"]) == 5
    with django_assert_max_num_queries(10):
        assert len(client.get(f"/drift/causes/{0:064}/").context["rows"]) == 4


def test_the_history_of_a_workspace_and_its_api_ask_as_much_however_much_there_is(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    workspace = org.workspace(drifted=130)
    for number in range(130):
        run, closed = org.run(workspace, drifted=1, summary={}), timezone.now() if number % 2 else None
        org.drift(workspace, f"aws_x.n{number}", first_run=run, told_run=run, last_run=run, closed_at=closed)
    with django_assert_max_num_queries(12):
        assert len(client.get("/workspaces/orders-prod/drift/").context["rows"]) == 50
    with django_assert_max_num_queries(8):
        told = client.get("/api/v1/workspaces/orders-prod/drift").json()
    assert (len(told["drift"]), told["total"], told["open"]) == (100, 130, 65)


def test_what_is_grave_is_counted_as_it_stands(client: Client) -> None:
    """Of the items that are shown, and of no other cause."""
    for slug, fields in (("a", {"grave": "gone"}), ("b", {}), ("c", {"grave": "gone", "accepted_at": timezone.now()})):
        org.drift(org.workspace(slug, drifted=1), **fields)
    org.drift(org.workspace("d", drifted=1), "aws_x.y", grave="gone")
    told = {
        show: [(g.items, g.grave) for g in client.get(f"/drift/?show={show}").context["causes"]]
        for show in ("", "accepted")
    }
    assert told == {"": [(2, 1), (1, 1)], "accepted": [(1, 1)]}
