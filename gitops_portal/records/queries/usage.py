"""A workspace in, its usage file as it holds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.records.models import UsageFile

if TYPE_CHECKING:
    from gitops_portal.records.models import Workspace


def newest(workspace: Workspace) -> UsageFile | None:
    """The version that holds; None where there never was a file."""
    return UsageFile.objects.filter(workspace=workspace).first()


def version(workspace: Workspace, digest: str) -> UsageFile | None:
    """The newest version that says what has this digest."""
    return UsageFile.objects.filter(workspace=workspace, digest=digest).first() if digest else None
