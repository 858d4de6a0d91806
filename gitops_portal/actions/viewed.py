"""Who viewed which changes in, the marks kept. No audit event: a mark is a note to oneself, and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.records.models import Viewed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.records.models import Person, Run

_AT_ONCE: Final = 1_000
"""Rows of one statement."""


@in_one_transaction()
def mark(run: Run, changes: Iterable[tuple[str, str]], *, by: Person, viewed: bool) -> None:
    """Mark changes, by key and what they are seen as, or take the marks off. Marking twice is marking once."""
    told = [
        Viewed(person=by, workspace_id=run.workspace_id, key=key, digest=digest if viewed else "")
        for key, digest in dict(changes).items()
    ]
    fields = ["person", "workspace", "key"]
    Viewed.objects.bulk_create(told, _AT_ONCE, update_conflicts=True, unique_fields=fields, update_fields=["digest"])
