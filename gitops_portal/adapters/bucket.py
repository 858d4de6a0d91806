"""A bucket that speaks S3, named by its URL, in; its objects out: soon, or Unavailable."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from gitops_portal.adapters.patience import Circuit

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECT_SECONDS: Final = 2
READ_SECONDS: Final = 3
SECONDS: Final = 8
"""Seconds that the bucket has for everything, one retry included."""
PACE: Final = 1_000_000
"""Bytes a second: a large document gets more time."""


class RefusedByBucket(Exception):
    """The bucket said no: to these credentials, or it is not there."""


class NoSuchObject(Exception):
    """The bucket holds nothing under this name."""


class Bucket:
    """Objects by their names. `AWS_ENDPOINT_URL` and the usual credentials are honoured by boto3.

    All raise Unavailable where the bucket is away or at fault itself, and RefusedByBucket where it says no.
    """

    def __init__(self, bucket: str, prefix: str, name: str) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        short = Config(
            retries={"total_max_attempts": 2, "mode": "standard"},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            tcp_keepalive=True,
        )
        self.client: Any = boto3.client("s3", config=short)
        self.circuit = Circuit(name)

    def put(self, name: str, content: bytes, **options: Any) -> None:
        """Keep an object; `options` are those of S3's PutObject."""
        key = self.prefix + name
        self._call(lambda: self.client.put_object(Bucket=self.bucket, Key=key, Body=content, **options), len(content))

    def get(self, name: str) -> bytes:
        """An object's content. Raises NoSuchObject."""
        return bytes(self._call(lambda: self._read(self.prefix + name)))

    def _read(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def names(self, begin: str) -> list[str]:
        """The names of all objects that begin so, in order; a thousand with each call."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix + begin)
        found = self._call(lambda: [one["Key"] for page in pages for one in page.get("Contents", ())])
        return [key[len(self.prefix) :] for key in found]

    def check(self) -> None:
        """Whether the bucket is there and lets us in."""
        self._call(lambda: self.client.head_bucket(Bucket=self.bucket))

    def _call(self, ask: Callable[[], Any], size: int = 0) -> Any:
        def work() -> Any:
            try:
                return ask()
            except self.client.exceptions.NoSuchKey as error:
                raise NoSuchObject from error
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise _AtFault from error
                raise RefusedByBucket from error

        return self.circuit.call(work, seconds=SECONDS + size / PACE, outages=(BotoCoreError, _AtFault))


class _AtFault(Exception):
    """The bucket answered that it cannot answer."""
