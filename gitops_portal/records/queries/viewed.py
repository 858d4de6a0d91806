"""A run and a person in, which of its changes they have viewed as they are out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce, NullIf

from gitops_portal.records.models import Viewed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.records.models import Person, Run, RunChange


def viewed_by(run: Run, person: Person) -> Exists:
    """Whether a change of a run, in a query of changes, was viewed as it is: `RunChange.seen_as` in SQL."""
    digest = Coalesce(NullIf(OuterRef("digest"), Value("")), Value(f"run {run.pk}"))
    mine = Viewed.objects.filter(person=person, workspace=run.workspace_id)
    return Exists(mine.filter(key=OuterRef("key"), digest=digest))


def viewed(run: Run, person: Person, changes: Iterable[RunChange]) -> set[int]:
    """Those of these changes that were viewed, by the key of the row."""
    shown = {(change.key, change.seen_as): change.pk for change in changes}
    mine = Viewed.objects.filter(person=person, workspace=run.workspace_id, key__in={key for key, _ in shown})
    return {shown[mark] for mark in mine.values_list("key", "digest") if mark in shown}
