"""A task that runs under the role that starts it may fetch every image and secret of its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

ROLE = ("aws_iam_role",)


@guardrail(
    "ecs-one-role",
    "ECS tasks run under a role of their own",
    Severity.MEDIUM,
    types={"aws_ecs_task_definition"},
    why="What starts a task fetches images and secrets. A program that has the same role may fetch them, too.",
    remedy="Set task_role_arn to another role than execution_role_arn, or leave it out.",
    references=("CKV_AWS_249", "NIST AC-6"),
)
def ecs_one_role(task: Subject, facts: Facts) -> Iterator[Objection]:
    yield from expect(_apart(task, facts), "task_role_arn", "its program has the role that starts it")


def _apart(task: Subject, facts: Facts) -> Truth:
    own, starting = task.text("task_role_arn"), task.text("execution_role_arn")
    if not own or not starting:
        return True
    if own is not UNKNOWN and starting is not UNKNOWN:
        return own != starting
    meant = [named(facts, task, name, ROLE).only for name in ("task_role_arn", "execution_role_arn")]
    if None in meant:
        return UNKNOWN
    return len({role.change.address for role in meant if role}) > 1
