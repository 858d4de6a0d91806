"""How far workspaces are from the real world, told by the database at any moment: what nobody checks ends by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Case, F, Q, When
from django.db.models.functions import Now

from gitops_portal.core.posture import State, Word
from gitops_portal.records.models import Observation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.records.models import Workspace

_HOLDS: Final = Q(next_check_by__gt=Now())
POSTURES: Final[Mapping[str, Q]] = {
    "drifted": Q(posture=State.DRIFTED) & _HOLDS,
    "unverified": Q(posture=State.UNVERIFIED) | Q(next_check_by=None) | Q(next_check_by__lte=Now()),
    "same": Q(posture=State.IN_SYNC) & _HOLDS,
}
"""The postures of `core.posture`; each workspace is in one of them."""
LAPSED: Final = POSTURES["unverified"] & Q(verified_at__isnull=False)
"""What somebody checked, and nobody does any more."""
DRIFTED: Final = Case(When(POSTURES["drifted"], then=F("drifted")))
"""How many resources differ; null where it is not known to differ."""


def last_words(workspace: Workspace) -> list[Observation]:
    """What each source said last, the newest first, without the plans that they came with."""
    found = Observation.objects.filter(workspace=workspace, newest=True).select_related("run")
    return list(found.defer("run__summary"))


def deciding(workspaces: Iterable[Workspace]) -> dict[int, Observation]:
    """The word that decides the posture of each of these, where it is no plan's, by workspace."""
    told = [one for one in workspaces if one.verified_by not in {"", "plan"}]
    if not told:
        return {}
    same = {"source": F("workspace__verified_by"), "checked_at": F("workspace__verified_at")}
    found = Observation.objects.filter(workspace__in=told, newest=True, **same)
    return {one.workspace_id: one for one in found}


def last_word(workspace: Workspace, source: str, subject: str) -> Observation | None:
    """What this source said last of this object."""
    return Observation.objects.filter(workspace=workspace, newest=True, source=source, subject=subject).first()


def words(workspace: Workspace) -> list[Word]:
    """The same of all sources, as `core.posture` reads them."""
    return [
        Word(
            source=one.source,
            state=State(one.state),
            checked_at=one.checked_at,
            subject=one.subject,
            drifted=one.drifted,
            reason=one.reason,
        )
        for one in last_words(workspace)
    ]
