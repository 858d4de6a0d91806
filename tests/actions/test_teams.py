"""Teams: their roles hold at once and end at once, single sign-on leaves what people gave, the trail tells all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import decide, people, teams
from gitops_portal.core.errors import Invalid, Refused
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import AuditEvent, TeamMembership, TeamRole
from tests import organisation as org
from tests.actors import OPERATOR
from tests.portal import Portal

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

    from tests.servers import Database

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.filter(verb__startswith="team.").order_by("pk").values_list("verb", "subject"))


@pytest.mark.parametrize(
    ("held", "wanted", "role"),
    [
        ({"env": "prod"}, "env=prod", Role.REVIEWER),
        ({"env": "prod", "tier": "1"}, "env=prod,tier=1", Role.REVIEWER),
        ({"env": "prod"}, "env=prod,tier=1", None),
        ({"env": "test"}, "env=prod", None),
        ({}, "env=prod", None),
        ({}, "", Role.REVIEWER),
        ({"0": "a", 'we"ird.$[key]': "%s'"}, "0=a,we\"ird.$[key]=%s'", Role.REVIEWER),
        ({"0": "b"}, "0=a", None),
    ],
)
def test_a_role_by_labels_holds_in_lists_as_on_pages(held: dict[str, str], wanted: str, role: Role | None) -> None:
    place, tea = org.workspace(labels=held), org.person("tea")
    org.team("network", tea, role=Role.REVIEWER, labels=wanted)
    run = org.run(place)
    assert queries.role_in(tea, place) is role
    assert queries.slugs(tea) == ({place.slug} if role else set())
    assert [one.pk for one in queries.waiting_for(tea)] == ([run.pk] if role else [])
    assert [known.key for known in queries.mentionable(place)] == ([tea.pk] if role else [])


def test_a_role_in_one_workspace_ends_with_its_team() -> None:
    mine, other, tea = org.workspace("mine"), org.workspace("other"), org.person("tea")
    network = org.team("network", tea, role=Role.OWNER, workspace=mine)
    assert (queries.role_in(tea, mine), queries.role_in(tea, other)) == (Role.OWNER, None)
    teams.remove(OPERATOR, network)
    assert queries.role_in(tea, mine) is None
    assert told()[-1] == ("team.removed", "team network")
    removed = AuditEvent.objects.get(verb="team.removed").detail
    assert removed == {"members": ["tea@example.org"], "roles": ["owner in mine"]}


def test_who_is_taken_out_of_a_team_a_moment_ago_decides_nothing() -> None:
    tea = org.person("tea")
    network = org.team("network", tea, role=Role.REVIEWER, labels="env=prod")
    run = org.run(org.workspace(labels={"env": "prod"}))
    assert queries.role_in(tea, run.workspace) is Role.REVIEWER  # her page was open by then
    teams.take_out(OPERATOR, network, tea)
    with pytest.raises(Refused, match="yours is none"):
        decide.decide(run, by=tea, action="approve", reason="fine", evidence=run.evidence)
    assert not run.decisions.exists()
    assert AuditEvent.objects.filter(verb="run.decision_refused").exists()


def test_an_auditor_of_everything_reads_the_organisations_trail_by_a_team_too() -> None:
    audra, viewer = org.person("audra"), org.member(org.workspace(), Role.VIEWER)
    org.team("auditors", audra, role=Role.AUDITOR)
    assert (queries.everywhere(audra), queries.everywhere(viewer)) == (True, False)
    assert queries.ORGANISATION in {chain.name for chain in queries.chains(audra)}
    assert queries.ORGANISATION not in {chain.name for chain in queries.chains(viewer)}
    assert not audra.owns_organisation


def test_a_team_gives_owners_of_every_workspace_and_none_of_the_organisation() -> None:
    tea = org.person("tea")
    org.team("chiefs", tea, role=Role.OWNER)
    assert queries.role_in(tea, org.workspace()) is Role.OWNER
    assert not tea.owns_organisation


def test_single_sign_on_sets_its_own_part_and_leaves_what_people_gave() -> None:
    tea = org.person("tea")
    network, data, chiefs = org.team("network", tea), org.team("data"), org.team("chiefs")
    assert teams.sync(tea, ["network", "data", "nobody-made-this"]) == ["data", "network"]
    before = told()
    assert teams.sync(tea, ["data", "network"]) == ["data", "network"]
    assert told() == before, "the same again tells nothing"
    assert teams.sync(tea, ["chiefs"]) == ["chiefs"]
    held = dict(TeamMembership.objects.filter(person=tea).values_list("team__slug", "by_sso"))
    assert held == {"network": False, "chiefs": True}
    teams.add(OPERATOR, chiefs, tea)
    assert teams.sync(tea, []) == []
    assert dict(TeamMembership.objects.values_list("team__slug", "by_sso")) == {"network": False, "chiefs": False}
    by_sso = AuditEvent.objects.filter(detail__by_sso=True).order_by("pk").values_list("verb", "detail__team", "actor")
    assert list(by_sso) == [
        ("team.member_added", "data", "single sign-on"),
        ("team.member_added", "chiefs", "single sign-on"),
        ("team.member_removed", "data", "single sign-on"),
    ]
    assert {data.slug, network.slug} == {"data", "network"}


def test_a_place_has_one_role_of_a_team_and_the_trail_has_both() -> None:
    network = org.team("network")
    for role in (Role.VIEWER, Role.REVIEWER, Role.REVIEWER):
        teams.give(OPERATOR, network, role, labels="env=prod")
    assert [str(one) for one in TeamRole.objects.all()] == ["reviewer where env=prod"]
    assert [verb for verb, _ in told()[1:]] == ["team.role_given", "team.role_taken", "team.role_given"]


def test_what_is_no_team_and_no_role_is_refused() -> None:
    network = org.team("network")
    for slug, why in (("network", "already"), ("No Slug", "slug"), ("", "slug")):
        with pytest.raises(Invalid, match=why):
            teams.create(OPERATOR, slug)
    with pytest.raises(Invalid, match="not a role"):
        teams.give(OPERATOR, network, "emperor")
    with pytest.raises(Invalid, match="not a label selector"):
        teams.give(OPERATOR, network, Role.VIEWER, labels="prod")
    with pytest.raises(Invalid, match="one of the two"):
        teams.give(OPERATOR, network, Role.VIEWER, labels="env=prod", workspace=org.workspace())


def test_roles_take_one_question_however_many_there_are(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tea, place = org.person("tea"), org.workspace(labels={"env": "prod"})
    people.set_member(OPERATOR, place, tea, Role.VIEWER)
    for number in range(5):
        org.team(f"team-{number}", tea, role=Role.REVIEWER, labels="env=prod")
    with django_assert_num_queries(1):
        assert queries.role_in(tea, place) is Role.REVIEWER


SEEN = """
from gitops_portal.actions import teams, workspaces
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records import queries
from gitops_portal.records.models import Person
by, tea = Actor(ActorKind.PORTAL, "test"), Person.objects.create_user("tea@example.org")
network = teams.create(by, "network")
teams.add(by, network, tea)
teams.give(by, network, "reviewer", labels="0=a,env=prod")
for slug, labels in (("one", {"0": "a", "env": "prod"}), ("two", {"env": "prod"}), ("three", {"0": ["a"], "env": "prod"})):
    place = workspaces.ensure(by, slug)
    type(place).objects.filter(pk=place.pk).update(labels=labels)
print(sorted(queries.slugs(tea)), [queries.role_in(tea, queries.workspace("one", tea))])
"""


@pytest.mark.servers
def test_postgresql_says_the_same_of_labels(postgres: Database, tmp_path: Path) -> None:
    with postgres.fresh() as url:
        portal = Portal(tmp_path, {"DATABASE_URL": url})
        portal.manage("migrate", "--verbosity", "0")
        assert "['one'] [<Role.REVIEWER: 'reviewer'>]" in portal.manage("shell", "-c", SEEN)
