"""Who has to approve a run yet, as scripts are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.actions import approvals, people, teams, workspaces
from gitops_portal.actions.decide import decide
from gitops_portal.adapters import rule_files
from gitops_portal.core.approval_rules.reading import read
from gitops_portal.core.model import Role
from gitops_portal.records.models import Run
from tests.actors import OPERATOR
from tests.documents import HARMLESS, NOTHING, OPEN_SSH, entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from gitops_portal.records.models import Person, Workspace

    Upload = Callable[..., Any]

ROUTE = plan(entry("aws_route_table.main", "update", before={"vpc_id": "a"}, after={"vpc_id": "b"}))
RULES = """
version: 1
approvals:
  network: {when: [{types: ["aws_route*"]}], needs: [{team: network}]}
"""


def reviewer(workspace: Workspace, name: str) -> Person:
    found = people.invite(OPERATOR, f"{name}@example.org", name)
    people.set_member(OPERATOR, workspace, found, Role.REVIEWER)
    return found


def approve(pk: int, by: Person) -> None:
    run = Run.objects.get(pk=pk)
    decide(run, by=by, action="approve", reason="fine", evidence=run.evidence)


def needs(ci: Client, pk: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ci.get(f"/api/v1/runs/{pk}").json()["needs"]
    return found


def test_what_the_workspace_asks_for_goes_down_to_nothing(ci: Client, upload: Upload, workspace: Workspace) -> None:
    workspaces.change(OPERATOR, workspace, required_approvals=2)
    pk = upload(HARMLESS).json()["id"]
    for name, missing in (("ana", 2), ("ben", 1)):
        [one] = needs(ci, pk)
        told = (one["rule"], one["missing"], one["team"], one["reason"])
        assert told == ("", missing, "", "the workspace asks for 2 approvals")
        approve(pk, reviewer(workspace, name))
    assert needs(ci, pk) == []


def test_what_a_rule_asks_for_is_told_with_its_reason_and_who_can(
    ci: Client, upload: Upload, workspace: Workspace
) -> None:
    team = teams.create(OPERATOR, "network", "Network")
    aisha, rita = reviewer(workspace, "aisha"), reviewer(workspace, "rita")
    teams.add(OPERATOR, team, aisha)
    approvals.apply(OPERATOR, read(rule_files.read(RULES).document), RULES)
    pk = upload(ROUTE).json()["id"]
    of_rule = {
        "rule": "network",
        "missing": 1,
        "whom": "team Network",
        "team": "network",
        "reason": "aws_route_table.main is updated",
        "can": ["aisha"],
        "can_more": 0,
    }
    assert needs(ci, pk)[1:] == [of_rule]
    approve(pk, rita)
    assert needs(ci, pk) == [of_rule]
    assert ci.get(f"/api/v1/runs/{pk}").json()["approved_until"] is None
    approve(pk, aisha)
    assert needs(ci, pk) == []
    assert ci.get(f"/api/v1/runs/{pk}").json()["approved_until"].endswith("+00:00")


def test_nothing_is_needed_where_nobody_is_asked_or_it_takes_an_override(ci: Client, upload: Upload) -> None:
    for body, status in ((NOTHING, "auto_approved"), (OPEN_SSH, "blocked")):
        pk = upload(body).json()["id"]
        assert (ci.get(f"/api/v1/runs/{pk}").json()["status"], needs(ci, pk)) == (status, [])
