"""Both stores keep the first checkpoint of each number, in order; a bucket may lock it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from gitops_portal.adapters import checkpoint_stores
from gitops_portal.adapters.checkpoint_stores import Store
from gitops_portal.core.errors import Unavailable

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket of its own, with object lock."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    checkpoint_stores.store.cache_clear()
    name = f"locked-{datetime.now(UTC):%H%M%S%f}"
    boto3.client("s3").create_bucket(
        Bucket=name,
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
    )
    return name


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return checkpoint_stores.store(f"file://{tmp_path}/kept")
    return checkpoint_stores.store(f"s3://{request.getfixturevalue('bucket')}/portal/trail")


def test_the_first_of_a_number_stays(store: Store) -> None:
    store.put("orders", 7, "first", NOW)
    store.put("orders", 7, "second", NOW)
    assert store.get("orders", 7) == "first"
    assert store.get("orders", 8) == store.get("billing", 7) == ""


def test_numbers_are_in_order_and_of_one_chain(store: Store) -> None:
    for chain, number in (("orders", 10), ("orders", 9), ("orders-eu", 3), ("orders/pruned", 2)):
        store.put(chain, number, "token", NOW)
    assert store.numbers("orders") == [9, 10]
    assert store.numbers("orders/pruned") == [2]
    assert store.numbers("nothing") == []
    assert store.chains() == {"orders", "orders-eu"}


def test_nothing_is_left_beside(tmp_path: Path) -> None:
    checkpoint_stores.store(f"file://{tmp_path}").put("orders", 1, "token", NOW)
    assert [path.name for path in (tmp_path / "orders").iterdir()] == [f"{1:020d}.jwt"]


def test_a_bucket_locks_them_for_as_long_as_it_is_told(bucket: str) -> None:
    store = checkpoint_stores.store(f"s3://{bucket}/trail?lock_days=400")
    store.put("orders", 7, "token", NOW)
    told = boto3.client("s3").head_object(Bucket=bucket, Key=f"trail/orders/{7:020d}.jwt")
    assert told["ObjectLockMode"] == "COMPLIANCE"
    assert told["ObjectLockRetainUntilDate"] == NOW + timedelta(days=400)
    assert "locked for 400 days" in str(store)


def test_what_cannot_be_written_or_read_is_said(tmp_path: Path, s3: str, bucket: str) -> None:
    (tmp_path / "file").write_text("in the way")
    stores = (
        checkpoint_stores.store(f"file://{tmp_path}/file"),
        checkpoint_stores.store("s3://there-is-none/x"),
    )
    for store in stores:
        with pytest.raises(Unavailable):
            store.put("orders", 1, "token", NOW)
        with pytest.raises(Unavailable):
            store.numbers("orders")
    with pytest.raises(Unavailable):
        stores[1].get("orders", 1)
