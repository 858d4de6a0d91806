"""Lines of prices in, a price file out; and the whole book renewed in one step."""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


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
