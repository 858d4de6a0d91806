"""Signed checkpoints in and out, one file for each: in a folder or an S3 bucket, where the database's owner is not."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import parse_qs, urlsplit

from gitops_portal.adapters.bucket import Bucket, NoSuchObject, RefusedByBucket
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from datetime import datetime

ENDING: Final = ".jwt"
MOST_BYTES: Final = 16_384
"""Of one checkpoint; more is none."""


class Store(Protocol):
    """Keeps the checkpoints of chains by the number of their last event."""

    def put(self, chain: str, sequence: int, token: str, now: datetime) -> None:
        """Keep a checkpoint; the first one of a number stays. Raises Unavailable."""
        ...

    def numbers(self, chain: str) -> list[int]:
        """Of which events checkpoints are kept, in order. Raises Unavailable."""
        ...

    def get(self, chain: str, sequence: int) -> str:
        """A checkpoint; empty where there is none. Raises Unavailable."""
        ...

    def chains(self) -> set[str]:
        """The chains of which checkpoints are kept. Raises Unavailable."""
        ...

    def __str__(self) -> str:
        """Where it is, as a phrase."""
        ...


@lru_cache(maxsize=8)
def store(url: str) -> Store:
    """The store that a URL names, `file:///folder` or `s3://bucket/prefix?lock_days=400`.

    `lock_days`: how long the bucket's object lock keeps each checkpoint from everybody, in compliance mode. Raises
    ValueError where it is no number of days.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3":
        days = parse_qs(parts.query).get("lock_days", ["0"])[0]
        bucket = Bucket(parts.netloc, parts.path.strip("/"), "bucket of the checkpoints")
        return InBucket(bucket, timedelta(days=int(days)))
    return Folder(Path(parts.path))


def _name(sequence: int) -> str:
    """Of even length, so that names are in the order of numbers."""
    return f"{sequence:020d}{ENDING}"


def _number(name: str) -> int | None:
    number = name.removesuffix(ENDING)
    return int(number) if name.endswith(ENDING) and number.isascii() and number.isdecimal() else None


class Folder:
    """A folder for each chain; a file is written beside and linked, so that none is half there and the first stays."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, chain: str, sequence: int, token: str, now: datetime) -> None:
        del now
        path = self.root / chain / _name(sequence)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent) as file:
                file.write(token)
                file.flush()
                os.fsync(file.fileno())
                with suppress(FileExistsError):
                    os.link(file.name, path)
        except OSError as error:
            raise Unavailable("The folder of the checkpoints cannot be written.") from error

    def numbers(self, chain: str) -> list[int]:
        return sorted(found for name in self._names(self.root / chain) if (found := _number(name)) is not None)

    def get(self, chain: str, sequence: int) -> str:
        try:
            with (self.root / chain / _name(sequence)).open("rb") as file:
                return file.read(MOST_BYTES).decode("utf-8", "replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise Unavailable("The folder of the checkpoints cannot be read.") from error

    def chains(self) -> set[str]:
        return set(self._names(self.root))

    def _names(self, folder: Path) -> list[str]:
        try:
            return [path.name for path in folder.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Unavailable("The folder of the checkpoints cannot be read.") from error

    def __str__(self) -> str:
        return "a folder"


class InBucket:
    """Objects of a bucket; with a lock, nobody overwrites or removes them before it ends, not even its owner."""

    def __init__(self, bucket: Bucket, lock: timedelta) -> None:
        self.bucket = bucket
        self.lock = lock

    def put(self, chain: str, sequence: int, token: str, now: datetime) -> None:
        if self.get(chain, sequence):
            return
        locked: dict[str, Any] = {}
        if self.lock:
            locked = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": now + self.lock}
        try:
            self.bucket.put(f"{chain}/{_name(sequence)}", token.encode(), **locked)
        except RefusedByBucket as error:
            raise Unavailable("The bucket of the checkpoints refuses them: is its object lock switched on?") from error

    def numbers(self, chain: str) -> list[int]:
        names = (name.removeprefix(f"{chain}/") for name in self._names(f"{chain}/"))
        return sorted(found for name in names if (found := _number(name)) is not None)

    def get(self, chain: str, sequence: int) -> str:
        try:
            return self.bucket.get(f"{chain}/{_name(sequence)}")[:MOST_BYTES].decode("utf-8", "replace")
        except NoSuchObject:
            return ""
        except RefusedByBucket as error:
            raise Unavailable("The bucket of the checkpoints cannot be read.") from error

    def chains(self) -> set[str]:
        return {name.partition("/")[0] for name in self._names("")}

    def _names(self, begin: str) -> list[str]:
        try:
            return self.bucket.names(begin)
        except RefusedByBucket as error:
            raise Unavailable("The bucket of the checkpoints cannot be read.") from error

    def __str__(self) -> str:
        locked = f", each locked for {self.lock.days} days" if self.lock else ""
        return f"the bucket {self.bucket.bucket}{locked}"
