"""Channels by the API: an owner makes, tests, changes and removes them, and no secret ever comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from gitops_portal.actions import channels, tokens
from gitops_portal.core.model import Role
from gitops_portal.records.models import Channel
from tests import organisation as org
from tests.actors import OPERATOR
from tests.hooks import Behaviour, Server, server

pytestmark = pytest.mark.django_db
HERE = "/api/v1/channels"


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    with server() as running:
        settings.OUTBOUND_HOSTS = [running.host]
        yield running


@pytest.fixture
def chief() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def asked(client: Client, method: str, path: str, told: Any = None) -> Any:
    return getattr(client, method)(f"{HERE}{path}", json.dumps(told or {}), content_type="application/json")


def test_the_life_of_a_channel(chief: Client, hook: Server) -> None:
    org.workspace()
    made = asked(chief, "post", "", {"kind": "teams", "name": "ops", "settings": {"url": f"{hook.url}/very-secret"}})
    assert made.status_code == 201
    one = f"/{made.json()['id']}"
    assert asked(chief, "post", f"{one}/test").json() == {"arrived": True, "error": ""}
    told = asked(chief, "post", f"{one}/subscriptions", {"workspace": "orders-prod", "events": ["run.blocked"]})
    assert (told.status_code, told.json()["events"]) == (201, ["run.blocked"])
    assert asked(chief, "patch", one, {"name": "operations"}).json()["name"] == "operations"
    assert asked(chief, "post", f"{one}/test").json()["arrived"], "the address was kept"
    quiet = {"time_zone": "Europe/Berlin", "quiet_from": "20:00", "quiet_until": "07:00"}
    assert asked(chief, "put", f"{one}/times", quiet).json()["times"]["quiet_from"] == "20:00:00"
    assert asked(chief, "post", f"{one}/pause").json()["paused"] is True
    assert asked(chief, "post", f"{one}/test").status_code == 409
    assert asked(chief, "post", f"{one}/resume").json()["paused"] is False
    (listed,) = chief.get(HERE).json()["channels"]
    assert [each["workspace"] for each in listed["subscriptions"]] == ["orders-prod"]
    assert "very-secret" not in chief.get(HERE).text + chief.get(f"{HERE}{one}").text + made.text
    assert chief.delete(f"{HERE}{one}/subscriptions/{told.json()['id']}").status_code == 204
    assert chief.delete(f"{HERE}{one}").status_code == 204
    assert chief.get(f"{HERE}{one}").status_code == 404


def test_a_secret_that_signs_is_told_once(chief: Client) -> None:
    made = asked(
        chief, "post", "", {"kind": "webhook", "name": "hook", "settings": {"url": "https://hooks.example.org/"}}
    )
    assert made.json()["secret"].startswith("whsec_")
    assert "whsec_" not in chief.get(f"{HERE}/{made.json()['id']}").text


def test_what_did_not_arrive_is_told(chief: Client, hook: Server) -> None:
    hook.answers(Behaviour(404, body=b"no such hook"))
    made, _ = channels.add(OPERATOR, "webhook", "ops", {"url": hook.url})
    told = asked(chief, "post", f"/{made.pk}/test").json()
    assert told == {"arrived": False, "error": "It answered 404: no such hook"}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"kind": "pigeon", "name": "a"}, 422),
        ({"kind": "teams", "name": "a"}, 422),
        ({"kind": "teams", "name": "a", "settings": {"url": "http://10.0.0.1/"}}, 422),
        ({"kind": "teams", "name": "a", "settings": {"url": "https://x.example.org/", "colour": "red"}}, 422),
        ({"kind": "teams", "name": "", "settings": {"url": "https://x.example.org/"}}, 422),
        ({"kind": "teams", "name": "a", "workspace": "nowhere"}, 404),
        ({"name": "a"}, 422),
    ],
)
def test_what_can_not_be_is_refused_and_leaves_nothing(chief: Client, told: dict[str, Any], status: int) -> None:
    assert asked(chief, "post", "", told).status_code == status
    assert not Channel.objects.exists()


def test_channels_are_for_owners() -> None:
    place = org.workspace()
    common, _ = channels.add(OPERATOR, "webhook", "common", {"url": "https://hooks.example.org/"})
    own, _ = channels.add(OPERATOR, "webhook", "own", {"url": "https://hooks.example.org/"}, workspace=place)
    reviewer, owner = org.member(place, Role.REVIEWER, "rev"), org.member(place, Role.OWNER, "own")
    for client, of_common, of_own in (
        (org.signed_in(reviewer), 403, 403),
        (org.signed_in(owner), 403, 200),
        (org.signed_in(org.person("stranger")), 403, 404),
        (Client(headers={"Authorization": f"Bearer {tokens.create(OPERATOR, name='CI')[1]}"}), 403, 403),
        (Client(), 401, 401),
    ):
        assert client.get(f"{HERE}/{common.pk}").status_code == of_common
        assert client.get(HERE).status_code == of_common
        assert client.get(f"{HERE}/{own.pk}").status_code == of_own
        assert client.get(f"{HERE}?workspace=orders-prod").status_code == of_own
        assert asked(client, "post", f"/{common.pk}/pause").status_code == of_common
