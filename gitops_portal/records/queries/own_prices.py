"""The organisation's prices file as it holds."""

from __future__ import annotations

from gitops_portal.records.models import PricesFile


def newest() -> PricesFile | None:
    """The version that holds; None where there never was a file."""
    return PricesFile.objects.first()
