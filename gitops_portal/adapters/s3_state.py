"""A place in a bucket of S3 in; which state lies there, and its content, out: bounded in time and bytes, or NotRead.

Credentials are the operator's, as boto3 finds them for a profile of its configuration, or of a role that they may
assume. Only the endpoint that a place names is asked, else AWS: `AWS_ENDPOINT_URL` is the artifact store's.
"""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from gitops_portal.adapters.bucket import CONNECT_SECONDS, PACE, READ_SECONDS, SECONDS
from gitops_portal.adapters.patience import Circuit
from gitops_portal.core.errors import Unavailable
from gitops_portal.core.s3_backend import LOCK

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.s3_backend import Place

ROLE_SECONDS: Final = 900
"""For which a role is taken on: the shortest that AWS gives."""
LARGEST_LOCK: Final = 64 * 1024
"""Bytes of a lock file; a larger one is none of Terraform's."""
_MISSING: Final = ("NoSuchKey", "NoSuchBucket", "404")
_CONFIG: Final = {
    "retries": {"total_max_attempts": 2, "mode": "standard"},
    "connect_timeout": CONNECT_SECONDS,
    "read_timeout": READ_SECONDS,
    "ignore_configured_endpoint_urls": True,
}


class NotRead(Exception):
    """A state that could not be read; the message is a sentence for people."""


class Version(NamedTuple):
    """What tells one content of an object from another; `version` is empty where the bucket keeps none."""

    etag: str
    version: str


class Bucket:
    """One place, for one reading of it. Everything raises NotRead."""

    def __init__(self, place: Place, external_id: str, profile: str = "") -> None:
        self.place = place
        self.circuit = _circuit(place.endpoint, place.bucket)
        self.client: Any = self._call(lambda: _client_for(place, external_id, profile), f"the bucket {place.bucket}")

    def newest(self) -> tuple[Version, int]:
        """Which state lies there, and how many bytes it has; its content is not fetched."""
        told = self._call(
            lambda: self.client.head_object(Bucket=self.place.bucket, Key=self.place.object), self.place.address
        )
        return _version(told), int(told["ContentLength"])

    def content(self, size: int, most: int) -> tuple[Version, bytes]:
        """The state, of which `size` bytes are awaited, and which one it is: it may have moved since."""

        def read() -> tuple[Version, bytes]:
            told = self.client.get_object(Bucket=self.place.bucket, Key=self.place.object)
            return _version(told), bytes(told["Body"].read(most + 1))

        if size > most:
            raise NotRead(_too_large(size, most))
        found, body = self._call(read, self.place.address, size)
        if len(body) > most:
            raise NotRead(_too_large(len(body), most))
        return found, body

    def lock(self) -> bytes | None:
        """The lock file beside the state, as far as LARGEST_LOCK; None where there is none."""

        def read() -> bytes | None:
            try:
                told = self.client.get_object(Bucket=self.place.bucket, Key=self.place.object + LOCK)
            except ClientError as error:
                if _code(error) in _MISSING:
                    return None
                raise
            return bytes(told["Body"].read(LARGEST_LOCK))

        found: bytes | None = self._call(read, self.place.address + LOCK)
        return found

    def _call(self, ask: Callable[[], Any], what: str, size: int = 0) -> Any:
        def work() -> Any:
            try:
                return ask()
            except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
                raise NotRead("The portal has no credentials for S3: its operator gives it some.") from error
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise _AtFault from error
                raise NotRead(_refusal(error, what)) from error

        try:
            return self.circuit.call(work, seconds=SECONDS + size / PACE, outages=(BotoCoreError, _AtFault))
        except Unavailable as error:
            raise NotRead(str(error)) from error


class _AtFault(Exception):
    """The server answered that it cannot answer."""


@lru_cache(maxsize=256)
def _circuit(endpoint: str, bucket: str) -> Circuit:
    """Of each bucket its own: one that is away holds up no other."""
    del endpoint
    return Circuit(f"bucket {bucket}")


def _client_for(place: Place, external_id: str, profile: str) -> Any:
    if not place.role:
        return _client(place.region, place.endpoint, profile)
    sts = _session(profile).client(
        "sts", region_name=place.region or None, endpoint_url=place.endpoint or None, config=Config(**_CONFIG)
    )
    try:
        taken = sts.assume_role(
            RoleArn=place.role, RoleSessionName="gitops-portal", ExternalId=external_id, DurationSeconds=ROLE_SECONDS
        )["Credentials"]
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        raise NotRead(
            f"The portal may not assume the role {place.role}: its trust policy has to name the portal's own identity,"
            f" and may ask for the external id {external_id}."
        ) from error
    return _fresh(
        place.region,
        place.endpoint,
        profile,
        aws_access_key_id=taken["AccessKeyId"],
        aws_secret_access_key=taken["SecretAccessKey"],
        aws_session_token=taken["SessionToken"],
    )


@lru_cache(maxsize=4)
def _session(profile: str) -> Any:
    return boto3.Session(profile_name=profile or None)


@lru_cache(maxsize=32)
def _client(region: str, endpoint: str, profile: str) -> Any:
    """With the process's own credentials, which boto3 renews: a client takes long to make."""
    return _fresh(region, endpoint, profile)


def _fresh(region: str, endpoint: str, profile: str, **credentials: str) -> Any:
    style: dict[str, Any] = {"s3": {"addressing_style": "path"}} if endpoint else {}
    return _session(profile).client(
        "s3",
        region_name=region or None,
        endpoint_url=endpoint or None,
        config=Config(**_CONFIG, **style),
        **credentials,
    )


def _version(told: dict[str, Any]) -> Version:
    return Version(str(told["ETag"])[:200], str(told.get("VersionId") or "")[:1024])


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _refusal(error: ClientError, what: str) -> str:
    code, status = _code(error), error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in _MISSING:
        return f"There is no {what}: nothing was applied yet, or bucket and key are not those of the backend block."
    if status == HTTPStatus.FORBIDDEN:
        return (
            f"Access to {what} is denied. The portal needs s3:GetObject on it, and kms:Decrypt where a key of KMS"
            " encrypts it; without s3:ListBucket the answer is the same where there is no such object."
        )
    return f"The bucket refuses to hand out {what}: it answered with status {status}."


def _too_large(size: int, most: int) -> str:
    return f"The state has {size:,} bytes or more; the portal reads at most {most:,} (MAX_PLAN_BYTES)."
