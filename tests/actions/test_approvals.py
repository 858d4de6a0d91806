"""Approval rules over a run's whole way: evaluated, decided, asked by the gate; other rules afterwards; freezes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from gitops_portal.actions import approvals, clock, gate, people, reconcile, teams, workspaces
from gitops_portal.actions.decide import decide
from gitops_portal.adapters import rule_files
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.errors import Refused
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.placed import Misplaced
from gitops_portal.records import queries
from gitops_portal.records.models import ApprovalBook, AuditEvent, Decision, Run, Team
from gitops_portal.records.queries import acting
from gitops_portal.records.queries.deciding import wanted
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import HARMLESS, NOTHING, entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from gitops_portal.records.models import Person, Workspace

    Upload = Callable[..., Run]
    Member = Callable[[str, str], Person]

pytestmark = pytest.mark.django_db

ROUTE = plan(entry("aws_route_table.main", "update", before={"vpc_id": "a"}, after={"vpc_id": "b"}))
AGAIN = plan(
    entry("aws_route_table.main", "update", before={"vpc_id": "a"}, after={"vpc_id": "b"}),
    timestamp="2026-11-24T10:00:00Z",
)
TWO = """
version: 1
approvals:
  network: {when: [{types: ["aws_route*"]}], needs: [{team: network}]}
  security: {when: [{types: ["aws_route*"]}], needs: [{team: security}]}
"""


def apply(text: str) -> ApprovalBook | None:
    return approvals.apply(OPERATOR, read(rule_files.read(text).document), text)


def say(run: Run, by: Person, action: str = "approve") -> Decision:
    decision = decide(run, by=by, action=action, reason="fine", evidence=run.evidence)
    run.refresh_from_db()
    return decision


@pytest.fixture
def two(workspace: Workspace, member: Member) -> dict[str, Person]:
    """Aisha of network, Sam of security, Bo of both, Rita of neither: reviewers all of them; Nora cannot approve."""
    found = {name: member(name, Role.REVIEWER) for name in ("aisha", "sam", "bo", "rita")}
    found["nora"] = member("nora", Role.VIEWER)
    org.team("network", found["aisha"], found["bo"], found["nora"])
    org.team("security", found["sam"], found["bo"])
    apply(TWO)
    return found


def test_two_teams_have_to_approve_what_both_are_asked_for(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    assert [(one["rule"], one["why"]) for one in run.requirements] == [
        ("network", "aws_route_table.main is updated"),
        ("security", "aws_route_table.main is updated"),
    ]
    say(run, two["aisha"])
    assert run.state == State.AWAITING
    answer = gate.ask(run)
    assert not answer.allowed
    assert "needs 1 more of team security, because aws_route_table.main is updated" in answer.reason
    say(run, two["sam"])
    assert run.state == State.APPROVED
    assert gate.ask(run).allowed


def test_one_person_of_both_teams_counts_for_one_rule(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    say(run, two["bo"])
    assert (run.state, queries.approvals(run).missing) == (State.AWAITING, 1)
    say(run, two["sam"])  # so that Bo counts for network
    assert run.state == State.APPROVED


def test_one_person_counts_for_rules_that_share(upload: Upload, two: dict[str, Person]) -> None:
    apply(TWO.replace("needs: [{team: security}]", "needs: [{team: security}], shares_people: true"))
    run = upload(ROUTE)
    say(run, two["bo"])
    assert run.state == State.APPROVED


def test_who_is_in_no_team_that_is_asked_for_brings_nothing_nearer(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    say(run, two["rita"])
    assert (run.state, queries.approvals(run).missing) == (State.AWAITING, 2)


def test_what_no_rule_speaks_of_needs_what_its_workspace_asks_for(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(HARMLESS)
    assert run.requirements == []
    say(run, two["rita"])
    assert run.state == State.APPROVED


def test_nothing_to_apply_needs_nobody(upload: Upload, two: dict[str, Person]) -> None:
    apply("version: 1\napprovals: {all: {needs: [{team: network}]}}")
    assert upload(NOTHING).state == State.AUTO_APPROVED
    assert upload(HARMLESS).requirements[0]["why"] == "the plan changes something"


def test_a_rule_holds_where_nobody_else_is_asked(upload: Upload, workspace: Workspace, two: dict[str, Person]) -> None:
    workspaces.change(OPERATOR, workspace, required_approvals=0)
    assert upload(HARMLESS).state == State.AUTO_APPROVED
    assert upload(ROUTE).state == State.AWAITING


SHORT = """
version: 1
approvals:
  network: {when: [{types: ["aws_route*"]}], needs: [{team: network}], approval_hours: 4}
  buckets: {when: [{types: ["aws_s3*"]}], needs: [{team: network}], approval_hours: 1}
"""


def test_an_approval_ends_after_the_hours_of_a_rule_that_asked(upload: Upload, two: dict[str, Person]) -> None:
    """And not after those of one that did not ask; the gate says so before the clock came by, and the clock ends it."""
    apply(SHORT)
    start = timezone.now()
    with clock.at(start):
        run = upload(ROUTE)
        assert run.approved_until is None
    with clock.at(start + timedelta(days=1)):
        say(run, two["aisha"])
        assert run.state == State.APPROVED
        assert run.approved_until == start + timedelta(days=1, hours=4)
        assert reconcile.expire() == 0
    with clock.at(start + timedelta(days=1, hours=3)):
        assert gate.ask(run).allowed
        again = upload(AGAIN)
        assert again.approved_until == run.approved_until, "what carries over ends when it would have"
    with clock.at(start + timedelta(days=1, hours=5)):
        assert "ended after 4 hours" in gate.ask(again).reason
        assert reconcile.expire() == 1


def test_hours_of_a_rule_never_lengthen_what_the_workspace_says(
    upload: Upload, workspace: Workspace, two: dict[str, Person]
) -> None:
    workspaces.change(OPERATOR, workspace, approval_days=1)
    apply(SHORT.replace("approval_hours: 4", "approval_hours: 100"))
    run = upload(ROUTE)
    say(run, two["aisha"])
    assert run.decided_at
    assert run.approved_until == run.decided_at + timedelta(days=1)


def test_who_is_still_needed_is_told_by_name(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE, actor="bo@example.org")
    assert [str(one) for one in wanted(run, queries.approvals(run))] == [
        "needs 1 more of team network, because aws_route_table.main is updated: aisha",
        "needs 1 more of team security, because aws_route_table.main is updated: sam",
    ]
    people.deactivate(OPERATOR, two["sam"])
    for name in ("kim", "lea", "max", "ned"):
        person = people.invite(OPERATOR, f"{name}@example.org", name, Role.REVIEWER)
        teams.add(OPERATOR, Team.objects.get(slug="network"), person)
    network, security = wanted(run, queries.approvals(run))
    assert (network.can, network.more) == (("aisha", "kim", "lea"), 2)
    assert str(security).endswith("nobody who can is known here")


def test_who_is_needed_takes_as_many_questions_for_many_as_for_few(
    upload: Upload, two: dict[str, Person], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    more = "".join(f"  r{n}: {{when: [{{types: ['aws_route*']}}], needs: [{{team: network}}]}}\n" for n in range(20))
    apply(TWO + more)
    run = acting.light_run(upload(ROUTE).pk)
    for number in range(20):
        person = people.invite(OPERATOR, f"p{number}@example.org", f"p{number}", Role.REVIEWER)
        teams.add(OPERATOR, Team.objects.get(slug="network"), person)
    with django_assert_num_queries(2):
        found = queries.approvals(run)
    assert found.missing == 22
    with django_assert_num_queries(6):
        assert len(wanted(run, found)) == 22


def test_only_what_somebody_can_move_waits_for_them(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    waits = {name: [one.pk for one in queries.waiting_for(person)] for name, person in two.items()}
    assert waits == {"aisha": [run.pk], "sam": [run.pk], "bo": [run.pk], "rita": [run.pk], "nora": []}
    say(run, two["rita"])
    say(run, two["aisha"])
    waits = {name: [one.pk for one in queries.waiting_for(person)] for name, person in two.items()}
    assert waits == {"aisha": [], "sam": [run.pk], "bo": [run.pk], "rita": [], "nora": []}
    late = people.invite(OPERATOR, "late@example.org", "Late", Role.REVIEWER)
    assert queries.waiting_for(late) == []


# ── attacks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_was_taken_out_of_the_team_a_moment_ago_does_not_count(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    teams.take_out(OPERATOR, Team.objects.get(slug="network"), two["aisha"])
    say(run, two["aisha"])
    assert [need.requirement.rule for need in queries.approvals(run).open_needs] == ["network", "security"]


def test_who_decided_while_they_were_in_the_team_goes_on_counting(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    say(run, two["aisha"])
    teams.take_out(OPERATOR, Team.objects.get(slug="network"), two["aisha"])
    say(run, two["sam"])
    assert gate.ask(run).allowed


def test_the_author_is_of_no_help_in_their_own_team(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE, actor="aisha@example.org")
    with pytest.raises(Refused, match="your own change"):
        say(run, two["aisha"])


def test_a_second_account_of_the_same_e_mail_is_the_same_person(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    say(run, two["bo"])
    now = timezone.now()
    Decision.objects.filter(run=run).update(person=None)
    Decision.objects.create(
        run=run,
        identity="bo@example.org",
        name="Bo",
        action="approve",
        teams=["security"],
        resolved_at=now,
        created_at=now,
    )
    assert queries.approvals(run).missing == 1


def test_an_owners_override_stands_by_itself(upload: Upload, owner: Person, two: dict[str, Person]) -> None:
    run = upload(ROUTE)
    Run.objects.filter(pk=run.pk).update(state=State.BLOCKED)
    run.refresh_from_db()
    say(run, owner, "override")
    assert (run.state, queries.approvals(run).missing) == (State.APPROVED, 0)


# ── other rules afterwards ───────────────────────────────────────────────────────────────────────────────────────


def test_other_rules_reopen_what_takes_more_people(upload: Upload, two: dict[str, Person]) -> None:
    run = upload(HARMLESS)
    say(run, two["rita"])
    assert run.state == State.APPROVED
    apply("version: 1\napprovals: {all: {needs: [{team: network}]}}")
    run.refresh_from_db()
    assert run.state == State.AWAITING
    event = AuditEvent.objects.get(verb="run.reopened")
    assert event.reason == "Approval rules ask for more people now."
    say(run, two["aisha"])
    assert gate.ask(run).allowed


def test_the_gate_works_it_out_where_nobody_did(upload: Upload, two: dict[str, Person]) -> None:
    """Between the moment in which rules are applied and the one in which a run's turn comes."""
    run = upload(HARMLESS)
    say(run, two["rita"])
    book = read(rule_files.read("version: 1\napprovals: {all: {needs: [{team: network}]}}").document)
    ApprovalBook.objects.create(version=9, source="", document=book.written(), applied_at=timezone.now())
    answer = gate.ask(run)
    assert (answer.allowed, "team network" in answer.reason) == (False, True)


def test_another_label_brings_other_rules(upload: Upload, workspace: Workspace, two: dict[str, Person]) -> None:
    apply("version: 1\napprovals: {pci: {scopes: [{labels: {pci: 'yes'}}], needs: [{team: network}]}}")
    run = upload(HARMLESS)
    say(run, two["rita"])
    workspaces.change(OPERATOR, workspace, labels={"pci": "yes"})
    run.refresh_from_db()
    assert run.state == State.AWAITING
    assert not gate.ask(run).allowed


def test_rules_are_kept_version_by_version_and_the_trail_has_what_changed(two: dict[str, Person]) -> None:
    assert apply(TWO) is None, "the same again is no version"
    assert apply(TWO.replace("team: security", "team: network"))
    event = AuditEvent.objects.filter(verb="approvals.applied").latest("pk").detail
    assert event["version"] == 2
    assert set(event["before"]) == set(event["after"]) == {"approvals/security"}
    assert event["before"]["approvals/security"]["needs"][0]["team"] == "security"


def test_a_team_that_nobody_made_is_refused() -> None:
    with pytest.raises(Misplaced, match="no team “network”") as caught:
        apply(TWO)
    assert caught.value.place == ("approvals", "network", "needs", 0)
    assert not ApprovalBook.objects.exists()


# ── by rule ──────────────────────────────────────────────────────────────────────────────────────────────────────

BY_RULE = "version: 1\nauto_approve: {small: {types: ['aws_*']}}\n"


def test_a_rule_approves_in_everybodys_place_and_the_trail_names_it(upload: Upload, workspace: Workspace) -> None:
    apply(BY_RULE)
    run = upload(HARMLESS)
    assert (run.state, run.approved_by_rule) == (State.AUTO_APPROVED, "small")
    assert gate.ask(run).allowed
    event = AuditEvent.objects.get(verb="run.approved_by_rule")
    assert event.detail == {"rule": "small", "version": run.approval_version}


@pytest.mark.parametrize(
    "body",
    [
        plan(entry("aws_s3_bucket.b", "delete", before={"bucket": "a"})),
        plan(entry("aws_s3_bucket.b", "ponder", before={"bucket": "a"}, after={"bucket": "b"})),
        plan(entry("aws_s3_bucket.b", "create", after={"bucket": "b"}), complete=False),
        plan(entry("google_x.b", "create", after={})),
    ],
)
def test_what_no_rule_may_approve_waits(upload: Upload, workspace: Workspace, body: bytes) -> None:
    apply(BY_RULE)
    run = upload(body)
    assert (run.state == State.AUTO_APPROVED, run.approved_by_rule) == (False, "")


def test_a_rule_that_approves_stands_for_nobody_whom_another_asks_for(upload: Upload, two: dict[str, Person]) -> None:
    apply(TWO + "auto_approve: {small: {types: ['aws_*']}}\n")
    assert upload(ROUTE).state == State.AWAITING
    assert upload(HARMLESS).state == State.AUTO_APPROVED


def test_what_a_rule_approved_is_reopened_once_it_would_not(upload: Upload, workspace: Workspace) -> None:
    apply(BY_RULE)
    run = upload(HARMLESS)
    apply(BY_RULE.replace("aws_*", "google_*"))
    run.refresh_from_db()
    assert (run.state, run.approved_by_rule) == (State.AWAITING, "")
    assert not gate.ask(run).allowed


# ── freezes ──────────────────────────────────────────────────────────────────────────────────────────────────────

FROZEN = """
version: 1
freezes:
  year-end:
    title: the year-end freeze
    scopes: [{labels: {env: prod}}]
    window: {time_zone: Europe/Berlin, from: 2026-12-20 18:00, until: 2027-01-04 06:00}
    exceptions: [omar@example.org]
"""
BEFORE, WITHIN = datetime(2026, 12, 20, 16, 0, tzinfo=UTC), datetime(2026, 12, 21, 12, 0, tzinfo=UTC)


def test_nothing_is_applied_during_a_freeze(upload: Upload, reviewer: Person) -> None:
    apply(FROZEN)
    with clock.at(BEFORE):
        run = upload(HARMLESS)
        say(run, reviewer)
        assert gate.ask(run).allowed
    with clock.at(WITHIN):
        answer = gate.ask(run)
        told = "Nothing is applied until 04 January 2027 06:00 (Europe/Berlin): the year-end freeze."
        assert (answer.allowed, answer.reason) == (False, told)
        elsewhere = org.run(org.workspace("elsewhere", required_approvals=0), State.APPROVED)
        assert list(approvals.objections(elsewhere)) == []
    with clock.at(WITHIN + timedelta(days=14)):
        Run.objects.filter(pk=run.pk).update(decided_at=WITHIN + timedelta(days=14))
        run.refresh_from_db()
        assert gate.ask(run).allowed


def test_who_is_named_lets_a_run_through_a_freeze_and_the_trail_tells(
    upload: Upload, owner: Person, reviewer: Person
) -> None:
    apply(FROZEN)
    with clock.at(BEFORE):
        early = upload(HARMLESS)
        say(early, owner)
    with clock.at(WITHIN):
        assert not gate.ask(early).allowed, "approved before it began"
        run = upload(HARMLESS, branch="other")
        say(run, owner)
        assert gate.ask(run).allowed
        another = upload(HARMLESS, branch="third")
        say(another, reviewer)
        assert not gate.ask(another).allowed
    event = AuditEvent.objects.get(verb="run.freeze_passed")
    assert event.detail == {"freeze": "year-end", "until": "2027-01-04T06:00:00+01:00"}
    assert "omar" in event.actor
