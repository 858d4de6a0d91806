"""The pages of teams: an owner makes one, fills it and gives it a role; others see what concerns them."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import Team
from tests import organisation as org

pytestmark = pytest.mark.django_db


def test_an_owner_makes_a_team_that_gives_a_role_where_labels_say() -> None:
    chief, tea = org.signed_in(org.person("chief", Role.OWNER)), org.person("tea")
    place = org.workspace(labels={"env": "prod"})
    chief.post("/teams/", {"slug": "network", "name": "Network & DNS"})
    chief.post("/teams/network/members/add/", {"person": tea.pk})
    page = chief.post("/teams/network/roles/give/", {"role": "reviewer", "labels": "env=prod"}, follow=True).text
    assert "Network &amp; DNS is reviewer where env=prod now." in page
    assert queries.role_in(tea, place) is Role.REVIEWER
    assert "Team Network &amp; DNS" in org.signed_in(tea).get("/workspaces/orders-prod/").text
    role = Team.objects.get().roles.get()
    chief.post("/teams/network/roles/take/", {"role": role.pk})
    assert queries.role_in(tea, place) is None
    page = chief.post("/teams/network/members/remove/", {"person": tea.pk}, follow=True).text
    assert "Nobody is in it" in page
    chief.post("/teams/network/remove/")
    assert not Team.objects.exists()


@pytest.mark.parametrize(
    ("address", "sent", "told"),
    [
        ("/teams/", {"slug": "No Slug"}, "lower-case letters"),
        ("/teams/", {"slug": "network"}, "already a team"),
        ("/teams/network/roles/give/", {"role": "reviewer", "labels": "prod"}, "not a label selector"),
        ("/teams/network/roles/give/", {"role": "reviewer", "workspace": "nowhere"}, "There is no workspace"),
        ("/teams/network/roles/give/", {"role": "emperor"}, "not one of the available choices"),
        ("/teams/network/members/add/", {"person": 0}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_told_beside_the_form(address: str, sent: dict[str, str], told: str) -> None:
    org.team("network")
    answer = org.signed_in(org.person("chief", Role.OWNER)).post(address, sent)
    assert answer.status_code == 422
    assert told in answer.text


def test_people_see_their_own_teams_and_an_auditor_of_everything_sees_all() -> None:
    tea, audra = org.person("tea"), org.person("audra", Role.AUDITOR)
    org.team("network", tea)
    org.team("data")
    mine, all_of_them = org.signed_in(tea).get("/teams/").text, org.signed_in(audra).get("/teams/").text
    assert ("/teams/network/" in mine, "/teams/data/" in mine) == (True, False)
    assert ("/teams/network/" in all_of_them, "/teams/data/" in all_of_them) == (True, True)
    page = org.signed_in(audra).get("/teams/network/").text
    assert "tea@example.org" in page
    assert '<form method="post" action="/teams/' not in page
