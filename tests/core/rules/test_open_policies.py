"""Which conditions leave a policy open to everybody, and which let in some alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.open_policies import open_to_everybody
from gitops_portal.core.rules.policies import statements


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


@pytest.mark.parametrize("policy", [UNKNOWN, "no policy", '{"Statement": [{"Effect": "Perhaps"}]}'])
def test_what_can_not_be_told(policy: Any) -> None:
    assert list(open_to_everybody(statements(policy))) == [("", UNKNOWN)]


def test_no_policy_lets_nobody_in() -> None:
    assert list(open_to_everybody(statements(None))) == []
