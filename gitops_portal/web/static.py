"""Collected files in, compressed files with hashed names out; modules that import each other still find each other."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # has none


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped, as above
    support_js_module_import_aggregation = True
