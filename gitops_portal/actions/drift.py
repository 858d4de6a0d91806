"""What a plan tells of drift in, items of drift opened, followed and closed out, beside what else its run concludes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Case, Value, When

from gitops_portal.actions import drift_acts, drift_rules
from gitops_portal.core import cli_flags, versions
from gitops_portal.core.drift.following import follow
from gitops_portal.core.drift.told import ToldRow, by_key, told
from gitops_portal.records import bulk
from gitops_portal.records.models import DriftItem
from gitops_portal.records.queries import acting, drifting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.model import ChangeSet
    from gitops_portal.records.models import Run

_LATE: Final = ("first_run_id", "told_run_id", "last_run_id")


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that a plan tells of drift, as rows: made before the transaction, and written as far as they are new."""

    told: list[ToldRow]
    rows: bulk.Rows
    looked: bool
    """Whether the plan looked at the real world at all."""
    whole: bool
    """Whether the plan looked at everything, so that what it does not tell of drifts no longer."""


def prepare(run: Run, changes: ChangeSet) -> Prepared:
    """What drifted, and why it may have: what was asked for when the run before was applied is compared."""
    before = acting.last_applied(run)
    versions_then = before.summary.get("versions") if before else None
    found = told(changes, versions.moves(versions_then, versions.asked(changes)) if versions_then else {})
    same = dict.fromkeys(("opened_at", "changed_at", "last_seen_at"), run.created_at)
    rows = bulk.rows(DriftItem, found, workspace_id=run.workspace_id, **same, **dict.fromkeys(_LATE, run.pk))
    return Prepared(
        found,
        rows,
        looked=not changes.errored and not cli_flags.unrefreshed(changes.flags),
        whole=cli_flags.verifies(changes) and not cli_flags.limits(changes.flags),
    )


def keep(run: Run, prepared: Prepared) -> None:
    """In the caller's transaction, which holds the workspace; `run` is its newest plan."""
    if not prepared.looked:
        return
    became = follow(drifting.known(run.workspace), by_key(prepared.told), whole=prepared.whole)
    _close(run, became.gone)
    for some in drifting.items((*became.still, *became.changed)):
        some.update(last_seen_at=run.created_at, last_run=run)
    _change(run, became.changed, prepared)
    prepared.rows.only(place for place, row in enumerate(prepared.told) if row.key in became.opened).write()
    drift_rules.told(run)


def _close(run: Run, gone: Iterable[int]) -> None:
    """Fixed by an apply, as far as anybody can tell, or by somebody outside."""
    applied = drifting.applied_last(run.workspace)
    after = When(last_seen_at__lt=applied, then=Value("applied")) if applied else None
    for some in drifting.items(gone):
        closing = Case(after, default=Value("gone")) if after else Value("gone")
        some.update(closed_at=run.created_at, closed_run=run, closing=closing)


def _change(run: Run, changed: Mapping[int, str], prepared: Prepared) -> None:
    """What differs otherwise than before is another difference, of the same object and since the same day."""
    rows = {row.key: row for row in prepared.told}
    names = [name for name in ToldRow._fields if name not in {"key", "address", "type", "module"}]
    for some in drifting.items(changed):
        found = list(some)
        for item in found:
            row = rows[item.key]
            for name in names:
                setattr(item, name, getattr(row, name))
            item.changed_at, item.told_run = run.created_at, run
        some.bulk_update(found, [*names, "changed_at", "told_run"])
        some.update(**drift_acts.UNSAID)
