"""A policy that allows every action allows those that nobody thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.policies import GRANTING
from gitops_portal.core.rules.policy_documents import granted
from gitops_portal.core.rules.rule import Objection, guardrail, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "iam-star-action",
    "IAM policies name the actions that they allow",
    Severity.HIGH,
    types=GRANTING,
    why="A job needs a few actions. With all of them a mistake or a stolen key does anything to what the policy names.",
    remedy='Name the actions that are needed: Action = ["dynamodb:GetItem", "dynamodb:Query"].',
    references=("CKV_AWS_63", "NIST AC-6"),
)
def iam_star_action(holder: Subject, facts: Facts) -> Iterator[Objection]:
    for where, statements in granted(holder, facts):
        if statements is UNKNOWN:
            yield undetermined(where)
            continue
        for each in statements:
            if each.allows and each.every_action:
                yield violated(where, f"{each.place} allows every action of every service")
            elif each.allows and each.not_actions:
                yield violated(where, f"{each.place} allows every action but those that it names")
