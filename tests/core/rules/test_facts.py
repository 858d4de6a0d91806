"""What nobody sets: a provider fills it in, a plan calls it unknown, and the configuration tells the two apart."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Attributes, Block, Module, Sensitive
from tests.builders import change, change_set
from tests.judging import setting, verdict

RULES: list[tuple[str, str, Attributes, str]] = [
    ("cloudtrail-no-validation", "aws_cloudtrail.a", {"enable_log_file_validation": UNKNOWN}, "violated"),
    ("dynamodb-no-pitr", "aws_dynamodb_table.a", {"point_in_time_recovery": UNKNOWN}, "violated"),
    ("ebs-volume-unencrypted", "aws_ebs_volume.a", {"encrypted": UNKNOWN}, "violated"),
    ("ec2-no-detailed-monitoring", "aws_instance.a", {"monitoring": UNKNOWN}, "violated"),
    (
        "elasticache-unencrypted",
        "aws_elasticache_replication_group.a",
        {"at_rest_encryption_enabled": UNKNOWN},
        "violated",
    ),
    (
        "elasticache-unencrypted",
        "aws_elasticache_replication_group.a",
        {"at_rest_encryption_enabled": UNKNOWN, "engine": "valkey"},
        "passed",
    ),
    ("instance-disk-unencrypted", "aws_instance.a", {"root_block_device": UNKNOWN}, "violated"),
    ("instance-disk-unencrypted", "aws_launch_configuration.a", {"root_block_device": UNKNOWN}, "violated"),
    (
        "instance-disk-unencrypted",
        "aws_instance.a",
        {"root_block_device": [{"encrypted": True}], "ebs_block_device": UNKNOWN},
        "passed",
    ),
    ("kms-rotation-off", "aws_kms_key.a", {"enable_key_rotation": UNKNOWN}, "violated"),
    ("kms-rotation-off", "aws_kms_key.a", {"enable_key_rotation": False, "key_usage": UNKNOWN}, "violated"),
    ("rds-public", "aws_rds_cluster_instance.a", {"publicly_accessible": UNKNOWN}, "passed"),
    ("rds-storage-unencrypted", "aws_db_instance.a", {"storage_encrypted": UNKNOWN}, "violated"),
    ("s3-acl-public-read", "aws_s3_bucket.a", {"acl": UNKNOWN}, "passed"),
    ("s3-acl-public-read", "aws_s3_bucket.a", {"acl": UNKNOWN, "grant": UNKNOWN}, "passed"),
    ("s3-acl-public-read", "aws_s3_bucket_acl.a", {"acl": "private", "access_control_policy": UNKNOWN}, "passed"),
    ("s3-no-access-log", "aws_s3_bucket.a", {"logging": UNKNOWN}, "violated"),
    ("s3-no-versioning", "aws_s3_bucket.a", {"versioning": UNKNOWN}, "violated"),
    ("s3-unencrypted", "aws_s3_bucket.a", {"server_side_encryption_configuration": UNKNOWN}, "passed"),
    ("sg-open-rdp", "aws_security_group.a", {"ingress": UNKNOWN}, "passed"),
    ("sg-open-ssh", "aws_security_group.a", {"ingress": UNKNOWN}, "passed"),
    ("sg-open-ssh", "aws_default_security_group.a", {"ingress": UNKNOWN}, "passed"),
    (
        "sg-rule-no-description",
        "aws_security_group.a",
        {"description": "a", "ingress": UNKNOWN, "egress": UNKNOWN},
        "passed",
    ),
    ("sns-unencrypted", "aws_sns_topic.a", {"kms_master_key_id": UNKNOWN}, "violated"),
    ("sqs-unencrypted", "aws_sqs_queue.a", {"sqs_managed_sse_enabled": UNKNOWN}, "passed"),
    # a subnet of the account decides, and the plan does not show it
    ("ec2-public-ip", "aws_instance.a", {"associate_public_ip_address": UNKNOWN}, "undetermined"),
]
"""Guardrail, resource, what it looks at, and the answer when nobody sets what is unknown."""


@pytest.mark.parametrize(("name", "address", "after", "unset"), RULES)
def test_what_nobody_sets_is_as_the_provider_sets_it(name: str, address: str, after: Attributes, unset: str) -> None:
    one = change(address, after=after)
    assert verdict(name, change_set(one, root=setting(address))) == unset


@pytest.mark.parametrize(("name", "address", "after", "_"), RULES)
def test_what_somebody_sets_or_may_set_is_not_known(name: str, address: str, after: Attributes, _: str) -> None:
    one = change(address, after=after)
    unknown = [attribute for attribute, value in after.items() if value is UNKNOWN]
    chosen = after.get("acl") == "private"  # grants beside an ACL follow from it
    expected = "passed" if chosen else "undetermined"
    assert verdict(name, change_set(one, root=setting(address, *unknown))) == expected
    assert verdict(name, change_set(one)) == expected


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
    ("name", "address", "after"),
    [
        ("eks-public-to-world", "aws_eks_cluster.a", {"vpc_config": UNKNOWN}),
        ("ec2-public-ip", "aws_launch_template.a", {"network_interfaces": UNKNOWN}),
        ("lb-listener-plaintext", "aws_lb_listener.a", {"protocol": "HTTP", "default_action": UNKNOWN}),
        ("s3-no-versioning", "aws_s3_bucket_versioning.b", {"bucket": "a", "versioning_configuration": UNKNOWN}),
    ],
)
def test_blocks_that_no_provider_computes_come_from_a_dynamic_block(name: str, address: str, after: Attributes) -> None:
    """It leaves no trace in the configuration, so that nobody seems to set them."""
    bucket = change("aws_s3_bucket.a", after={"bucket": "a", "versioning": []})
    root = Module(blocks=(Block("aws_s3_bucket.a", arguments=frozenset()), *setting(address).blocks))
    assert verdict(name, change_set(bucket, change(address, after=after), root=root)) == "undetermined"


CONFIG = {"endpoint_public_access": True, "public_access_cidrs": UNKNOWN}
DISKS = {"root_block_device": [{"encrypted": True}], "ebs_block_device": [{"encrypted": UNKNOWN}] * 2}


@pytest.mark.parametrize(
    ("name", "address", "after", "counts", "names", "expected"),
    [
        ("eks-public-to-world", "aws_eks_cluster.a", {"vpc_config": [CONFIG]}, {}, set(), "undetermined"),
        ("eks-public-to-world", "aws_eks_cluster.a", {"vpc_config": [CONFIG]}, {"vpc_config": 1}, set(), "violated"),
        (
            "eks-public-to-world",
            "aws_eks_cluster.a",
            {"vpc_config": [CONFIG]},
            {"vpc_config": 1},
            {"vpc_config.public_access_cidrs"},
            "undetermined",
        ),
        ("instance-disk-unencrypted", "aws_instance.a", DISKS, {"ebs_block_device": 2}, set(), "violated"),
        # another block stands in a `dynamic` one, which may set what the written one does not
        ("instance-disk-unencrypted", "aws_instance.a", DISKS, {"ebs_block_device": 1}, set(), "undetermined"),
    ],
)
def test_inside_of_blocks_too(
    name: str, address: str, after: Attributes, counts: dict[str, int], names: set[str], expected: str
) -> None:
    root = Module((Block(address, arguments=frozenset({*after, *names}), counts=counts),))
    assert verdict(name, change_set(change(address, after=after), root=root)) == expected
    kept = change(address, Action.UPDATE, before={}, after=after)
    assert verdict(name, change_set(kept, root=root)) == "undetermined"
