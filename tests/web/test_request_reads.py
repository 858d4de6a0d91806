"""Who reads whose outputs in a change request and beyond it: named as far as the asking person sees, else counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.core.change_requests import Read
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import Person, StateRead, Workspace
from tests import organisation as org

if TYPE_CHECKING:
    from gitops_portal.records.queries import Reads

pytestmark = pytest.mark.django_db

KEY = "c" * 32


@pytest.fixture
def chief() -> Person:
    return org.person("chief", Role.OWNER)


def place(slug: str, *, planned: bool = True, **told: Any) -> Workspace:
    workspace = org.workspace(slug, state_address=f"s3://states/{slug}")
    if planned:
        org.run(workspace, **({"request": KEY} | told))
    return workspace


def reads(reader: Workspace, state: str, *outputs: str) -> None:
    StateRead.objects.create(workspace=reader, address=f"s3://states/{state}", block="a", outputs=list(outputs))


def found(person: Person) -> Reads:
    request = queries.change_request(person, KEY)
    assert request
    return queries.reads_of(request, person)


def test_edges_carry_all_outputs_that_are_read(chief: Person) -> None:
    apps, _ = place("apps"), place("network")
    reads(apps, "network", "vpc_id")
    reads(apps, "network", "subnets", "vpc_id")
    assert found(chief).inside == (Read("apps", "network", ("subnets", "vpc_id")),)
    reads(apps, "network", "*")
    assert found(chief).inside == (Read("apps", "network", ("subnets", "vpc_id"), untold=True),)


def test_a_workspace_that_reads_itself_has_no_edge(chief: Person) -> None:
    reads(place("apps"), "apps", "a")
    assert found(chief) == queries.Reads()


def test_what_the_change_request_does_not_change_is_outside(chief: Person) -> None:
    apps = place("apps")
    place("dns", planned=False)
    reads(apps, "dns", "zone")
    reads(apps, "nobodys", "x")
    reads(place("web", planned=False), "apps", "url")
    told = found(chief)
    assert told.outside == (Read("apps", "dns", ("zone",)), Read("web", "apps", ("url",)))
    assert (told.names, told.other_states, told.other_readers) == (("dns", "web"), {"apps": 1}, {})


def test_what_the_person_may_not_see_is_counted_and_not_named() -> None:
    """Of one workspace that is read and in the change request, one that is read and is not, and one that reads."""
    apps = place("apps")
    place("network")
    place("dns", planned=False)
    reads(apps, "network", "vpc_id")
    reads(apps, "dns", "zone")
    reads(place("web", planned=False), "apps", "url")
    told = found(org.member(apps, Role.REVIEWER))
    assert (told.inside, told.outside, told.names) == ((), (), ())
    assert (told.other_states, told.other_readers) == ({"apps": 2}, {"apps": 1})


def test_many_readers_are_counted(chief: Person) -> None:
    place("network")
    for number in range(20):
        reads(place(f"w{number:02}", planned=False), "network")
    told = found(chief)
    assert len(told.names) == 8
    assert told.other_readers == {"network": 12}


def test_what_is_applied_already_is_waited_for_no_more(chief: Person) -> None:
    apps, data = place("apps"), place("data")
    place("network", state=State.APPLIED, applied_at=timezone.now())
    reads(apps, "data")
    reads(apps, "network")
    reads(data, "network")
    request = queries.change_request(chief, KEY)
    assert request
    told = queries.reads_of(request, chief)
    assert queries.apply_first(request, told) == {"apps": ["data"]}
    assert queries.apply_order(request, told) == ([["network"], ["data"], ["apps"]], [])


def test_it_asks_as_often_for_many_as_for_few(chief: Person, django_assert_num_queries: Any) -> None:
    for number in range(30):
        reads(place(f"w{number:02}"), f"w{number - 1:02}")
        reads(place(f"o{number:02}", planned=False), f"w{number:02}")
    request = queries.change_request(chief, KEY)
    assert request
    with django_assert_num_queries(5):
        assert len(queries.reads_of(request, chief).inside) == 29
