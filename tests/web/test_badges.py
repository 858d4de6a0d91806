"""The badge of a workspace: who sees it, and what it says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from gitops_portal.actions import tokens, workspaces
from gitops_portal.records.models import Workspace
from gitops_portal.web.badges import ATTENTION, BAD, GOOD, UNKNOWN
from tests import organisation as org
from tests.actors import OPERATOR

pytestmark = pytest.mark.django_db

PATHS = ("/badges/network.svg", "/badges/network.json")


@pytest.fixture
def network() -> Workspace:
    return org.workspace("network")


def with_token(**more: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {tokens.create(OPERATOR, name='README', **more)[1]}"})


def statuses(client: Client) -> set[int]:
    return {client.get(path).status_code for path in PATHS}


def test_nobody_sees_it_until_the_owner_says_so(network: Workspace) -> None:
    assert statuses(Client()) == {404}
    workspaces.change(OPERATOR, network, shows_badge=True)
    assert statuses(Client()) == {200}
    workspaces.change(OPERATOR, network, shows_badge=False)
    assert statuses(Client()) == {404}


def test_a_token_that_may_read_and_reaches_it_sees_it(network: Workspace) -> None:
    other = org.workspace("other")
    assert statuses(with_token(workspace=network, scopes=["read"])) == {200}
    assert statuses(with_token(scopes=["read"])) == {200}
    assert statuses(with_token(workspace=network, scopes=["upload", "gate"])) == {404}
    assert statuses(with_token(workspace=other)) == {404}
    assert Client().get("/badges/nowhere.svg").status_code == 404


TOLD = {
    "nothing yet": ({}, {}, "no plan, unverified", UNKNOWN, False),
    "in sync": ({"drifted": 0}, {"state": "applied"}, "applied, as declared, $12.00 a month", GOOD, False),
    "drifted": ({"drifted": 2}, {"state": "applied"}, "applied, drifted, $12.00 a month", BAD, False),
    "waits": ({"drifted": 0}, {"state": "awaiting"}, "awaiting approval, as declared, $10.00 a month", ATTENTION, True),
    "blocked": ({"drifted": 0}, {"state": "blocked"}, "blocked, as declared, $10.00 a month", BAD, True),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_it_says(network: Workspace, case: str) -> None:
    fields, run, wanted, color, waits = TOLD[case]
    network.delete()
    network = org.workspace("network", shows_badge=True, **fields)
    if run:
        org.run(network, **run, cost_before=Decimal(10), cost_after=Decimal(12))
    image = Client().get(PATHS[0])
    assert image["Content-Type"] == "image/svg+xml"
    assert f'aria-label="network: {wanted}"' in image.text
    assert color in image.text
    told = Client().get(PATHS[1]).json()
    assert told["waits_for_people"] is waits
    assert told["posture"]["drifted"] == fields.get("drifted")
    assert told["monthly_cost"] is None if not run else told["monthly_cost"].startswith("1")
    assert told.keys() == {"workspace", "state", "waits_for_people", "posture", "monthly_cost", "currency"}
