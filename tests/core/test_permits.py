"""Who may take which decision about what: every objection, and which of several is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.permits import Standing, objection

REVIEWER = Standing(Role.REVIEWER, State.AWAITING)
OWNER = Standing(Role.OWNER, State.BLOCKED)


@pytest.mark.parametrize(
    ("standing", "changed", "told"),
    [
        (REVIEWER, {}, ""),
        (REVIEWER, {"role": None}, "yours is none"),
        (REVIEWER, {"role": Role.VIEWER}, "takes the role reviewer; yours is viewer"),
        (REVIEWER, {"state": State.APPROVED}, "nothing to approve"),
        (REVIEWER, {"errored": True}, "Planning failed"),
        (REVIEWER, {"own": True}, "your own change"),
        (REVIEWER, {"author_known": False}, ""),
        (REVIEWER, {"author_known": False, "owners_for_unknown": True}, "only an owner"),
        (REVIEWER, {"owners_for_unknown": True}, ""),
        (REVIEWER, {"role": Role.OWNER, "author_known": False, "owners_for_unknown": True}, ""),
        (REVIEWER, {"approved": True}, "already"),
        (OWNER, {}, ""),
        (OWNER, {"role": Role.REVIEWER}, "takes the role owner"),
        (OWNER, {"own": True}, "your own change"),
        (OWNER, {"errored": True}, "Planning failed"),
        (OWNER, {"approved": True}, ""),
    ],
)
def test_what_is_told_of_what_would_open_the_gate(standing: Standing, changed: dict[str, Any], told: str) -> None:
    asked = replace(standing, **changed)
    found = objection(asked, standing.wanted)
    assert told in str(found) if told else found is None


def test_a_rejection_takes_a_role_and_nothing_else() -> None:
    mine = replace(REVIEWER, own=True, errored=True, approved=True, author_known=False, owners_for_unknown=True)
    assert objection(mine, "reject") is None
    assert objection(replace(mine, role=Role.VIEWER), "reject")
