"""Both stores behave alike: what is put can be got, under its digest, and nothing damaged is ever handed out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from gitops_portal.adapters import artifacts
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

    from gitops_portal.adapters.artifacts import Store

DOCUMENT = b'{"format_version":"1.2"}'


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    artifacts.store.cache_clear()
    if request.param == "folder":
        return artifacts.store(f"file://{tmp_path}/kept")
    for name, value in {
        "AWS_ENDPOINT_URL": request.getfixturevalue("s3"),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }.items():
        monkeypatch.setenv(name, value)
    return artifacts.store("s3://plans/portal")


def test_what_is_put_can_be_got(store: Store) -> None:
    digest = store.put(DOCUMENT)
    assert digest == hashlib.sha256(DOCUMENT).hexdigest()
    assert store.get(digest) == DOCUMENT
    assert store.put(DOCUMENT) == digest
    assert store.check()


def test_what_is_not_there_is_said(store: Store) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        store.get("0" * 64)


@pytest.mark.parametrize("damage", [b"", b"other bytes", artifacts._pack(b"another document")[1]])
def test_a_damaged_document_is_never_handed_out(tmp_path: Path, damage: bytes) -> None:
    store = artifacts.Folder(tmp_path)
    digest = store.put(DOCUMENT)
    store._path(digest).write_bytes(damage)
    with pytest.raises(Unavailable, match="damaged"):
        store.get(digest)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(Unavailable):
        artifacts.Folder(blocked).put(DOCUMENT)


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unavailable):
        artifacts.Folder(tmp_path).put(DOCUMENT)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_bucket_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    artifacts.store.cache_clear()
    with pytest.raises(Unavailable, match="does not answer"):
        artifacts.store("s3://plans").put(DOCUMENT)
