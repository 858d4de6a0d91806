"""A task and what starts it have two roles."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module
from tests.builders import change, change_set
from tests.judging import verdict

ONE, OTHER = "arn:aws:iam::111122223333:role/one", "arn:aws:iam::111122223333:role/other"


@pytest.mark.parametrize(
    ("own", "starting", "expected"),
    [
        (ONE, ONE, "violated"),
        (ONE, OTHER, "passed"),
        (None, ONE, "passed"),
        (ONE, None, "passed"),
        (UNKNOWN, None, "passed"),
        (UNKNOWN, ONE, "undetermined"),
        (UNKNOWN, UNKNOWN, "undetermined"),
    ],
)
def test_judges(own: object, starting: object, expected: str) -> None:
    task = change("aws_ecs_task_definition.this", after={"task_role_arn": own, "execution_role_arn": starting})
    assert verdict("ecs-one-role", change_set(task)) == expected


@pytest.mark.parametrize(("starting", "expected"), [("a", "violated"), ("b", "passed"), ("gone", "undetermined")])
def test_roles_that_are_made_with_it_are_told_apart(starting: str, expected: str) -> None:
    links = {
        "task_role_arn": ("aws_iam_role.a.arn", "aws_iam_role.a"),
        "execution_role_arn": (f"aws_iam_role.{starting}.arn", f"aws_iam_role.{starting}"),
    }
    task = change("aws_ecs_task_definition.this", after=dict.fromkeys(links, UNKNOWN))
    roles = [change(f"aws_iam_role.{name}", after={"arn": UNKNOWN}) for name in ("a", "b")]
    root = Module((Block("aws_ecs_task_definition.this", arguments=frozenset(links), links=links),))
    assert verdict("ecs-one-role", change_set(task, *roles, root=root)) == expected
