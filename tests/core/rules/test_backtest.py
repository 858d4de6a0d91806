"""Two judgements of one plan are compared: by guardrail and resource, the gravest answer of each."""

from __future__ import annotations

import pytest

from gitops_portal.core.evaluate import judge
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Enforcement
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.backtest import otherwise
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

RULE = guardrails()["redshift-short-backup"]
SHORT = change("aws_redshift_cluster.a", after={"automated_snapshot_retention_period": 7})
UNTOLD = change("aws_redshift_cluster.b", after={"automated_snapshot_retention_period": UNKNOWN})


def compared(before: RuleSet, after: RuleSet) -> list[tuple[str, str, str]]:
    index = Index(change_set(SHORT, UNTOLD))
    old, new = (judge(index, rules, PriceBook()) for rules in (before, after))
    return [(each.address, each.before, each.after) for each in otherwise(old, new)]


STRICTER = RuleSet.of([RULE.with_values({"days": 14})])
TODAY = RuleSet.of([RULE])
OFF = RuleSet({RULE.id: RULE}, {RULE.id: Enforcement.OFF})


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (TODAY, TODAY, []),
        (TODAY, STRICTER, [("aws_redshift_cluster.a", "passed", "violated")]),
        (STRICTER, TODAY, [("aws_redshift_cluster.a", "violated", "passed")]),
        (TODAY, OFF, [("aws_redshift_cluster.b", "undetermined", "passed")]),
        (OFF, TODAY, [("aws_redshift_cluster.b", "passed", "undetermined")]),
        (TODAY, RuleSet({RULE.id: RULE}, {RULE.id: Enforcement.MANDATORY}), []),
    ],
)
def test_what_is_answered_otherwise(before: RuleSet, after: RuleSet, found: list[tuple[str, str, str]]) -> None:
    assert compared(before, after) == found
