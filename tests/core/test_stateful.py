"""Which names decide who reaches what, and which weigh for security in any way."""

from __future__ import annotations

import pytest

from gitops_portal.core.stateful import exposes, secures


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aws_security_group_rule", (True, True)),
        ("aws_iam_role_policy", (True, True)),
        ("subnets", (True, True)),
        ("ingress[0].cidr_blocks[1]", (True, True)),
        ("SecurityGroupIds", (True, True)),
        ("securityGroup", (True, True)),
        ("networkAcls", (True, True)),
        ("VPCId", (True, True)),
        ("aws_kms_key", (False, True)),
        ("storage_encrypted", (False, True)),
        ("enableTLS", (False, True)),
        ("publicIPAllocation", (False, True)),
        ("parole", (False, False)),
        ("natural", (False, False)),
        ("Republic", (False, False)),
        ("tags.Name", (False, False)),
    ],
)
def test_names_are_judged_by_their_words(name: str, expected: tuple[bool, bool]) -> None:
    assert (exposes(name), secures(name)) == expected
