"""What the tests of all that systems say have in common."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.posture import State
from tests.core.documents.sources.samples import EVENT, SECRET

if TYPE_CHECKING:
    from gitops_portal.core.model import Observation

MASK: Final = Mask(b"key")
TEN: Final = datetime(2026, 11, 29, 10, tzinfo=UTC)
IN_SYNC, DRIFTED, UNVERIFIED = State
Case = tuple[dict[str, Any], State | None, datetime | None]


def said(document: dict[str, Any]) -> Observation:
    found = parse.reported(json.dumps(document).encode(), MASK)
    assert parse.read(found.clean, MASK) == found.said
    assert SECRET.encode() not in found.clean
    return found.said


def with_(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same with other values; `a__b` is the member b of a, and None takes a member away."""
    made = deepcopy(document)
    for path, value in changes.items():
        *way, name = path.split("__")
        place = made
        for step in way:
            place = place[step]
        place[name] = value
    return made


def ready(status: str, reason: str, message: str = "") -> list[dict[str, str]]:
    return [{"type": "Ready", "status": status, "reason": reason, "message": message}]


def check(case: Case) -> None:
    """It is read as it should be, and whatever is not in sync says why."""
    document, state, checked_at = case
    found = said(document)
    assert (found.state, found.checked_at) == (state, checked_at)
    assert found.reason or found.state in {IN_SYNC, None}


BEAT: Final = with_(
    EVENT, involvedObject__kind="Kustomization", severity="info", reason="ReconciliationSucceeded",
    message="Reconciliation finished in 1.2s, next run in 10m0s",
    metadata={"kustomize.toolkit.fluxcd.io/revision": "main@sha1:5f3c"},
)  # fmt: skip
"""What a Kustomization tells of each reconciliation."""
