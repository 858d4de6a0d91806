"""The page of costs: which workspaces moved most since some day, by which runs, and what is not known of others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import CostGap
from gitops_portal.records.queries import gaps as of_gaps
from gitops_portal.records.queries import movers
from tests import organisation as org
from tests.documents import entry, plan

if TYPE_CHECKING:
    from gitops_portal.records.models import Person, Run, Workspace

pytestmark = pytest.mark.django_db


def ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def run(place: Workspace, days: int, before: int | None, after: int | None, **fields: Any) -> Run:
    """Of so many days ago, applied at once where `applied` does not say when."""
    at = fields.pop("applied", days)
    applied = {"state": State.AWAITING} if at is None else {"state": State.APPLIED, "applied_at": ago(at)}
    costs = {"cost_before": before, "cost_after": after, "created_at": ago(days), "evaluated_at": ago(days)}
    return org.run(place, **(applied | costs | fields))


def listed(person: Person, show: str = "moved", days: int = 30) -> list[tuple[str, Any, Any, Any]]:
    found = movers.moves(person, ago(days), show).page.object_list
    return [(one.slug, one.figures.then, one.figures.now, one.rest) for one in found]


@pytest.fixture
def auditor() -> Person:
    return org.person(organisation_role=Role.AUDITOR)


def test_the_largest_move_stands_first_with_the_runs_that_made_it(auditor: Person) -> None:
    up, down, same = (org.workspace(slug) for slug in ("up", "down", "same"))
    run(up, 40, 90, 100)
    run(up, 20, 100, 150, title="Larger database")
    run(up, 10, 150, 140)
    run(up, 1, 143, 200, applied=None)  # what it found is what prices, or somebody outside of the portal, made of it
    run(down, 50, 500, 500)
    run(down, 3, 500, 100)
    run(same, 60, 7, 7)
    assert listed(auditor) == [("down", 500, 100, 0), ("up", 100, 143, 3)]
    assert [one[0] for one in listed(auditor, "up")] == ["up"]
    found = movers.moves(auditor, ago(30), "up")
    assert [(one.number, one.title, int(one.delta)) for one in found.page[0].applied] == [
        (2, "Larger database", 50),
        (3, "", -10),
    ]
    assert [found.now, found.up, found.down] == [250, 43, -400]
    assert (found.counts["moved"], found.counts["same"]) == (2, 1)


def test_an_apply_counts_when_it_was_made(auditor: Person) -> None:
    place = org.workspace()
    run(place, 40, 10, 30, applied=5)
    assert listed(auditor) == [("orders-prod", 10, 30, 0)]
    assert listed(auditor, days=3) == []


def test_what_is_not_known_is_told_and_never_zero(auditor: Person) -> None:
    late, never, _ = (org.workspace(slug) for slug in ("late", "never", "empty"))
    run(late, 3, 0, 50)
    run(never, 40, None, None)
    run(never, 2, None, None)
    assert listed(auditor) == []
    assert listed(auditor, "new") == [("late", None, 50, 0)]
    assert listed(auditor, "unpriced") == [("never", None, None, 0)]
    counts = movers.moves(auditor, ago(30), "moved").counts
    assert (counts["new"], counts["unpriced"], counts["empty"], counts["same"]) == (1, 1, 1, 0)
    client = org.signed_in(auditor)
    assert "not known" in client.get("/costs/?show=new").text
    assert "what run 2 has no price for" in client.get("/costs/?show=unpriced").text


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"flags": "-refresh=false"}, True),
        ({"flags": "'-replace=aws_x.y[\"a-target\"]'"}, True),
        ({"flags": "-target=aws_x.y"}, False),
        ({"flags": "-refresh=false '-exclude=aws_x.y[\"a\"]'"}, False),
        ({"plan_errored": True}, False),
    ],
)
def test_plans_of_a_part_do_not_count(auditor: Person, fields: dict[str, Any], counts: bool) -> None:
    place = org.workspace()
    run(place, 40, 100, 100)
    run(place, 1, 5, 5, applied=None, **fields)
    assert [one[2] for one in listed(auditor)] == ([5] if counts else [])


def test_applied_runs_of_unknown_cost_and_other_prices_are_told(auditor: Person) -> None:
    place = org.workspace()
    run(place, 40, 100, 100, prices_version="a" * 64)
    run(place, 9, None, None)
    run(place, 1, 130, 130, applied=None, prices_version="b" * 64, usage_version="c" * 64)
    (found,) = movers.moves(auditor, ago(30), "moved").page
    assert (found.unpriced, int(found.rest), found.priced_otherwise) == (1, 30, ("price book", "usage file"))
    page = org.signed_in(auditor).get("/costs/").text
    assert "1 applied run of unknown cost" in page
    assert "another price book, another usage file, or" in page


def test_of_many_runs_the_largest_are_named_and_the_others_summed(auditor: Person) -> None:
    place = org.workspace()
    run(place, 40, 0, 1)
    for change in range(1, 7):
        run(place, 9, 0, change)
    run(place, 1, 22, 22, applied=None)
    (found,) = movers.moves(auditor, ago(30), "moved").page
    assert [one.delta for one in found.applied] == [6, 5, 4]
    assert [found.others, found.others_delta, found.rest] == [3, 6, 0]


def test_the_page_of_a_workspace_says_it_of_itself(auditor: Person) -> None:
    place, late = org.workspace(), org.workspace("late")
    run(place, 100, 100, 100)
    run(place, 9, 100, 150, title="Larger database")
    run(late, 1, 5, 5)
    client = org.signed_in(auditor)
    assert "/workspaces/orders-prod/costs/" in client.get("/workspaces/orders-prod/").text
    page = client.get("/workspaces/orders-prod/costs/?days=90").text
    assert "90 days ago" in page
    assert "#2 Larger database" in page
    assert "no priced run is that old" in client.get("/workspaces/late/costs/").text


def test_nobody_sees_what_they_may_not() -> None:
    seen, other = org.workspace("seen"), org.workspace("other")
    for place in (seen, other):
        run(place, 40, 1, 1)
        run(place, 1, 2, 2)
    member = org.member(seen, Role.VIEWER)
    assert [one[0] for one in listed(member)] == ["seen"]
    page = org.signed_in(member).get("/costs/").text
    assert ("seen" in page, "other" in page, "1 of 1 workspaces" in page) == (True, False, True)
    assert "No workspace yet" in org.signed_in(org.person("nobody")).get("/costs/").text


def test_questions_do_not_grow_with_workspaces_or_runs(auditor: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            movers.moves(auditor, ago(90), "moved")
        return len(queries)

    def fill(slug: str, runs: int) -> None:
        place = org.workspace(slug)
        for number in range(runs):
            run(place, 100 - number * 50, number, number + 1)

    fill("a", 2)
    few = asked()
    for slug in "bcdef":
        fill(slug, 3)
    assert asked() == few


NOVEL = [entry(f"aws_novel.a{number}", after={}) for number in range(3)]
QUEUE = entry("aws_sqs_queue.jobs", after={"name": "jobs", "region": "eu-west-1"})
VOLUME = entry("aws_ebs_volume.data", after={"availability_zone": "us-east-1a", "region": "us-east-1", "size": 10})


def unknown(person: Person, kind: str = "") -> list[tuple[str, str, int, int]]:
    return [(row.kind, row.type, row.resources, row.workspaces) for row in of_gaps.gaps(person, kind).page]


def test_what_is_not_known_is_a_list_by_type(auditor: Person) -> None:
    first, second = org.workspace("first"), org.workspace("second")
    org.uploaded(first, plan(*NOVEL, QUEUE))
    org.uploaded(second, plan(NOVEL[0], VOLUME))
    assert unknown(auditor) == [
        ("unpriced", "aws_novel", 4, 2),
        ("use", "aws_sqs_queue", 1, 1),
        ("assumed", "aws_ebs_volume", 1, 1),
    ]
    assert unknown(auditor, "use") == [("use", "aws_sqs_queue", 1, 1)]
    assert unknown(org.member(second, Role.VIEWER)) == [
        ("unpriced", "aws_novel", 1, 1),
        ("assumed", "aws_ebs_volume", 1, 1),
    ]
    row = of_gaps.gaps(auditor, "").page[0]
    assert [(place.slug, place.resources) for place in row.places] == [("first", 3), ("second", 1)]
    assert row.reasons == ("There is no price for aws_novel in the price book.",)
    page = org.signed_in(auditor).get("/costs/unknown/").text
    assert "Put it in the usage file" in page
    assert "/settings/usage/" not in page  # an auditor writes none
    assert "/settings/usage/" in org.signed_in(org.person("o", Role.OWNER)).get("/costs/unknown/?kind=use").text


def test_what_a_plan_leaves_open_is_to_be_stated(auditor: Person) -> None:
    machine = entry("aws_instance.a", after={"region": "us-east-1"}, unknown={"instance_type": True})
    org.uploaded(org.workspace(), plan(machine))
    (row,) = of_gaps.gaps(auditor, "unpriced").page
    assert row.reasons == ("instance_type is not known until apply.",)
    page = " ".join(org.signed_in(auditor).get("/costs/unknown/").text.split())
    assert "If the price book lacks it, refresh the book" in page
    assert "If the plan leaves it open, set it in the configuration." in page


def test_the_newest_plan_alone_tells_and_older_ones_are_said_to_say_nothing(auditor: Person) -> None:
    place, old = org.workspace(), org.workspace("old")
    org.run(old)
    org.uploaded(place, plan(*NOVEL))
    org.uploaded(place, plan(QUEUE))
    found = of_gaps.gaps(auditor, "")
    assert [row.type for row in found.page] == ["aws_sqs_queue"]
    assert (found.judged, found.earlier) == (1, 1)
    assert not CostGap.objects.filter(run__number=1).exists()
    assert "1 more, whose newest plan was evaluated before" in org.signed_in(auditor).get("/costs/unknown/").text


def test_of_many_reasons_and_workspaces_the_largest_are_named(auditor: Person) -> None:
    for number in range(5):
        found = org.run(org.workspace(f"w{number}"))
        for reason in range(number + 1):
            CostGap.objects.create(run=found, kind="least", type="aws_x", reason=f"r{reason}", resources=1)
    with CaptureQueriesContext(connection) as queries:
        (row,) = of_gaps.gaps(auditor, "").page
    assert (row.resources, row.workspaces) == (15, 5)
    assert (row.reasons, row.reasons_left_out) == (("r0", "r1", "r2"), 2)
    assert ([place.slug for place in row.places], row.places_left_out) == (["w4", "w3", "w2"], 2)
    assert len(queries) <= 6


def test_where_nothing_is_unknown_it_is_said(auditor: Person) -> None:
    client = org.signed_in(auditor)
    assert "No plan tells yet" in client.get("/costs/unknown/").text
    org.uploaded(org.workspace(), plan(entry("aws_sns_topic_policy.alerts", after={"policy": "{}"})))
    assert "Nothing is unknown" in client.get("/costs/unknown/").text


@pytest.mark.parametrize("query", ["days=7", "days=x", "show=all", "page=0", "page=x", "days=90&show=down&page=9"])
def test_an_address_that_asks_for_something_else_shows_the_list(auditor: Person, query: str) -> None:
    org.workspace()
    assert org.signed_in(auditor).get(f"/costs/?{query}").status_code == 200
