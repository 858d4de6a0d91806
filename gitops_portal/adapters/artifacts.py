"""Documents in and out, by their SHA-256: a folder or an S3 bucket, whatever `ARTIFACTS_URL` names."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import boto3
import zstandard
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

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
    """The store that a URL names, `file:///folder` or `s3://bucket/prefix`; opened once, since clients are dear."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return Bucket(parts.netloc, parts.path.strip("/"))
    return Folder(Path(parts.path))


def _pack(document: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(document).hexdigest(), zstandard.compress(document, 3)


def _unpack(digest: str, packed: bytes) -> bytes:
    try:
        document = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    except zstandard.ZstdError:
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
        self.root.mkdir(parents=True, exist_ok=True)
        if not os.access(self.root, os.W_OK):
            raise Unavailable("The artifact folder cannot be written.")
        return "a folder"


class Bucket:
    """Documents as objects of an S3 bucket. `AWS_ENDPOINT_URL` and the usual credentials are honoured by boto3."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self.bucket = bucket
        self.prefix = prefix
        patient = Config(retries={"max_attempts": 4, "mode": "standard"}, connect_timeout=5, read_timeout=60)
        self.client: Any = boto3.client("s3", config=patient)

    def _key(self, digest: str) -> str:
        return "/".join(part for part in (self.prefix, digest[:2], f"{digest}.zst") if part)

    def put(self, document: bytes) -> str:
        digest, packed = _pack(document)
        try:
            self.client.put_object(Bucket=self.bucket, Key=self._key(digest), Body=packed)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("The plan could not be stored: the artifact bucket does not answer.") from error
        return digest

    def get(self, digest: str) -> bytes:
        try:
            packed = self.client.get_object(Bucket=self.bucket, Key=self._key(digest))["Body"].read()
        except self.client.exceptions.NoSuchKey as error:
            raise Lost(f"The stored document {digest[:12]} cannot be read: it is not there.") from error
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"The stored document {digest[:12]} cannot be read.") from error
        return _unpack(digest, packed)

    def check(self) -> str:
        try:
            self.client.head_bucket(Bucket=self.bucket)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("The artifact bucket does not answer.") from error
        return "a bucket"
