"""What a run destroys, replaces or is blocked by, by name: the gravest first, bounded, and what is left out is told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gitops_portal.core.difference import canonical
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.model import Action, Change, Enforcement, Finding, Severity, Status
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.view import rows
from gitops_portal.core.view.gravest import KEPT, gravest
from tests.builders import change, change_set

DATABASE = change("aws_db_instance.orders", Action.REPLACE)
POLICY = change("aws_iam_policy.late", Action.DELETE)
OPEN = change("aws_security_group.web", Action.UPDATE)
MADE = change("aws_sns_topic.new")


def blocks(address: str, enforcement: Enforcement = Enforcement.MANDATORY, *, standing: bool = False) -> Finding:
    return Finding("sg-open-ssh", Severity.HIGH, enforcement, address, Status.VIOLATED, standing=standing)


def told(changes: tuple[Change, ...], *findings: Finding) -> tuple[list[tuple[str, str, bool]], int]:
    evaluation = replace(evaluate(change_set(*changes), RuleSet({}), PriceBook()), findings=findings)
    found = gravest(evaluation, rows.changes(evaluation, canonical.digests(evaluation.changes)))
    return [(row["address"], row["action"], row["blocks"]) for row in found["rows"]], found["left_out"]


@pytest.mark.parametrize(
    ("changes", "findings", "named"),
    [
        ((MADE, OPEN), (), []),
        ((MADE, POLICY), (), [(POLICY.address, "delete", False)]),
        ((POLICY, DATABASE), (), [(DATABASE.address, "replace", False), (POLICY.address, "delete", False)]),
        ((POLICY, OPEN), (blocks(OPEN.address),), [(OPEN.address, "update", True), (POLICY.address, "delete", False)]),
        ((OPEN,), (blocks(OPEN.address, Enforcement.ADVISORY),), []),
        ((OPEN,), (blocks(OPEN.address, standing=True),), []),
        ((MADE,), (blocks(""),), [("sg-open-ssh", "", True)]),
        ((DATABASE,), (blocks(DATABASE.address), blocks(DATABASE.address)), [(DATABASE.address, "replace", True)]),
    ],
)
def test_what_is_destroyed_or_blocked_is_named(
    changes: tuple[Change, ...], findings: tuple[Finding, ...], named: list[tuple[str, str, bool]]
) -> None:
    assert told(changes, *findings) == (named, 0)


def test_many_are_counted_and_long_names_are_cut() -> None:
    many = tuple(change(f"aws_iam_policy.{'q' * 200}{number:03}", Action.DELETE) for number in range(40))
    named, left_out = told(many)
    assert (len(named), left_out) == (KEPT, 40 - KEPT)
    assert max(len(address) for address, _, _ in named) == 120
