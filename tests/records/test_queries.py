"""What each person gets to see, and how many questions that costs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import Decision, GuardrailSetting, Membership, Person, Run, RunChange, Workspace
from gitops_portal.records.queries import estate, trail
from tests import organisation as org

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("organisation_role", "membership", "role"),
    [
        ("", "", None),
        ("", Role.VIEWER, Role.VIEWER),
        (Role.REVIEWER, "", Role.REVIEWER),
        (Role.REVIEWER, Role.VIEWER, Role.REVIEWER),
        (Role.VIEWER, Role.OWNER, Role.OWNER),
        ("emperor", "", None),
    ],
)
def test_the_greater_of_two_roles_holds(organisation_role: str, membership: str, role: Role | None) -> None:
    person, workspace = org.person(organisation_role=organisation_role), org.workspace()
    if membership:
        Membership.objects.create(person=person, workspace=workspace, role=membership)
    assert queries.role_in(person, workspace) == role


def test_a_workspace_of_others_is_not_there() -> None:
    workspace = org.workspace()
    run = org.run(workspace)
    stranger = org.person()
    with pytest.raises(Workspace.DoesNotExist):
        queries.workspace(workspace.slug, stranger)
    with pytest.raises(Run.DoesNotExist):
        queries.run(workspace.slug, run.number, stranger)
    assert list(queries.workspace_lines(stranger, queries.Asked(), (), 1)) == []


@pytest.mark.parametrize(
    ("organisation_role", "membership", "waiting"),
    [
        ("", Role.VIEWER, []),
        ("", Role.REVIEWER, [State.AWAITING]),
        ("", Role.OWNER, [State.AWAITING, State.BLOCKED]),
        (Role.VIEWER, "", []),
        (Role.REVIEWER, "", [State.AWAITING, State.AWAITING]),
        (Role.REVIEWER, Role.OWNER, [State.AWAITING, State.AWAITING, State.BLOCKED]),
        (Role.OWNER, "", [State.AWAITING, State.AWAITING, State.BLOCKED, State.BLOCKED]),
        ("", "", []),
    ],
)
def test_what_waits_for_whom(organisation_role: str, membership: str, waiting: list[State]) -> None:
    mine, others = org.workspace("mine"), org.workspace("others")
    for workspace in (mine, others):
        for state in State:
            org.run(workspace, state)
    org.run(mine, State.AWAITING, kind="drift")
    person = org.person(organisation_role=organisation_role)
    if membership:
        Membership.objects.create(person=person, workspace=mine, role=membership)
    assert sorted(run.state for run in queries.waiting_for(person)) == waiting


def test_nothing_waits_for_whom_it_does_not_help() -> None:
    """Of what a reviewer may decide, only what they can let through: not their own, not twice, not what cannot pass."""
    workspace, strict = org.workspace("mine"), org.workspace("strict", owners_for_unknown=True)
    rita = org.member(workspace, Role.REVIEWER, "rita")
    Person.objects.filter(pk=rita.pk).update(ci_names=["github:rita.r"])
    rita.refresh_from_db()
    Membership.objects.create(person=rita, workspace=strict, role=Role.REVIEWER)
    hers = [org.run(workspace, actor=name) for name in ("@Rita", "RITA@example.org", "github:Rita.R", "rita.r")]
    failed = org.run(workspace, plan_errored=True)
    approved = org.run(workspace, actor="ben")
    Decision.objects.create(run=approved, identity=rita.identity, action="approve", created_at=approved.created_at)
    unknown = [org.run(strict, actor=name) for name in ("", "@", "nobody")]
    others = [org.run(workspace, actor=name) for name in ("", "ben", "gitlab:rita.r")] + [org.run(strict, actor="omar")]
    org.person("omar")
    left_out = [run.pk for run in (*hers, failed, approved, *unknown)]
    assert [run.pk for run in queries.waiting_for(rita)] == [run.pk for run in others]
    chief = org.person("chief", Role.OWNER)
    waiting = {run.pk for run in queries.waiting_for(chief)}
    assert waiting == {*left_out, *(run.pk for run in others)} - {failed.pk}
    chief.is_active = False
    assert queries.waiting_for(chief) == []


def test_the_overview_asks_as_often_for_many_as_for_few(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        workspace = org.workspace(f"workspace-{number}")
        org.run(workspace, State.APPLIED)
        org.run(workspace)
    person = org.person(organisation_role=Role.VIEWER)
    with django_assert_num_queries(5):
        lines = queries.workspace_lines(person, queries.Asked(), (), 1)
    assert {line.run.number for line in lines if line.run} == {2}
    assert {line.costs for line in lines} == {(Decimal(120), Decimal(100))}


@pytest.mark.parametrize("sort", ["", "delta", "-cost", "guardrails"])
def test_a_deep_page_works_out_nothing_of_the_pages_before_it(sort: str) -> None:
    for number in range(5):
        org.run(org.workspace(f"workspace-{number}"), State.APPLIED)
    person = org.person(organisation_role=Role.VIEWER)
    with CaptureQueriesContext(connection) as asked:
        lines = queries.workspace_lines(person, queries.Asked(sort=sort), (), 3, size=2)
    assert len(list(lines)) == 1
    (paged,) = [query["sql"] for query in asked.captured_queries if " OFFSET 4" in query["sql"]]
    assert paged.startswith('SELECT "records_workspace"."id" AS "pk" FROM "records_workspace"')


def test_runs_in_a_list_come_without_their_documents() -> None:
    workspace = org.workspace()
    org.run(workspace)
    (run,) = queries.runs(workspace)
    assert "summary" in run.get_deferred_fields()


def test_changes_are_narrowed_by_known_names_only() -> None:
    run = org.run(org.workspace())
    for rank, (address, action) in enumerate([("aws_instance.a", "delete"), ("aws_instance.b", "create")]):
        RunChange.objects.create(run=run, rank=rank, address=address, block=address, type="aws_instance", action=action)
    assert [change.address for change in queries.run_changes(run, 1, {"action": "delete"})] == ["aws_instance.a"]
    assert [change.address for change in queries.run_changes(run, 1, {"text": "INSTANCE.B"})] == ["aws_instance.b"]
    assert len(queries.run_changes(run, 1, {"text": "aws\0"})) == 2
    assert len(queries.run_changes(run, 1, {"run__workspace__token__digest": "a"})) == 2
    assert len(queries.run_changes(run, "nonsense", {"action": ""})) == 2


def test_hits_are_counted_where_a_person_looks() -> None:
    mine, others = org.workspace("mine"), org.workspace("others")
    for workspace in (mine, others):
        run = org.run(workspace)
        org.finding(run)
        org.finding(run, address="aws_instance.other")
        org.finding(run, status="undetermined")
    org.finding(org.run(mine, created_at=timezone.now() - timedelta(days=60)))
    since = timezone.now() - timedelta(days=30)
    viewer = org.member(mine, Role.VIEWER)
    assert queries.guardrail_hits(viewer, since) == {"ec2-public-ip": queries.Hits(2, 1)}
    assert queries.guardrail_hits(org.person(organisation_role=Role.VIEWER), since)["ec2-public-ip"].findings == 4


def test_settings_of_unseen_workspaces_are_not_told() -> None:
    mine = org.workspace("mine")
    org.workspace("secret-project")
    for scope, selector in [
        ("organisation", ""),
        ("labels", "env=prod"),
        ("workspace", "mine"),
        ("workspace", "secret-project"),
    ]:
        GuardrailSetting.objects.create(guardrail="g", scope=scope, selector=selector, changed_at=timezone.now())
    seen = queries.guardrail_settings(org.member(mine, Role.VIEWER))
    assert [setting.selector for setting in seen] == ["env=prod", "", "mine"]


def test_events_by_person_verb_text_resource_and_place(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, others = org.workspace("mine"), org.workspace("others")
    run = org.run(mine)
    org.change(run, address="aws_db_instance.orders[0]", block="aws_db_instance.orders")
    org.event(mine, "run.approved", run=run, reason="agreed in CHG-1")
    org.event(mine, "member.changed")
    org.event(others, "run.approved")
    org.event(None, "guardrail.enforced")
    viewer, all_seeing = org.member(mine, Role.VIEWER), org.person(organisation_role=Role.VIEWER)

    def verbs(reader: queries.Person, **asked: str) -> list[str]:
        return [event.verb for event in queries.events(reader, queries.Trail(**asked))]  # type: ignore[arg-type]  # texts only here

    assert verbs(all_seeing) == ["guardrail.enforced", "run.approved", "member.changed", "run.approved"]
    assert verbs(viewer) == ["member.changed", "run.approved"]
    assert verbs(viewer, verb="run.approved") == ["run.approved"]
    assert verbs(viewer, text="chg-1") == ["run.approved"]
    for few in (trail.FEW, 0):  # both ways to find a resource's events
        monkeypatch.setattr(trail, "FEW", few)
        for address in ("aws_db_instance.orders", "aws_db_instance.orders[0]"):
            assert verbs(viewer, resource=address) == ["run.approved"]
        assert verbs(viewer, resource="aws_db_instance.orders[1]") == []
    assert verbs(viewer, person="nobody") == []
    assert verbs(viewer, workspace="others") == []


def test_events_page_by_key() -> None:
    workspace = org.workspace()
    for _ in range(5):
        org.event(workspace)
    person = org.person(organisation_role=Role.VIEWER)
    first = queries.events(person, queries.Trail(), limit=3)
    rest = queries.events(person, queries.Trail(), first[-1].pk, limit=3)
    assert [event.sequence for event in [*first, *rest]] == [5, 4, 3, 2, 1]
    forwards = queries.Trail(forwards=True)
    first = queries.events(person, forwards, limit=3)
    rest = queries.events(person, forwards, first[-1].pk, limit=3)
    assert [event.sequence for event in [*first, *rest]] == [1, 2, 3, 4, 5]


def test_what_stands_is_what_was_applied_last() -> None:
    workspace = org.workspace()
    assert queries.standing_run(workspace) is None
    applied = org.run(workspace, State.APPLIED, applied_at=timezone.now())
    org.run(workspace, State.AWAITING)
    standing = queries.standing_run(workspace)
    assert standing
    assert (standing.run, standing.types) == (applied, [("aws_instance", 1)])
    assert "summary" in standing.run.get_deferred_fields()


def test_what_drifted_is_loaded_for_drifted_runs_only() -> None:
    workspace = org.workspace()
    drifted = org.run(workspace, drifted=1, summary={"drift": [{"address": "aws_instance.a", "action": "update"}]})
    same = org.run(workspace)
    assert queries.drifted_resources([drifted, same]) == {
        drifted.pk: [{"address": "aws_instance.a", "action": "update"}]
    }


def test_what_nobody_could_price_does_not_cost_nothing() -> None:
    workspace = org.workspace()
    org.run(workspace, cost_before=None, cost_after=None)
    person = org.person(organisation_role=Role.VIEWER)
    (line,) = queries.workspace_lines(person, queries.Asked(), (), 1)
    assert (line.cost, line.costs, queries.trend(workspace)) == (None, (), [])
    assert queries.totals(person, ()).unpriced == 1


def test_the_most_frequent_labels_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, labels in enumerate([{"a": "1", "b": "1"}, {"a": "1"}, {"a": "1"}, {"c": "1"}, {"b": "1"}]):
        org.workspace(f"w{number}", labels=labels)
    person = org.person(organisation_role=Role.VIEWER)
    assert queries.labels(person) == (["a=1", "b=1", "c=1"], 0)
    monkeypatch.setattr(estate, "MOST_LABELS", 2)
    assert queries.labels(person) == (["a=1", "b=1"], 1)
