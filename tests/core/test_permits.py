"""Who may take which decision about what: every objection, and which of several is told."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.permits import (
    Grant,
    Standing,
    objection,
    objection_to_comment,
    objection_to_resolve,
    objection_to_rewrite,
    objection_to_settle,
    strongest,
)

REVIEWER = Standing(Role.REVIEWER, State.AWAITING)
OWNER = Standing(Role.OWNER, State.BLOCKED)


@pytest.mark.parametrize(
    ("standing", "changed", "told"),
    [
        (REVIEWER, {}, ""),
        (REVIEWER, {"role": None}, "yours is none"),
        (REVIEWER, {"role": Role.VIEWER}, "you need the role reviewer; yours is viewer"),
        (REVIEWER, {"state": State.APPROVED}, "nothing to approve"),
        (REVIEWER, {"errored": True}, "Planning failed"),
        (REVIEWER, {"own": True}, "your own change"),
        (REVIEWER, {"author_known": False}, ""),
        (REVIEWER, {"author_known": False, "owners_for_unknown": True}, "only an owner"),
        (REVIEWER, {"owners_for_unknown": True}, ""),
        (REVIEWER, {"role": Role.OWNER, "author_known": False, "owners_for_unknown": True}, ""),
        (REVIEWER, {"approved": True}, "already"),
        (OWNER, {}, ""),
        (OWNER, {"role": Role.REVIEWER}, "you need the role owner"),
        (OWNER, {"own": True}, "your own change"),
        (OWNER, {"errored": True}, "Planning failed"),
        (OWNER, {"approved": True}, ""),
    ],
)
def test_what_is_told_of_what_would_open_the_gate(standing: Standing, changed: dict[str, Any], told: str) -> None:
    asked = replace(standing, **changed)
    found = objection(asked, standing.wanted)
    assert told in str(found) if told else found is None


@pytest.mark.parametrize("action", ["reject", "request_changes"])
def test_what_closes_the_gate_takes_a_role_and_nothing_else(action: str) -> None:
    mine = replace(REVIEWER, own=True, errored=True, approved=True, author_known=False, owners_for_unknown=True)
    assert objection(mine, action) is None
    assert objection(replace(mine, role=Role.VIEWER), action)


HELD = Standing(Role.REVIEWER, State.CHANGES_REQUESTED)


@pytest.mark.parametrize(
    ("changed", "action", "told"),
    [
        ({}, "request_changes", ""),
        ({"asked": True}, "request_changes", "already"),
        ({}, "approve", "nothing to approve"),
        ({"role": Role.OWNER}, "override", "nothing to override"),
        ({}, "reject", ""),
        ({"state": State.APPLIED}, "request_changes", "nothing to request changes"),
        ({"role": Role.VIEWER}, "request_changes", "To request changes here you need the role reviewer"),
    ],
)
def test_what_may_be_decided_while_changes_are_requested(changed: dict[str, Any], action: str, told: str) -> None:
    found = objection(replace(HELD, **changed), action)
    assert told in str(found) if told else found is None


@pytest.mark.parametrize(
    ("changed", "mine", "told"),
    [
        ({}, False, ""),
        ({}, True, ""),
        ({"role": Role.OWNER}, False, ""),
        ({"role": Role.VIEWER}, True, "you need the role reviewer"),
        ({"role": None}, True, "yours is none"),
        ({"own": True}, False, "your own change"),
        ({"own": True}, True, ""),
        ({"state": State.SUPERSEDED}, True, "nothing to resolve"),
    ],
)
def test_who_resolves_requested_changes(changed: dict[str, Any], mine: bool, told: str) -> None:
    found = objection_to_settle(replace(HELD, **changed), mine=mine)
    assert told in str(found) if told else found is None


PROD = {"env": "prod", "team": "network"}


@pytest.mark.parametrize(
    ("grants", "role"),
    [
        ([], None),
        ([Grant("")], None),
        ([Grant("emperor")], None),
        ([Grant("viewer")], Role.VIEWER),
        ([Grant("reviewer", 1)], Role.REVIEWER),
        ([Grant("reviewer", 2)], None),
        ([Grant("reviewer", 2, {"env": "prod"})], None),
        ([Grant("reviewer", None, {"env": "prod"})], Role.REVIEWER),
        ([Grant("reviewer", None, {"env": "prod", "team": "network"})], Role.REVIEWER),
        ([Grant("reviewer", None, {"env": "prod", "team": "data"})], None),
        ([Grant("reviewer", None, {"region": "eu"})], None),
        ([Grant("auditor"), Grant("reviewer", None, {"env": "prod"})], Role.REVIEWER),
        ([Grant("auditor"), Grant("viewer", 1)], Role.VIEWER),
        ([Grant("auditor"), Grant("owner", 2)], Role.AUDITOR),
    ],
)
def test_the_strongest_of_all_grants_holds(grants: list[Grant], role: Role | None) -> None:
    assert strongest(grants, 1, PROD) is role


@pytest.mark.parametrize("action", ["approve", "reject", "request_changes", "override"])
def test_an_auditor_decides_nothing_and_writes_nothing(action: str) -> None:
    auditor = replace(REVIEWER, role=Role.AUDITOR, own=True)
    assert "yours is auditor" in str(objection(auditor, action))
    assert objection_to_comment(auditor)
    assert objection_to_rewrite(auditor, mine=True)
    assert objection_to_resolve(auditor, mine=True)
    assert objection_to_settle(auditor, mine=True)
