"""Somebody who takes the trail away in, the event that says so out: what was asked for, and in which form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.actions import audit
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import AuditExported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import AuditEvent, Workspace

_WHOLE = "the whole chain"


@in_one_transaction()
def told(
    by: Actor, workspace: Workspace | None, form: str, asked: Mapping[str, str], chain: str = "audit trail"
) -> AuditEvent:
    """Before a file is written: who does not get all of it has asked for it all the same.

    `chain` names what is taken where no workspace does: one that is removed has a chain still.
    """
    detail = AuditExported(form=form, asked=dict(asked))
    subject = workspace.slug if workspace else chain
    return audit.record(
        by, Verb.AUDIT_EXPORTED, subject, workspace=workspace, reason="" if asked else _WHOLE, detail=detail
    )
