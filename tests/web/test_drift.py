"""How far each workspace has drifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person(organisation_role=Role.VIEWER))


def test_nothing_to_compare_yet(client: Client) -> None:
    assert "Nothing to compare yet" in client.get("/drift/").text


def test_what_differs_and_since_when(client: Client) -> None:
    now = timezone.now()
    drifted = org.workspace("drifted", drifted=7, verified_at=now)
    found = [{"address": f"aws_instance.n{number}", "action": "update"} for number in range(7)]
    org.run(drifted, State.OBSERVED, kind="drift", drifted=7, summary={"drift": found})
    same = org.workspace("same", drifted=0, verified_at=now)
    org.run(same, State.APPLIED)
    org.workspace("never")
    answer = client.get("/drift/")
    assert [row.workspace.slug for row in answer.context["lines"]] == ["drifted", "never", "same"]
    for told in ("7 drifted", "drift check #1", "aws_instance.n4", "2 more", "Not verified yet", "As declared"):
        assert told in answer.text, told
    assert "aws_instance.n5" not in answer.text


@pytest.mark.parametrize(
    ("state", "shown"),
    [("drifted", ["a"]), ("unverified", ["b", "c"]), ("same", ["d"]), ("nonsense", ["a", "b", "c", "d"])],
)
def test_narrowing(client: Client, state: str, shown: list[str]) -> None:
    now = timezone.now()
    org.workspace("a", drifted=1, verified_at=now)
    org.workspace("b", drifted=0, verified_at=now, unverified=True)
    org.workspace("c")
    org.workspace("d", drifted=0, verified_at=now)
    assert [row.workspace.slug for row in client.get(f"/drift/?state={state}").context["lines"]] == shown


def test_three_hundred_workspaces(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(300):
        org.run(
            org.workspace(f"w{number}", drifted=1),
            drifted=1,
            summary={"drift": [{"address": "a.b", "action": "update"}]},
        )
    with django_assert_max_num_queries(10):
        first = client.get("/drift/")
    assert (len(first.context["lines"]), "1 to 100 of 300" in first.text) == (100, True)
    last = client.get("/drift/?state=drifted&page=3")
    assert (len(last.context["lines"]), "201 to 300 of 300" in last.text) == (100, True)
