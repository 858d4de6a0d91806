"""Documents in and out, by their SHA-256: a folder or an S3 bucket, whatever `ARTIFACTS_URL` names."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from gitops_portal.adapters import packing
from gitops_portal.adapters.patience import Circuit
from gitops_portal.core.errors import Lost, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECT_SECONDS: Final = 2
READ_SECONDS: Final = 3
SECONDS: Final = 8
"""Seconds that the bucket has for everything, one retry included."""
PACE: Final = 1_000_000
"""Bytes a second: a large document gets more time."""


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
        return Bucket(parts.netloc, parts.path.strip("/"))
    return Folder(Path(parts.path))


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
        return self.root / digest[:2] / f"{digest}.zst"

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


class Bucket:
    """Documents as objects of an S3 bucket. `AWS_ENDPOINT_URL` and the usual credentials are honoured by boto3."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self.bucket = bucket
        self.prefix = prefix
        short = Config(
            retries={"total_max_attempts": 2, "mode": "standard"},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            tcp_keepalive=True,
        )
        self.client: Any = boto3.client("s3", config=short)
        self.circuit = Circuit("artifact bucket")

    def _key(self, digest: str) -> str:
        return "/".join(part for part in (self.prefix, digest[:2], f"{digest}.zst") if part)

    def put(self, document: bytes) -> str:
        digest, packed = _pack(document)
        key = self._key(digest)
        try:
            self._call(lambda: self.client.put_object(Bucket=self.bucket, Key=key, Body=packed), len(packed))
        except ClientError as error:
            raise Unavailable("The plan could not be stored: the artifact bucket refuses it.") from error
        return digest

    def get(self, digest: str) -> bytes:
        key = self._key(digest)
        try:
            packed = self._call(lambda: self._read(key))
        except self.client.exceptions.NoSuchKey as error:
            raise Lost(f"The stored document {digest[:12]} cannot be read: it is not there.") from error
        except ClientError as error:
            raise Unavailable(f"The stored document {digest[:12]} cannot be read.") from error
        return _unpack(digest, packed)

    def _read(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def check(self) -> str:
        try:
            self._call(lambda: self.client.head_bucket(Bucket=self.bucket))
        except ClientError as error:
            raise Unavailable("The artifact bucket refuses its credentials, or there is none of its name.") from error
        return "a bucket"

    def _call(self, ask: Callable[[], Any], size: int = 0) -> Any:
        """Raises ClientError where the bucket says no; Unavailable where it is away, or at fault itself."""

        def work() -> Any:
            try:
                return ask()
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise _AtFault from error
                raise

        return self.circuit.call(work, seconds=SECONDS + size / PACE, outages=(BotoCoreError, _AtFault))


class _AtFault(Exception):
    """The bucket answered that it cannot answer."""
