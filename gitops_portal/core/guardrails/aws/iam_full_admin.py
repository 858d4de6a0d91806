"""A policy that allows everything on everything gives the account away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.policies import GRANTING, Statement
from gitops_portal.core.rules.policy_documents import granted
from gitops_portal.core.rules.rule import Objection, guardrail, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

ESCALATING = ("iam:AttachRolePolicy", "iam:AttachUserPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy")
"""By each of these, on every resource, one gives oneself what is left out."""


@guardrail(
    "iam-full-admin",
    "IAM policies do not allow everything on everything",
    Severity.CRITICAL,
    types=GRANTING,
    why="Whoever has the policy, or takes over a program that has it, owns the account and everything in it.",
    remedy=(
        "Name the actions that are needed, and on what:\n"
        'Action   = ["s3:GetObject", "s3:PutObject"]\n'
        'Resource = "arn:aws:s3:::reports/*"'
    ),
    references=("CKV_AWS_62", "CIS AWS 3.0.0 1.16", "CIS AWS 5.0.0 1.15", "FSBP IAM.1", "NIST AC-6"),
)
def iam_full_admin(holder: Subject, facts: Facts) -> Iterator[Objection]:
    for where, statements in granted(holder, facts):
        if statements is UNKNOWN:
            yield undetermined(where)
            continue
        for each in filter(_everything, statements):
            told = f"{each.place} allows everything on every resource"
            if each.every_resource is UNKNOWN:
                yield undetermined(where, f"{each.place} allows everything, on resources that are not known yet")
            elif each.conditions:
                yield undetermined(where, f"{told}, under conditions that may leave little of it")
            else:
                yield violated(where, f"{told}, or what leads to it" if each.not_actions else told)


def _everything(statement: Statement) -> bool:
    """All actions, or all but some, by which one gets the rest, on what are or may be all resources."""
    spared = bool(statement.not_actions) and any(map(statement.about, ESCALATING))
    return statement.allows and bool(statement.every_resource) and (statement.every_action or spared)
