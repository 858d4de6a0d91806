"""A bucket must log access, in itself or by a companion."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Attributes, Block, Module, ModuleCall
from tests.builders import change, change_set
from tests.judging import answers, verdict

BUCKET = change("aws_s3_bucket.data", after={"bucket": "data", "logging": UNKNOWN})
LOGGING = "aws_s3_bucket_logging.data"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"logging": [{"target_bucket": "logs"}]}, "passed"),
        ({"logging": {"target_bucket": UNKNOWN}}, "passed"),
        ({"logging": []}, "violated"),
        ({"logging": None}, "violated"),
        ({}, "violated"),
        ({"logging": UNKNOWN}, "undetermined"),
        ({"logging": "yes"}, "undetermined"),
    ],
)
def test_alone(after: Attributes, expected: str) -> None:
    assert verdict("s3-no-access-log", change_set(change("aws_s3_bucket.data", after=after))) == expected


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (("aws_s3_bucket.data.id",), "passed"),
        (("aws_s3_bucket.data.id", "aws_s3_bucket.data.bucket"), "passed"),
        (("aws_s3_bucket.data.id", "aws_s3_bucket.logs.id"), "undetermined"),
        (("aws_s3_bucket.data.id", "var.bucket"), "passed"),  # the root's variables are known with every plan
        (("aws_s3_bucket.data.id", "local.bucket"), "undetermined"),
        (("aws_s3_bucket.logs.id",), "violated"),
        ((), "undetermined"),
    ],
)
def test_a_companion_whose_bucket_is_not_known_yet(references: tuple[str, ...], expected: str) -> None:
    bucket = change("aws_s3_bucket.data", after={"logging": []})
    companion = change(LOGGING, after={"bucket": UNKNOWN, "target_bucket": UNKNOWN})
    root = Module(blocks=(Block(LOGGING, links={"bucket": references}),))
    assert verdict("s3-no-access-log", change_set(bucket, companion, root=root)) == expected


@pytest.mark.parametrize(
    ("out", "passed", "expected"),
    [
        ("aws_s3_bucket.data.id", "module.store.bucket", "passed"),
        ("aws_s3_bucket.data.id", "module.store", "undetermined"),
        ("local.bucket", "module.store.bucket", "undetermined"),
        ("aws_s3_bucket.other.id", "module.store.bucket", "violated"),
    ],
)
def test_a_companion_in_another_module(out: str, passed: str, expected: str) -> None:
    """One module makes the bucket and gives it out, another one is passed it and logs to it."""
    bucket = change("module.store.aws_s3_bucket.data", after={"bucket": UNKNOWN, "logging": []})
    companion = change(f"module.log.{LOGGING}", after={"bucket": UNKNOWN, "target_bucket": UNKNOWN})
    store = Module((Block("aws_s3_bucket.data"),), outputs={"bucket": (out,)})
    log = Module((Block(LOGGING, links={"bucket": ("var.bucket",)}),))
    root = Module(calls={"store": ModuleCall(store), "log": ModuleCall(log, {"bucket": (passed,)})})
    assert verdict("s3-no-access-log", change_set(bucket, companion, root=root)) == expected


def test_a_companion_that_names_the_bucket() -> None:
    companion = change(LOGGING, after={"bucket": "data"})
    assert verdict("s3-no-access-log", change_set(BUCKET, companion)) == "passed"


def test_a_companion_that_names_another_bucket() -> None:
    other = change("aws_s3_bucket.other", after={"bucket": "other", "logging": []})
    plan = change_set(other, change(LOGGING, after={"bucket": "data"}))
    assert answers("s3-no-access-log", plan) == [("aws_s3_bucket.other", "violated", "logging")]


def test_a_companion_that_goes_away() -> None:
    bucket = change("aws_s3_bucket.data", Action.NO_OP, after={"bucket": "data", "logging": []})
    companion = change(LOGGING, Action.DELETE, before={"bucket": "data"})
    assert verdict("s3-no-access-log", change_set(bucket, companion)) == "violated"


def test_a_bucket_that_others_log_to_needs_no_log() -> None:
    data, logs = (
        change(f"aws_s3_bucket.{name}", after={"bucket": UNKNOWN, "logging": []}) for name in ("data", "logs")
    )
    companion = change(LOGGING, after={"bucket": UNKNOWN, "target_bucket": UNKNOWN})
    links = {"bucket": ("aws_s3_bucket.data.id",), "target_bucket": ("aws_s3_bucket.logs.id",)}
    root = Module(blocks=(Block(LOGGING, links=links),))
    assert answers("s3-no-access-log", change_set(data, logs, companion, root=root)) == []
