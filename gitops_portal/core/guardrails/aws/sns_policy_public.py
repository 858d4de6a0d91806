"""A topic that everybody may publish to, or listen to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.policies import Statement, statements
from gitops_portal.core.rules.rule import Objection, guardrail, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

_NARROWING: Final = (
    *("aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths"),
    *("aws:sourceaccount", "aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceowner"),
    *("aws:sourcevpc", "aws:sourcevpce"),
)
"""Keys of conditions that say who calls, or from where."""


@guardrail(
    "sns-policy-public",
    "SNS topics are not open to everybody",
    Severity.HIGH,
    types={"aws_sns_topic", "aws_sns_topic_policy"},
    why="Everybody with an AWS account can send messages that the receivers trust, or have a copy of each.",
    remedy="Name accounts or services as principals, or add a condition on aws:SourceArn or aws:PrincipalOrgID.",
    references=("CKV_AWS_169", "FSBP SNS.4", "NIST AC-3"),
)
def sns_policy_public(topic: Subject, _facts: Facts) -> Iterator[Objection]:
    found = statements(topic.text("policy"))
    if found is UNKNOWN:
        yield undetermined("policy")
        return
    for each in found:
        if _open(each):
            yield violated(f"policy.{each.place}", "everybody may use the topic")


def _open(statement: Statement) -> bool:
    everybody = "*" in statement.principals or bool(statement.not_principals)
    return statement.allows and everybody and not _narrowed(statement.conditions)


def _narrowed(conditions: Any) -> bool:
    """Whether a condition says who calls; what it compares with is not looked at."""
    tests = conditions.values() if isinstance(conditions, dict) else ()
    return any(str(key).lower() in _NARROWING for test in tests if isinstance(test, dict) for key in test)
