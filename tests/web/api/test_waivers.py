"""Waivers by the API: what pages of waivers do, for scripts; a token reads them, and answers for none."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gitops_portal.actions import clock, tokens, waivers
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Person, Waiver, Workspace
from tests import organisation as org
from tests.actors import OPERATOR

pytestmark = pytest.mark.django_db
HERE = "/api/v1/workspaces/own/waivers"
DAY = f"{timezone.now() + timedelta(days=30):%Y-%m-%d}"
SAID = {"guardrail": "sg-open-ssh", "address": "aws_security_group.web", "ends_at": DAY, "reason": "migration"}


@pytest.fixture
def own() -> Workspace:
    return org.workspace("own")


@pytest.fixture
def owner(own: Workspace) -> Person:
    return org.member(own, Role.OWNER, "omar")


def asked(client: Client, path: str = "", **told: Any) -> Any:
    return client.post(f"{HERE}{path}", json.dumps(told), content_type="application/json")


def listed(client: Client, path: str = HERE) -> list[int]:
    return [each["id"] for each in client.get(path).json()["waivers"]]


def test_the_life_of_a_waiver(own: Workspace, owner: Person) -> None:
    client, other = org.signed_in(owner), org.signed_in(org.member(own, Role.OWNER, "olga"))
    made = asked(client, **SAID)
    told = made.json()
    assert (made.status_code, told["made_by"], told["workspace"], told["holds"]) == (201, "omar", "own", False)
    assert told["ends_at"].startswith(f"{DAY}T23:59:59")
    one = f"/{told['id']}"
    assert asked(client, f"{one}/approve").status_code == 403, "nobody approves their own"
    approved = asked(other, f"{one}/approve").json()
    assert (approved["approved_by"], approved["holds"]) == ("olga", True)
    assert asked(other, f"{one}/approve").status_code == 409
    assert listed(client) == listed(client, "/api/v1/waivers") == [told["id"]]
    ended = asked(client, f"{one}/withdraw").json()
    assert (ended["ended_by"], ended["holds"]) == ("omar", False)
    assert asked(client, f"{one}/withdraw").status_code == 409
    assert listed(client) == []
    assert listed(client, f"{HERE}?ended=1") == listed(client, "/api/v1/waivers?ended=1") == [told["id"]]
    verbs = AuditEvent.objects.filter(verb__startswith="waiver.").order_by("sequence")
    assert [event.verb for event in verbs] == ["waiver.made", "waiver.approved", "waiver.withdrawn"]


def test_a_request_that_is_sent_again_makes_no_second_waiver(own: Workspace, owner: Person) -> None:
    client = org.signed_in(owner)
    cost = SAID | {"guardrail": "budget-exceeded", "address": "", "ceiling": "250.50"}
    for told in (SAID, cost):
        first, again = (asked(client, **told) for _ in range(2))
        assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert Waiver.objects.count() == 2


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"address": ""}, "Name an address"),
        ({"guardrail": "no-such"}, "There is no guardrail"),
        ({"ends_at": "2020-01-01"}, "Choose an end"),
        ({"ends_at": "soon"}, "ends_at"),
        ({"reason": " "}, "Say why"),
        ({"extra": 1}, "extra"),
        ({"workspace": "other"}, "workspace"),
        ({"ceiling": "5"}, "is not about cost"),
        ({"guardrail": "budget-exceeded", "address": ""}, "up to how much a month"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    own: Workspace, owner: Person, told: dict[str, str], sentence: str
) -> None:
    answer = asked(org.signed_in(owner), **(SAID | told))
    assert (answer.status_code, sentence in answer.json()["detail"]) == (422, True)
    assert not Waiver.objects.exists()


def test_a_ceiling_is_an_amount_as_text(own: Workspace, owner: Person) -> None:
    cost = {"guardrail": "budget-exceeded", "address": "", "ceiling": "250.5"}
    assert asked(org.signed_in(owner), **(SAID | cost)).json()["ceiling"] == "250.50"
    assert Waiver.objects.get().ceiling == Decimal("250.5")


def test_who_may_only_read_makes_and_ends_none(own: Workspace, owner: Person) -> None:
    pk = asked(org.signed_in(owner), **SAID).json()["id"]
    secret = tokens.create(OPERATOR, name="CI", workspace=own, scopes=["read"])[1]
    token = Client(headers={"Authorization": f"Bearer {secret}"})
    for client in (token, org.signed_in(org.member(own, Role.REVIEWER, "rita"))):
        assert listed(client) == [pk]
        for path in ("", f"/{pk}/approve", f"/{pk}/withdraw"):
            assert asked(client, path, **SAID).status_code == 403
    assert Waiver.objects.get().ended_at is None


def test_those_of_another_workspace_are_not_there(own: Workspace, owner: Person) -> None:
    foreign = org.workspace("foreign")
    fay = org.member(foreign, Role.OWNER, "fay")
    until = timezone.now() + timedelta(days=9)
    waiver = waivers.make(foreign, fay, guardrail="sg-open-ssh", address="aws_x.y", reason="why", ends_at=until)
    client = org.signed_in(owner)
    assert listed(client, "/api/v1/waivers") == []
    assert client.get("/api/v1/workspaces/foreign/waivers").status_code == 404
    assert asked(client, f"/{waiver.pk}/withdraw").status_code == 404
    secret = tokens.create(OPERATOR, name="CI", workspace=own, scopes=["read"])[1]
    assert listed(Client(headers={"Authorization": f"Bearer {secret}"}), "/api/v1/waivers") == []


def test_one_whose_time_is_over_holds_no_more(own: Workspace, owner: Person) -> None:
    now = timezone.now()
    said: dict[str, Any] = {"guardrail": "s3-no-versioning", "address": "aws_x.y", "reason": "why"}
    with clock.at(now - timedelta(days=10)):
        waivers.make(own, owner, **said, ends_at=now - timedelta(days=1))
    client = org.signed_in(owner)
    assert listed(client) == []
    (told,) = client.get(f"{HERE}?ended=1").json()["waivers"]
    assert told["holds"] is False


def test_a_list_asks_as_often_whatever_there_is(
    own: Workspace, owner: Person, django_assert_max_num_queries: Any
) -> None:
    client = org.signed_in(owner)
    asked(client, **SAID)
    client.get(HERE)
    with django_assert_max_num_queries(100) as few:
        client.get(HERE)
    most = len(few)
    for number in range(5):
        asked(client, **SAID | {"reason": f"{number}"})
    with django_assert_max_num_queries(most):
        assert len(listed(client)) == 6
    assert client.get(f"{HERE}?page=2").json()["waivers"] == []
