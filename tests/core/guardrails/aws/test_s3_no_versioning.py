"""A bucket must keep versions, by itself or by a companion."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Block, Change, Module, ModuleCall
from tests.builders import change, change_set
from tests.judging import answers, verdict

VERSIONING = "aws_s3_bucket_versioning"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"versioning": [{"enabled": True}]}, "passed"),
        ({"versioning": {"enabled": True}}, "passed"),
        ({"versioning": [{"enabled": False}]}, "violated"),
        ({"versioning": []}, "violated"),
        ({}, "violated"),
        ({"versioning": UNKNOWN}, "undetermined"),
    ],
)
def test_alone(after: Attributes, expected: str) -> None:
    assert verdict("s3-no-versioning", change_set(change("aws_s3_bucket.this", after=after))) == expected


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ([{"status": "Enabled"}], "passed"),
        ([{"status": "Suspended"}], "violated"),
        ([{"status": UNKNOWN}], "undetermined"),
        (UNKNOWN, "undetermined"),
        ("Enabled", "undetermined"),
    ],
)
def test_a_companion_decides(configuration: object, expected: str) -> None:
    bucket = change("aws_s3_bucket.this", after={"bucket": "a", "versioning": UNKNOWN})
    companion = change(f"{VERSIONING}.this", after={"bucket": "a", "versioning_configuration": configuration})
    assert verdict("s3-no-versioning", change_set(bucket, companion)) == expected


def _bucket(address: str) -> Change:
    return change(address, after={"versioning": []})


def _enabled(address: str) -> Change:
    return change(address, after={"bucket": UNKNOWN, "versioning_configuration": [{"status": "Enabled"}]})


def _referring(reference: str) -> Module:
    return Module(blocks=(Block(f"{VERSIONING}.this", links={"bucket": (reference, "each.key")}),))


def test_instances_are_paired_by_their_keys() -> None:
    buckets = [_bucket('aws_s3_bucket.this["a"]'), _bucket('aws_s3_bucket.this["b"]')]
    plan = change_set(*buckets, _enabled(f'{VERSIONING}.this["a"]'), root=_referring("aws_s3_bucket.this"))
    assert answers("s3-no-versioning", plan) == [('aws_s3_bucket.this["b"]', "violated", "versioning")]


def test_a_literal_key_names_one_instance() -> None:
    buckets = [_bucket('aws_s3_bucket.this["a"]'), _bucket('aws_s3_bucket.this["b"]')]
    plan = change_set(*buckets, _enabled(f"{VERSIONING}.this"), root=_referring('aws_s3_bucket.this["b"].id'))
    assert answers("s3-no-versioning", plan) == [('aws_s3_bucket.this["a"]', "violated", "versioning")]


def test_a_key_that_is_not_written_down_leaves_a_doubt() -> None:
    plan = change_set(
        _bucket("aws_s3_bucket.this[0]"), _enabled(f"{VERSIONING}.this"), root=_referring("aws_s3_bucket.this")
    )
    assert verdict("s3-no-versioning", plan) == "undetermined"


def test_a_counted_companion_of_a_single_bucket() -> None:
    plan = change_set(
        _bucket("aws_s3_bucket.this"), _enabled(f"{VERSIONING}.this[0]"), root=_referring("aws_s3_bucket.this.id")
    )
    assert verdict("s3-no-versioning", plan) == "passed"


def test_modules_keep_to_themselves() -> None:
    buckets = [_bucket('module.m["a"].aws_s3_bucket.this'), _bucket('module.m["b"].aws_s3_bucket.this')]
    root = Module(calls={"m": ModuleCall(_referring("aws_s3_bucket.this.id"))})
    plan = change_set(*buckets, _enabled(f'module.m["a"].{VERSIONING}.this'), root=root)
    assert answers("s3-no-versioning", plan) == [('module.m["b"].aws_s3_bucket.this', "violated", "versioning")]


def test_without_a_configuration_nobody_can_tell_whose_a_companion_is() -> None:
    plan = change_set(_bucket("aws_s3_bucket.this"), _enabled(f"{VERSIONING}.this"))
    assert verdict("s3-no-versioning", plan) == "undetermined"
