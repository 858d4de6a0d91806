"""Collected files in, compressed files with hashed names out; modules that import each other still find each other.

A style sheet that is a list of `@import`s is collected as one file: a page fetches it at once, not sheet after sheet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # has none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.storage import Storage

IMPORT = re.compile(r'@import url\("([^"]+)"\);\n?')
Paths = dict[str, "tuple[Storage, str]"]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped, as above
    support_js_module_import_aggregation = True
    max_post_process_passes = 10  # one for each module in the longest chain of imports

    def post_process(self, paths: Paths, *, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in [name for name in paths if name.endswith(".css")]:
                self._join(paths, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _join(self, paths: Paths, name: str) -> None:
        """Write the sheet with what it imports in the place of each `@import`, always from the sources."""
        folder = name.rpartition("/")[0]
        joined = IMPORT.sub(lambda found: _text(paths, f"{folder}/{found[1]}"), text := _text(paths, name))
        if joined != text:
            self.delete(name)
            self.save(name, ContentFile(joined.encode()))
            paths[name] = (self, name)


def _text(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        content: bytes = file.read()
    return content.decode()
