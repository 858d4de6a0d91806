"""What a plan brings about by touching something beside a resource is no standing finding."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Change, Cost
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

ACL_NOW = {"bucket": "b", "acl": "public-read"}
ACL = change("aws_s3_bucket_acl.a", Action.NO_OP, before=ACL_NOW, after=ACL_NOW)
RULE_NOW = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "prefix_list_id": "pl-1"}
RULE = change("aws_vpc_security_group_ingress_rule.r", Action.NO_OP, before=RULE_NOW, after=RULE_NOW)
WORLD = {"id": "pl-1", "entry": [{"cidr": "0.0.0.0/0"}]}
OFFICE = {"id": "pl-1", "entry": [{"cidr": "10.0.0.0/8"}]}
IGNORING = {"bucket": "b", "ignore_public_acls": True}
BLOCK, ACCOUNT = "aws_s3_bucket_public_access_block.p", "aws_s3_account_public_access_block.p"


@pytest.mark.parametrize(
    ("guardrail", "resource", "beside", "standing"),
    [
        ("s3-acl-public-read", ACL, [], True),
        ("s3-acl-public-read", ACL, [change(BLOCK, Action.DELETE, before=IGNORING)], False),
        ("s3-acl-public-read", ACL, [change(BLOCK, Action.DELETE, before=IGNORING | {"bucket": "c"})], True),
        (
            "s3-acl-public-read",
            ACL,
            [change(BLOCK, Action.UPDATE, before=IGNORING, after=IGNORING | {"ignore_public_acls": False})],
            False,
        ),
        ("s3-acl-public-read", ACL, [change(ACCOUNT, Action.DELETE, before={"ignore_public_acls": True})], False),
        (
            "sg-open-ssh",
            RULE,
            [change("aws_ec2_managed_prefix_list.l", Action.UPDATE, before=OFFICE, after=WORLD)],
            False,
        ),
        ("sg-open-ssh", RULE, [change("aws_ec2_managed_prefix_list.l", Action.NO_OP, before=WORLD, after=WORLD)], True),
    ],
)
def test_standing(guardrail: str, resource: Change, beside: list[Change], standing: bool) -> None:
    (found,) = evaluate(RuleSet.of([guardrails()[guardrail]]), Index(change_set(resource, *beside)), Cost()).findings
    assert (found.address, found.status, found.standing) == (resource.address, "violated", standing)
