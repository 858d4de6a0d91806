"""A system says how far a workspace is from what is declared: read, rid of secrets, kept, and told in the trail."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.actions import audit, clock, drift_said, postures
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.observations import refuse
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.documents import parse
from gitops_portal.core.errors import PortalError
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.runs import WorkspaceObserved
from gitops_portal.core.posture import Word
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from gitops_portal.core.documents.parse import Reported
    from gitops_portal.core.model import Actor
    from gitops_portal.core.model import Observation as Said
    from gitops_portal.core.posture import State
    from gitops_portal.records.models import Observation, Workspace

LARGEST: Final = 4_000_000
"""Bytes: an object of Kubernetes may have 1.5 MB, and what is larger is a state."""
OPERATORS: Final = frozenset({"argocd", "flux"})
"""Systems that look after a workspace by themselves: what they tell of first is of their kind."""
log = logging.getLogger(__name__)


def is_one(body: bytes) -> bool:
    """Whether a document is what a system says of an object, and not a state."""
    return len(body) <= LARGEST and parse.is_report(body)


def accept(body: bytes, *, workspace: Workspace, by: Actor) -> Observation | None:
    """Keep what it says; None where it says nothing of how far the workspace is from what is declared.

    Raises PortalError when it cannot be read; a refusal stands in the trail.
    """
    try:
        found = parse.reported(body, mask_of(workspace))
    except PortalError as error:
        refuse(workspace, by, error)
        raise
    return _keep(workspace, by, found, found.said.state) if found.said.state else None


def is_news(found: Reported, last: Observation | None) -> bool:
    """Whether it says anything that the last word of this object, None where there is none, does not say."""
    said = found.said
    return said.state is not None and postures.is_news(last, _word(said, said.state), **_beside(said))


def _word(said: Said, state: State) -> Word:
    return Word(
        source=said.source,
        state=state,
        checked_at=said.checked_at or clock.now(),
        subject=said.subject,
        drifted=said.drifted,
        reason=said.reason,
    )


def _beside(said: Said) -> dict[str, Any]:
    resources = list(msgspec.to_builtins(said.differing))
    return {"repository": said.repository, "revision": said.revision, "resources": resources}


@in_one_transaction()
def _keep(workspace: Workspace, by: Actor, found: Reported, state: State) -> Observation:
    held, said = locks.workspace(workspace.pk), found.said
    before = held.posture
    if said.source in OPERATORS and held.verified_at is None and not held.last_number:
        held.kind = said.source
        held.save(update_fields=["kind"])
    row, is_new = postures.hear(held, _word(said, state), by=by.name, **_beside(said))
    drift_said.keep(held, row)
    if is_new:
        detail = WorkspaceObserved(
            source=said.source,
            subject=said.subject,
            state=state,
            checked_at=said.checked_at.isoformat() if said.checked_at else "",
            revision=said.revision,
            drifted=said.drifted,
            digest=found.digest,
            before=before,
            after=held.posture,
        )
        audit.record(by, Verb.WORKSPACE_OBSERVED, held.slug, workspace=held, reason=said.reason, detail=detail)
    log.info("event=observed workspace=%s source=%s state=%s", held.slug, said.source, state)
    return row
