"""A run and addresses of resources in, what its plan says of them in full out; read from the kept document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from gitops_portal.actions.masking import mask_of
from gitops_portal.adapters.artifacts import store
from gitops_portal.core.documents import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.core.model import Change
    from gitops_portal.records.models import Run


def changes(run: Run, addresses: Collection[str]) -> Mapping[str, Change]:
    """By address and deposed key, with a blank between. Raises Unavailable."""
    kept = parse.read_plan(store(settings.ARTIFACTS_URL).get(run.artifact), mask_of(run.workspace))
    return {f"{change.address} {change.deposed}": change for change in kept.changes if change.address in addresses}
