"""What a system says differs in, items of drift opened, followed and closed out: no more of each than it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.actions import drift_acts
from gitops_portal.core.drift import said
from gitops_portal.core.drift.following import follow
from gitops_portal.core.model.observations import Differing
from gitops_portal.core.posture import State
from gitops_portal.records.models import DriftItem
from gitops_portal.records.queries import drifting

if TYPE_CHECKING:
    from gitops_portal.records.models import Observation, Workspace

_BATCH: Final = 500
_TOLD: Final = ("digest", "said", "grave", "cause", "cause_key")
"""What another word of the same resource changes of its row."""


def keep(held: Workspace, word: Observation) -> None:
    """In the caller's transaction, which holds the workspace; `word` is the last one of its object, as it is kept.

    In sync closes what it told of before. What is unverified says nothing, and so does drift without any name.
    """
    if not word.newest or word.state == State.UNVERIFIED:
        return
    named = word.resources if word.state == State.DRIFTED else []
    rows = {row.key: row for row in (said.row(word.source, word.subject, Differing(**one)) for one in named)}
    whole = word.state == State.IN_SYNC or len(named) == word.drifted
    known = drifting.known(held, word.source, word.subject)
    became = follow(known, {row.key: row.digest for row in rows.values()}, whole=whole)
    at = word.checked_at
    for some in drifting.items(became.gone):
        some.update(closed_at=at, closing="gone")
    for some in drifting.items((*became.still, *became.changed)):
        some.update(last_seen_at=at)
    for some in drifting.items(became.changed):
        found = list(some)
        for item in found:
            item.changed_at = at
            for name in _TOLD:
                setattr(item, name, getattr(rows[item.key], name))
        some.bulk_update(found, [*_TOLD, "changed_at"])
        some.update(**drift_acts.UNSAID)
    same: dict[str, Any] = dict.fromkeys(("opened_at", "changed_at", "last_seen_at"), at)
    origin = {"workspace": held, "source": word.source, "subject": word.subject}
    opened = [rows[key] for key in sorted(became.opened)]
    DriftItem.objects.bulk_create((DriftItem(**row._asdict(), **origin, **same) for row in opened), batch_size=_BATCH)
