"""Who is still needed: people are counted, not decisions."""

from __future__ import annotations

import pytest

from gitops_portal.core.approvals import Taken, asked, count

ANA, BEN = "ana@example.org", "ben@example.org"


@pytest.mark.parametrize(
    ("required", "taken", "missing", "told"),
    [
        (0, [], 0, "0 of 0 approvals"),
        (1, [], 1, "0 of 1 approvals"),
        (2, [(ANA, "approve")], 1, "1 of 2 approvals"),
        (2, [(ANA, "approve"), (ANA, "approve")], 1, "1 of 2 approvals"),
        (2, [(ANA, "approve"), (BEN, "approve")], 0, "2 of 2 approvals"),
        (1, [(ANA, "approve"), (BEN, "approve")], 0, "2 of 1 approvals"),
        (2, [(ANA, "approve"), (BEN, "reject")], 1, "1 of 2 approvals"),
        (2, [(ANA, "override")], 0, "0 of 0 approvals"),
        (None, [], 0, "0 approvals"),
        (None, [(ANA, "approve")], 0, "1 approval"),
        (None, [(ANA, "override")], 0, "0 approvals"),
    ],
)
def test_how_many_more_people_have_to_approve(
    required: int | None, taken: list[tuple[str, str]], missing: int, told: str
) -> None:
    found = count(required, [Taken(*one) for one in taken])
    assert (found.missing, str(found)) == (missing, told)


@pytest.mark.parametrize(("changes_something", "missing"), [(False, 0), (True, 2)])
def test_what_a_rule_approved_needs_nobody_where_it_changes_nothing(changes_something: bool, missing: int) -> None:
    """Where it does, nobody was asked for when it was approved, and two are by now."""
    assert count(2, [], by_rule=True, changes_something=changes_something).missing == missing


@pytest.mark.parametrize(
    ("required", "changes_something", "waits"),
    [(0, True, False), (0, False, False), (1, True, True), (1, False, False)],
)
def test_what_breaks_no_rule_waits_for_people_where_it_changes_something(
    required: int, changes_something: bool, waits: bool
) -> None:
    assert asked(required, changes_something=changes_something) is waits


def test_who_requested_changes_is_told_until_that_is_resolved() -> None:
    held, done = Taken(ANA, "request_changes", "Ana"), Taken(BEN, "request_changes", "Ben", resolved=True)
    found = count(1, [held, done])
    assert (found.held_by, str(found)) == (("Ana",), "0 of 1 approvals, changes requested by Ana")
    assert count(1, [done]).held_by == ()
