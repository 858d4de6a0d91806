"""Lines of prices in, a price file out; the book renewed in one step; what is read for that, kept meanwhile."""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from gitops_portal.adapters.price_lists.listing import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

WHILE: Final = 24 * 3600.0
"""Seconds for which a part that was read need not be read again: whoever was stopped half way goes on from there."""


class PartsRead:
    """The parts of one price list that were read so far, each a file. Whoever is killed half way leaves whole ones."""

    def __init__(self, kept: Path, source: str) -> None:
        self._folder = kept.parent / f"{kept.name}-read-{source}"

    def find(self, part: str) -> Found | None:
        path = self._path(part)
        try:
            if time.time() - path.stat().st_mtime > WHILE:
                return None
            return msgspec.json.decode(path.read_bytes(), type=Found)
        except (FileNotFoundError, ValueError):  # of another version of the portal
            return None

    def keep(self, part: str, found: Found) -> None:
        """Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._path(part).with_suffix(f".{os.getpid()}")
        fresh.write_bytes(msgspec.json.encode(found))
        fresh.replace(self._path(part))

    def forget(self) -> None:
        """The book holds them now."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, part: str) -> Path:
        return self._folder / f"{sha256(part.encode()).hexdigest()[:32]}.json"


def write(path: Path, header: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    """A price file: sorted, the same bytes for the same lines, and packed where its name says so."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(sorted(tuple(line) for line in lines))
    content = out.getvalue().encode()
    path.write_bytes(gzip.compress(content, compresslevel=9, mtime=0) if path.suffix == ".gz" else content)


@contextmanager
def renewed(shipped: Path, kept: Path) -> Iterator[Path]:
    """A copy of the shipped book to write into; it takes the place of `kept` at the end, if nothing was raised.

    `kept` is a link, turned in one step: whoever is killed half way leaves the old book, and a folder for the next to
    sweep. Two at once do no harm: one of them wins, the other may fail. Raises OSError when the disk doesn't allow it.
    """
    fresh = Path(tempfile.mkdtemp(prefix=f".{kept.name}-", dir=kept.parent))
    try:
        shutil.copytree(shipped, fresh, dirs_exist_ok=True)
        yield fresh
        os.sync()  # the files must be there before the link to them is
        link = fresh / ".link"
        link.symlink_to(fresh.name)
        link.replace(kept)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    for other in kept.parent.glob(f".{kept.name}-*"):
        if other != fresh:
            shutil.rmtree(other, ignore_errors=True)
