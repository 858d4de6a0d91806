"""Documents in and out, by their SHA-256: a folder or an S3 bucket, whatever `ARTIFACTS_URL` names."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from gitops_portal.adapters import packing
from gitops_portal.adapters.bucket import Bucket, NoSuchObject, RefusedByBucket
from gitops_portal.core.errors import Lost, Unavailable


class Store(Protocol):
    """Keeps documents under the SHA-256 of their bytes."""

    def put(self, document: bytes) -> str:
        """Keep a document and return its digest; keeping it twice is the same as once. Raises Unavailable."""
        ...

    def get(self, digest: str) -> bytes:
        """The document of a digest, checked against it. Raises Lost when missing or damaged, and Unavailable."""
        ...

    def check(self) -> str:
        """Where documents are kept, as a phrase. Raises Unavailable when nothing can be kept there."""
        ...


@lru_cache(maxsize=4)
def store(url: str) -> Store:
    """The store that a URL names, `file:///folder` or `s3://bucket/prefix`; opened once: a client is expensive."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return InBucket(Bucket(parts.netloc, parts.path.strip("/"), "artifact bucket"))
    return Folder(Path(parts.path))


def _name(digest: str) -> str:
    return f"{digest[:2]}/{digest}.zst"


def _pack(document: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(document).hexdigest(), packing.pack(document)


def _unpack(digest: str, packed: bytes) -> bytes:
    try:
        document = packing.unpack(packed)
    except packing.DamagedError:
        document = b""
    if hashlib.sha256(document).hexdigest() != digest:
        raise Lost(f"The stored document {digest[:12]} is damaged: its content no longer fits its digest.")
    return document


class Folder:
    """Documents as files, two levels deep; written beside and renamed, so that none is ever half there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, digest: str) -> Path:
        return self.root / _name(digest)

    def put(self, document: bytes) -> str:
        digest, packed = _pack(document)
        path = self._path(digest)
        if path.exists():
            return digest
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                try:
                    file.write(packed)
                    file.flush()
                    os.fsync(file.fileno())
                    Path(file.name).replace(path)
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise Unavailable("The plan could not be stored: the artifact folder cannot be written.") from error
        return digest

    def get(self, digest: str) -> bytes:
        try:
            packed = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise Lost(f"The stored document {digest[:12]} cannot be read: it is not there.") from error
        except OSError as error:
            raise Unavailable(f"The stored document {digest[:12]} cannot be read.") from error
        return _unpack(digest, packed)

    def check(self) -> str:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root) as file:
                file.write(b"\0" * 4096)
        except OSError as error:
            raise Unavailable("The artifact folder cannot be written.") from error
        return "a folder"


class InBucket:
    """Documents as objects of an S3 bucket, named as a folder's files are."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    def put(self, document: bytes) -> str:
        digest, packed = _pack(document)
        try:
            self.bucket.put(_name(digest), packed)
        except RefusedByBucket as error:
            raise Unavailable("The plan could not be stored: the artifact bucket refuses it.") from error
        return digest

    def get(self, digest: str) -> bytes:
        try:
            packed = self.bucket.get(_name(digest))
        except NoSuchObject as error:
            raise Lost(f"The stored document {digest[:12]} cannot be read: it is not there.") from error
        except RefusedByBucket as error:
            raise Unavailable(f"The stored document {digest[:12]} cannot be read.") from error
        return _unpack(digest, packed)

    def check(self) -> str:
        try:
            self.bucket.check()
        except RefusedByBucket as error:
            raise Unavailable("The artifact bucket refuses its credentials, or there is none of its name.") from error
        return "a bucket"
