"""Where a state lies, as Terraform's S3 backend writes it, in; the object that holds it, and what its lock says, out.

The state of the workspace `default` is the object `key`, of others `<workspace_key_prefix>/<workspace>/<key>`. Beside
it lies `<object>.tflock` while an operation runs that locks by the bucket (Terraform 1.10 and later, `use_lockfile`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.errors import Invalid
from gitops_portal.core.text import bounded, visible

if TYPE_CHECKING:
    from collections.abc import Collection

DEFAULT: Final = "default"
PREFIX: Final = "env:"
LOCK: Final = ".tflock"
LONGEST: Final = 1024 - len(LOCK)
"""Bytes of an object's name that leave room for its lock's."""
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_WORKSPACE: Final = re.compile(r"[A-Za-z0-9_.~:@-]{1,90}")
_ROLE: Final = re.compile(r"arn:aws[a-z-]{0,20}:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}", re.ASCII)


class Place(Struct, frozen=True):
    """One state in a bucket. Names are Terraform's own; empty where the default holds."""

    bucket: str
    key: str
    workspace_key_prefix: str = PREFIX
    terraform_workspace: str = ""
    region: str = ""
    endpoint: str = ""
    """Where the bucket is asked for; empty: at AWS."""
    role: str = ""
    """The ARN of a role that the portal takes on to read it."""

    @property
    def object(self) -> str:
        """The name of the object that holds the state."""
        if self.terraform_workspace in {"", DEFAULT}:
            return self.key
        return "/".join(part for part in (self.workspace_key_prefix, self.terraform_workspace, self.key) if part)

    @property
    def address(self) -> str:
        """As `core.dependencies.remote_state` writes it."""
        return f"s3://{self.bucket}/{self.object}"


def external_id(slug: str) -> str:
    """What a role's trust policy may ask for, so that it is taken on for one workspace alone."""
    return f"gitops-portal:{slug}"


def checked(place: Place, slug: str, buckets: Collection[str], endpoints: Collection[str]) -> Place:
    """The place, if a state may be read from there. Raises Invalid.

    `buckets`: what the operator allows, `bucket` or `bucket/prefix`, where `{workspace}` stands for the slug.
    """
    if not _BUCKET.fullmatch(place.bucket) or ".." in place.bucket:
        raise Invalid("That is no name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens.")
    _check_names(place)
    if place.region and not _REGION.fullmatch(place.region):
        raise Invalid("That is no region. Write one such as eu-west-1, or leave it empty.")
    if place.role and not _ROLE.fullmatch(place.role):
        raise Invalid("That is no role. Write its ARN, such as arn:aws:iam::123456789012:role/state-reader.")
    if place.endpoint and place.endpoint not in endpoints:
        raise Invalid("That endpoint is not one that the operator allows in STATE_ENDPOINTS.")
    if not any(_within(place, entry.replace("{workspace}", slug)) for entry in buckets):
        raise Invalid(
            f"The portal may not read {bounded(place.address)} for this workspace: the operator says in STATE_BUCKETS"
            " which buckets, and what below them, it reads."
        )
    return place


def _check_names(place: Place) -> None:
    """Raises Invalid where the names make no object's name that Terraform would write."""
    if place.terraform_workspace and not _WORKSPACE.fullmatch(place.terraform_workspace):
        raise Invalid("That is no name of a Terraform workspace: letters, digits and _.~:@- are, at most 90.")
    steps = place.object.split("/")
    if not place.key or not place.object.isprintable() or any(step in {"", ".", ".."} for step in steps):
        raise Invalid(
            "Write the key as the backend block has it, such as network/terraform.tfstate: no / at its ends, no empty"
            " step, no . or .. between two."
        )
    if len(place.object.encode()) > LONGEST:
        raise Invalid(f"The object's name has more than {LONGEST:,} bytes: S3 keeps none that long with its lock.")


def _within(place: Place, entry: str) -> bool:
    bucket, _, prefix = entry.partition("/")
    prefix = prefix.strip("/")
    return place.bucket == bucket and (not prefix or place.object.startswith(f"{prefix}/"))


class Lock(Struct, frozen=True):
    """What a lock file says, as it may be shown; what it does not say is empty."""

    who: str = ""
    operation: str = ""
    since: str = ""
    """RFC 3339, or empty where that is no time."""
    info: str = ""
    readable: bool = True


class _Written(Struct):
    """As Terraform's `statemgr.LockInfo` is written."""

    Who: str = ""
    Operation: str = ""
    Created: str = ""
    Info: str = ""


def lock(body: bytes) -> Lock:
    """What stands in a lock file, whoever wrote it: one that is none of Terraform's locks all the same."""
    try:
        said = msgspec.json.decode(body, type=_Written)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Lock(readable=False)
    return Lock(
        who=bounded(visible(said.Who)),
        operation=_operation(said.Operation),
        since=_since(said.Created),
        info=bounded(visible(said.Info)),
    )


def _operation(told: str) -> str:
    """`OperationTypeApply` as `apply`."""
    return bounded(visible(told.removeprefix("OperationType").lower() if told.startswith("OperationType") else told))


def _since(told: str) -> str:
    """In UTC."""
    try:
        at = datetime.fromisoformat(told)
        return at.astimezone(UTC).isoformat() if at.tzinfo else ""
    except (ValueError, OverflowError):
        return ""
