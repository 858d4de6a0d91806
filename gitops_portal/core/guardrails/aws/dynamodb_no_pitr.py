"""A table that cannot go back in time keeps every mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "dynamodb-no-pitr",
    "DynamoDB tables can be restored to a point in time",
    Severity.MEDIUM,
    types={"aws_dynamodb_table"},
    why="A faulty deployment or a deleted item can only be undone from a backup of that very second.",
    remedy=("point_in_time_recovery {\n  enabled = true\n}"),
    references=("CKV_AWS_28", "FSBP DynamoDB.2", "NIST CP-9"),
)
def dynamodb_no_pitr(table: Subject, _facts: Facts) -> Iterator[Objection]:
    recovery = table.blocks("point_in_time_recovery", computed=True)
    restorable = any_of(*(block.flag("enabled") for block in recovery))
    yield from expect(restorable, "point_in_time_recovery", "the table can't be restored to a point in time")
