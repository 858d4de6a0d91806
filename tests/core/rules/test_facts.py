"""What nobody sets: a provider fills it in, a plan calls it unknown, and the configuration tells the two apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Block, Module, Sensitive
from tests.builders import change, change_set
from tests.judging import setting, verdict

if TYPE_CHECKING:
    from gitops_portal.core.model import Attributes

RULES = [
    ("cloudtrail-no-validation", "aws_cloudtrail.a", "enable_log_file_validation", "violated"),
    ("ebs-volume-unencrypted", "aws_ebs_volume.a", "encrypted", "violated"),
    ("ec2-no-detailed-monitoring", "aws_instance.a", "monitoring", "violated"),
    ("elasticache-unencrypted", "aws_elasticache_replication_group.a", "at_rest_encryption_enabled", "violated"),
    ("kms-rotation-off", "aws_kms_key.a", "enable_key_rotation", "violated"),
    ("rds-storage-unencrypted", "aws_db_instance.a", "storage_encrypted", "violated"),
    ("sns-unencrypted", "aws_sns_topic.a", "kms_master_key_id", "violated"),
    # the subnet decides
    ("ec2-public-ip", "aws_instance.a", "associate_public_ip_address", "undetermined"),
    # a load balancer decides: one for HTTP takes HTTP, a gateway takes everything
    ("lb-listener-plaintext", "aws_lb_listener.a", "protocol", "undetermined"),
    # the subnets decide
    ("rds-public", "aws_rds_cluster_instance.a", "publicly_accessible", "undetermined"),
    # unset it would pass, and so would a public ACL that is only hidden
    ("s3-acl-public-read", "aws_s3_bucket.a", "acl", "undetermined"),
    # AWS encrypts new queues by itself, but not everywhere
    ("sqs-unencrypted", "aws_sqs_queue.a", "sqs_managed_sse_enabled", "undetermined"),
]
"""Guardrail, resource, attribute, and the answer when nobody sets it."""


@pytest.mark.parametrize(("name", "address", "attribute", "unset"), RULES)
def test_what_nobody_sets_is_missing_where_the_provider_is_known_to_choose_the_worse(
    name: str, address: str, attribute: str, unset: str
) -> None:
    one = change(address, after={attribute: UNKNOWN})
    assert verdict(name, change_set(one, root=setting(address))) == unset
    assert verdict(name, change_set(one, root=setting(address, attribute))) == "undetermined"
    assert verdict(name, change_set(one)) == "undetermined"


@pytest.mark.parametrize(
    ("name", "address", "after"),
    [
        ("ec2-no-detailed-monitoring", "aws_instance.a", {"monitoring": UNKNOWN, "launch_template": [{"name": "t"}]}),
        ("ebs-volume-unencrypted", "aws_ebs_volume.a", {"encrypted": UNKNOWN, "snapshot_id": "snap-1"}),
        ("rds-storage-unencrypted", "aws_db_instance.a", {"storage_encrypted": UNKNOWN, "snapshot_identifier": "s"}),
        (
            "rds-storage-unencrypted",
            "aws_db_instance.a",
            {"storage_encrypted": UNKNOWN, "restore_to_point_in_time": [{"source_db_instance_identifier": "s"}]},
        ),
        (
            "elasticache-unencrypted",
            "aws_elasticache_replication_group.a",
            {"at_rest_encryption_enabled": UNKNOWN, "engine": "valkey"},
        ),
        (
            "elasticache-unencrypted",
            "aws_elasticache_replication_group.a",
            {"at_rest_encryption_enabled": UNKNOWN, "global_replication_group_id": "g"},
        ),
        ("ec2-no-detailed-monitoring", "aws_instance.a", {"monitoring": Sensitive("m")}),
        ("ec2-no-detailed-monitoring", "aws_instance.a", ["no attributes at all"]),
    ],
)
def test_what_something_else_decides_is_not_missing(name: str, address: str, after: Any) -> None:
    assert verdict(name, change_set(change(address, before={}, after=after), root=setting(address))) == "undetermined"


@pytest.mark.parametrize(
    ("name", "address", "after"),
    [
        ("ebs-volume-unencrypted", "aws_ebs_volume.a", {"encrypted": UNKNOWN, "snapshot_id": UNKNOWN}),
        (
            "elasticache-unencrypted",
            "aws_elasticache_replication_group.a",
            {"at_rest_encryption_enabled": UNKNOWN, "engine": UNKNOWN, "global_replication_group_id": UNKNOWN},
        ),
    ],
)
def test_what_would_decide_may_be_unset_too(name: str, address: str, after: Attributes) -> None:
    plan = change_set(change(address, after=after), root=setting(address))
    assert verdict(name, plan) == "violated"


@pytest.mark.parametrize(
    ("action", "before", "expected"),
    [
        (Action.CREATE, None, "violated"),
        (Action.REPLACE, {"monitoring": True}, "violated"),
        (Action.UPDATE, {"monitoring": None}, "violated"),
        (Action.UPDATE, {}, "violated"),
        (Action.UPDATE, {"monitoring": True}, "undetermined"),
        (Action.UPDATE, None, "undetermined"),
        (Action.UNKNOWN, {"monitoring": True}, "undetermined"),
    ],
)
def test_what_exists_may_keep_what_it_has(action: Action, before: Attributes | None, expected: str) -> None:
    one = change("aws_instance.a", action, before=before, after={"monitoring": UNKNOWN})
    assert verdict("ec2-no-detailed-monitoring", change_set(one, root=setting("aws_instance.a"))) == expected


@pytest.mark.parametrize(
    ("address", "written", "expected"),
    [
        ("aws_instance.a[0]", "aws_instance.a", "violated"),
        ('aws_instance.a["x.y"]', "aws_instance.a", "violated"),
        ('module.m["a.b"].module.n[1].aws_instance.a', "module.m.module.n.aws_instance.a", "violated"),
        ("module.m.aws_instance.a", "aws_instance.a", "undetermined"),
        ("aws_instance.a", "module.m.aws_instance.a", "undetermined"),
        ("aws_instance.a", "aws_instance.b", "undetermined"),
    ],
)
def test_a_resource_is_held_against_its_own_block(address: str, written: str, expected: str) -> None:
    one = change(address, after={"monitoring": UNKNOWN})
    assert verdict("ec2-no-detailed-monitoring", change_set(one, root=setting(written))) == expected


def test_a_block_of_which_nothing_is_told_sets_perhaps_everything() -> None:
    plan = change_set(change("aws_instance.a", after={"monitoring": UNKNOWN}), root=Module((Block("aws_instance.a"),)))
    assert verdict("ec2-no-detailed-monitoring", plan) == "undetermined"


@pytest.mark.parametrize(
    ("name", "address", "block"),
    [
        ("instance-disk-unencrypted", "aws_instance.a", "root_block_device"),
        ("dynamodb-no-pitr", "aws_dynamodb_table.a", "point_in_time_recovery"),
        ("s3-no-versioning", "aws_s3_bucket.a", "versioning"),
        ("sg-open-ssh", "aws_security_group.a", "ingress"),
        ("eks-public-to-world", "aws_eks_cluster.a", "vpc_config"),
    ],
)
def test_nested_blocks_may_be_dynamic_and_leave_no_trace(name: str, address: str, block: str) -> None:
    plan = change_set(change(address, after={block: UNKNOWN}), root=setting(address))
    assert verdict(name, plan) == "undetermined"
