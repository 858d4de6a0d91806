"""What is known of a workspace, and who says so, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from gitops_portal.core import words
from gitops_portal.core.posture import State
from gitops_portal.records.queries import known

if TYPE_CHECKING:
    from gitops_portal.records.models import Observation
    from gitops_portal.records.queries import Workspace

TONES: Final = {State.IN_SYNC: "good", State.DRIFTED: "warn", State.UNVERIFIED: "warn"}
LISTED: Final = 5
"""Resources that differ, named on the page; of others the number is told."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a source said last: `counts` is whether that is not too long ago."""

    by: str
    word: Observation
    state: str
    tone: str
    counts: bool
    more: int
    """Resources that differ and are not listed."""


def shown(workspace: Workspace) -> dict[str, Any]:
    """The posture, and what each source said last, the newest first."""
    now, every, found = timezone.now(), timedelta(hours=workspace.check_hours), workspace.known
    said = [
        Said(
            by=words.observer_is(one.source),
            word=one,
            state=words.POSTURES[one.state],
            tone=TONES[State(one.state)],
            counts=now - one.checked_at < every,
            more=max(0, (one.drifted or 0) - len(one.resources[:LISTED])) if one.resources else 0,
        )
        for one in known.last_words(workspace)
    ]
    return {
        "posture": found,
        "posture_word": words.POSTURES[found.state],
        "posture_tone": TONES[found.state],
        "posture_by": words.observer_is(found.source),
        "overdue": found.next_check_by is not None and found.next_check_by <= now,
        "said": said,
        "kind": words.observer_is(workspace.kind) if workspace.kind != "terraform" else "",
    }
