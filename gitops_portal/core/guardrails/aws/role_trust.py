"""A role that its trust policy lets everybody take: any account, or any project at a CI that many share."""

from __future__ import annotations

import json
from typing import Any

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.open_policy import OpenPolicy
from gitops_portal.core.rules.rule import guardrail

GITHUB = "token.actions.githubusercontent.com"


def trusts(principal: Any, condition: dict[str, Any] | None = None, **told: Any) -> dict[str, str]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:*", "Condition": condition or {}, **told}
    return {"assume_role_policy": json.dumps({"Statement": [statement]})}


def of_github(**claims: str) -> dict[str, str]:
    """What lets in jobs of GitHub Actions that have these claims."""
    asked = {"StringLike": {f"{GITHUB}:{claim}": value for claim, value in claims.items()}}
    return trusts({"Federated": f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"}, asked)


role_trust = (
    guardrail(
        "iam-trust-everybody",
        "Roles cannot be taken by everybody",
        Severity.CRITICAL,
        types={"aws_iam_role"},
        why="Everybody with an AWS account, or with a project at the CI that is let in, can take the role.",
        remedy=(
            "Name accounts or services as principals:\n"
            'Principal = { AWS = "arn:aws:iam::111122223333:root" }\n'
            "or add a condition that says who may take it:\n"
            'Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } }\n'
            "or, of a CI, the project whose jobs may:\n"
            f'Condition = {{ StringEquals = {{ "{GITHUB}:sub" = "repo:acme/infra:ref:refs/heads/main" }} }}'
        ),
        references=("CKV_AWS_60", "CKV_AWS_358", "NIST AC-6"),
        examples=(
            violates(trusts("*")),
            violates(trusts({"AWS": ["111122223333", "*"]})),
            violates(trusts(None, NotPrincipal={"AWS": "111122223333"})),
            violates(trusts("*", {"StringLike": {"aws:PrincipalArn": "*"}})),
            violates(of_github(aud="sts.amazonaws.com")),
            violates(of_github(sub="repo:acme*")),
            passes(trusts({"AWS": "arn:aws:iam::111122223333:root"})),
            passes(trusts("*", {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}})),
            passes(trusts("*", Effect="Deny")),
            passes(of_github(sub="repo:acme/infra:*")),
            passes({}),
            undetermined({"assume_role_policy": UNKNOWN}),
        ),
    )(OpenPolicy("assume_role_policy", "everybody may take the role")),
)
