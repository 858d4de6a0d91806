"""A run in, everything that is kept of it out, row by row: for the bundle that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.records.models import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.records.models import Run, RunChange


def changes(run: Run) -> Iterator[RunChange]:
    """All changes by risk, a few hundred at a time."""
    return run.changes.order_by("rank").iterator(chunk_size=500)


def outcomes(run: Run) -> list[Outcome]:
    return list(Outcome.objects.filter(run=run))
