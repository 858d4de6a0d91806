"""Which conditions leave a policy open to everybody, and which let in some alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.open_policies import open_to_everybody
from gitops_portal.core.rules.policies import SOME, Statement, statements


def opened(**told: Any) -> list[tuple[str, Any]]:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", **told}
    return list(open_to_everybody(statements(json.dumps({"Statement": [statement]}))))


@pytest.mark.parametrize(
    ("condition", "closed"),
    [
        ({}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}, True),
        ({"StringEquals": {"AWS:SourceAccount": ["111122223333", "444455556666"]}}, True),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": "111122223333"}}, False),
        ({"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-a/r-b/*"}}, False),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a/r-b/*"}}, True),
        ({"StringLike": {"aws:PrincipalArn": "*"}}, False),
        ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1111*:role/admin"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::uploads*"}}, False),
        ({"ArnEquals": {"aws:SourceArn": "arn:aws:cloudfront::*:distribution/*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::111122223333:distribution/*"}}, True),
        ({"StringLike": {"aws:SourceVpce": "vpce-*"}}, False),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, False),
        ({"StringLike": {"aws:SourceAccount": "1111*"}}, False),
        ({"StringLike": {"aws:userid": "A*"}}, False),
        ({"StringLike": {"aws:userid": "AROAEXAMPLEID1234567:*"}}, True),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-b/*"}}, False),
        ({"StringLike": {"sns:Endpoint": "*@example.com"}}, True),
        ({"StringLike": {"sns:Endpoint": "*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:*:*:*:*"}}, False),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::uploads"}}, True),
        ({"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::uploads", "*"]}}, False),
        ({"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, True),
        ({"IpAddress": {"aws:SourceIp": ["198.51.100.0/24", "0.0.0.0/0"]}}, False),
        ({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}, False),
        ({"IpAddress": {"aws:SourceIp": "::/0"}}, False),
        ({"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, False),
        ({"StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}}, True),
        ({"StringEquals": {"sts:ExternalId": "of-a-partner"}}, True),
        ({"Null": {"aws:PrincipalOrgID": "false"}}, False),
        ({"StringEquals": "not an object"}, False),
    ],
)
def test_conditions(condition: dict[str, Any], closed: bool) -> None:
    assert opened(Condition=condition) == ([] if closed else [(".Statement[0]", True)])


@pytest.mark.parametrize(
    ("told", "places"),
    [
        ({"Principal": {"AWS": "*"}}, [".Statement[0]"]),
        ({"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}, []),
        ({"Principal": {"Service": "s3.amazonaws.com"}}, []),
        ({"Principal": None, "NotPrincipal": {"AWS": "111122223333"}}, [".Statement[0]"]),
        ({"Effect": "Deny", "Principal": None, "NotPrincipal": {"AWS": "111122223333"}}, []),
    ],
)
def test_principals(told: dict[str, Any], places: list[str]) -> None:
    assert [place for place, _ in opened(**told)] == places


GITHUB = "token.actions.githubusercontent.com"


@pytest.mark.parametrize(
    ("issuer", "condition", "closed"),
    [
        (GITHUB, {}, False),
        (GITHUB, {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}, False),
        (GITHUB, {"StringEquals": {f"{GITHUB}:ref": "refs/heads/main"}}, False),
        (GITHUB, {"StringEquals": {f"{GITHUB}:sub": "repo:acme/infra:ref:refs/heads/main"}}, True),
        (GITHUB, {"StringEquals": {"TOKEN.actions.githubusercontent.com:SUB": "repo:acme/infra:pull_request"}}, True),
        (GITHUB, {"StringLike": {f"{GITHUB}:sub": ["repo:acme/infra:*", "repo:acme/*:ref:refs/heads/main"]}}, True),
        (GITHUB, {"StringLike": {f"{GITHUB}:sub": ["repo:acme/infra:*", "repo:*"]}}, False),
        (GITHUB, {"StringLike": {f"{GITHUB}:sub": "repo:acme*"}}, False),
        (GITHUB, {"StringLike": {f"{GITHUB}:sub": "repo:*/infra:ref:refs/heads/main"}}, False),
        (GITHUB, {"StringLike": {f"{GITHUB}:sub": "*"}}, False),
        (GITHUB, {"StringLikeIfExists": {f"{GITHUB}:sub": "repo:acme/infra:*"}}, False),
        (GITHUB, {"ForAllValues:StringLike": {f"{GITHUB}:sub": "repo:acme/infra:*"}}, False),
        (GITHUB, {"ForAnyValue:StringLike": {f"{GITHUB}:sub": "repo:acme/infra:*"}}, True),
        (GITHUB, {"StringEquals": {f"{GITHUB}:repository_id": "482913"}}, True),
        (GITHUB, {"StringLike": {f"{GITHUB}:job_workflow_ref": "acme/ci/.github/workflows/apply.yml@*"}}, True),
        ("gitlab.com", {"StringLike": {"gitlab.com:sub": "project_path:acme/infra:*"}}, True),
        ("gitlab.com", {"StringLike": {"gitlab.com:sub": "project_path:*:ref_type:branch:ref:main"}}, False),
        ("app.terraform.io", {"StringLike": {"app.terraform.io:sub": "organization:acme:project:*"}}, True),
        ("app.terraform.io", {"StringLike": {"app.terraform.io:sub": "organization:*:project:infra:*"}}, False),
        ("gitlab.acme.example", {}, True),
        ("oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE", {}, True),
    ],
)
def test_tokens_that_everybody_can_have(issuer: str, condition: dict[str, Any], closed: bool) -> None:
    trusted = {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{issuer}"}
    assert opened(Principal=trusted, Condition=condition) == ([] if closed else [(".Statement[0]", True)])


@pytest.mark.parametrize(
    ("conditions", "opened"),
    [
        ({"StringEquals": {f"{GITHUB}:aud": ["sts.amazonaws.com"]}}, True),
        ({"StringLike": {f"{GITHUB}:sub": ["repo:acme/infra:*"]}}, False),
        ({"StringLike": {f"{GITHUB}:sub": [UNKNOWN]}}, UNKNOWN),
        ({"StringEquals": {"gitlab.acme.example:aud": ["portal"]}}, False),
        (None, False),
    ],
)
def test_a_provider_of_identities_that_is_made_by_the_same_plan(conditions: Any, opened: Any) -> None:
    """Its ARN is known after the apply; whose tokens are let in, the claims that are asked for tell."""
    statement = Statement("Statement[0]", True, conditions, actions=("sts:*",), principals=(SOME,))
    assert list(open_to_everybody((statement,))) == ([(".Statement[0]", opened)] if opened else [])


@pytest.mark.parametrize("policy", [UNKNOWN, "no policy", '{"Statement": [{"Effect": "Perhaps"}]}'])
def test_what_can_not_be_told(policy: Any) -> None:
    assert list(open_to_everybody(statements(policy))) == [("", UNKNOWN)]


def test_no_policy_lets_nobody_in() -> None:
    assert list(open_to_everybody(statements(None))) == []
