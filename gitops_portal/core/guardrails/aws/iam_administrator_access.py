"""Who has AdministratorAccess has the account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity, Unknown
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

_ADMINISTRATOR: Final = re.compile(r"arn:aws[a-z-]{0,10}:iam::aws:policy/AdministratorAccess", re.ASCII)
_ONE: Final = ("policy_arn", "managed_policy_arn")
_SEVERAL: Final = ("managed_policy_arns", "policy_arns")


@guardrail(
    "iam-administrator-access",
    "Nobody is given AdministratorAccess",
    Severity.CRITICAL,
    types={
        "aws_iam_group_policy_attachment",
        "aws_iam_group_policy_attachments_exclusive",
        "aws_iam_policy_attachment",
        "aws_iam_role",
        "aws_iam_role_policy_attachment",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_iam_user_policy_attachment",
        "aws_iam_user_policy_attachments_exclusive",
        "aws_ssoadmin_managed_policy_attachment",
    },
    why="Whoever gets hold of it can do everything in the account: read all, delete all, and let others in.",
    remedy="Attach a policy that names the actions and resources that are needed.",
    references=("CKV_AWS_274", "CIS AWS 3.0.0 1.16", "CIS AWS 5.0.0 1.15", "NIST AC-6"),
)
def iam_administrator_access(attachment: Subject, facts: Facts) -> Iterator[Objection]:
    for name in _ONE:
        arn = attachment.text(name)
        if arn is UNKNOWN and named(facts, attachment, name, ("aws_iam_policy",)).only:
            continue  # a policy that this plan makes is none of AWS's own
        yield from expect(_other(arn), name, "it gives full control of the account")
    for name in _SEVERAL:
        for arn in attachment.texts(name):
            yield from expect(_other(arn), name, "it gives full control of the account")


def _other(arn: str | Unknown | None) -> Truth:
    return UNKNOWN if arn is UNKNOWN else arn is None or not _ADMINISTRATOR.fullmatch(arn.strip())
