"""What a plan found changed outside of Terraform, and what it only moved in the state: on the pages and in the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from gitops_portal.core.model import Role
from tests import organisation as org
from tests.documents import Json, entry, plan

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

MOVES = (Path(__file__).parent.parent / "cases" / "refresh-only-moves.json").read_bytes()
"""A refresh-only plan of the real CLI: three resources have another address in the configuration."""


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def moved(key: int, *actions: str) -> Json:
    sides = {"before": {"a": 1}, "after": {"a": 2 if actions == ("update",) else 1}}
    return entry(f"aws_x.new[{key}]", *actions, previous_address=f"aws_x.old[{key}]", **sides)


@pytest.mark.parametrize(
    ("body", "drifted", "moves"),
    [
        (MOVES, 0, 3),
        (plan(resource_drift=[moved(0, "no-op")]), 0, 1),
        (plan(resource_drift=[moved(0, "update")]), 1, 1),
        (plan(moved(0, "update"), resource_drift=[moved(0, "no-op")]), 0, 1),
        (plan(moved(0, "no-op"), resource_drift=[moved(1, "no-op"), moved(2, "update")]), 1, 3),
        (plan(resource_drift=[entry("aws_x.y", "delete", before={"a": 1})]), 1, 0),
        (plan(resource_drift=[entry("aws_x.y", "ponder", before={"a": 1})]), 1, 0),
    ],
)
def test_a_move_alone_is_no_drift(client: Client, body: bytes, drifted: int, moves: int) -> None:
    workspace = org.workspace()
    run = org.uploaded(workspace, body, kind="drift")
    workspace.refresh_from_db()
    told = run.document.report["plan"]
    assert (told["drifted"], told["changes"]["move"]) == (drifted, moves)
    assert (run.drifted, workspace.drifted) == (drifted, drifted)
    text = client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text
    assert (" drifted:" in text) is bool(drifted)
    assert f"{moves} moved" in text or not moves
    assert (f"{drifted} drifted" in client.get("/drift/").text) is bool(drifted)


def test_what_only_moves_in_the_state_is_listed(client: Client) -> None:
    workspace = org.workspace()
    run = org.uploaded(workspace, MOVES, kind="drift")
    text = client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text
    assert "3 resources only move to another address" in text
    for key in range(3):
        assert f"terraform_data.old[{key}]" in text
