"""An event of Flux, as the notification-controller posts it (providers `generic` and `generic-hmac`).

From version 1.9 on it forwards what tells of each reconciliation, which is what keeps a workspace verified; an older
one sends changes and errors alone. What says nothing of how far an object is from what is declared changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.observation import clean
from gitops_portal.core.documents.observation.kubernetes import NO_TIME, Text, Time, moment, part
from gitops_portal.core.documents.source import Kind, Source
from gitops_portal.core.model import Observation
from gitops_portal.core.posture import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members


class _Object(Struct):
    kind: str = ""
    namespace: Text = None
    name: str = ""
    apiVersion: Text = None  # noqa: N815 - as Kubernetes names it


class _Event(Struct):
    severity: Text = None
    timestamp: Time = None
    message: Text = None
    reason: Text = None
    metadata: dict[str, str] | None = None


_SOURCES: Final = {"Kustomization": "flux", "HelmRelease": "flux", "Terraform": "tofu-controller"}
_IN_SYNC: Final = {"Kustomization": {"ReconciliationSucceeded"}, "Terraform": {"NoDrift", "TerraformPlannedNoChanges"}}
"""Of a HelmRelease no event says so: one that succeeds tells of a release, not of what became of it since."""
_DRIFTED: Final = frozenset({"DriftDetected", "TerraformPlannedWithChanges"})
_REVISIONS: Final = ("originRevision", "revision")


def recognises(members: Members) -> bool:
    return {"involvedObject", "reportingController"} <= members.keys()


def redact(members: Members, mask: Mask) -> tuple[bytes, Observation, Callable[[bytes], bytes]]:
    return clean.kept(_read(members), mask)


def _read(members: Members) -> Observation:
    about = part(members, "involvedObject", _Object)
    event = _event(members)
    checked_at = moment(event.timestamp)
    state, reason = _judged(about.kind, event), ": ".join(filter(None, [event.reason, event.message]))
    if state is State.IN_SYNC and checked_at is None:
        state, reason = State.UNVERIFIED, NO_TIME
    return Observation(
        source=_SOURCES.get(about.kind, "flux"),
        subject=f"{about.kind} {f'{about.namespace}/' if about.namespace else ''}{about.name}",
        state=state,
        checked_at=checked_at,
        revision=_revision(event.metadata or {}),
        reason="" if state is State.IN_SYNC else reason,
    )


def _event(members: Members) -> _Event:
    values = {
        field.name: reader.decode(members[field.name], field.type, what=f"`{field.name}`")
        for field in msgspec.structs.fields(_Event)
        if field.name in members
    }
    return _Event(**values)


def _judged(kind: str, event: _Event) -> State | None:
    if kind not in _SOURCES:
        return None
    if event.reason in _DRIFTED:
        return State.DRIFTED
    if event.severity == "error":
        return State.UNVERIFIED
    return State.IN_SYNC if event.reason in _IN_SYNC.get(kind, ()) else None


def _revision(metadata: dict[str, str]) -> str:
    """Under its name, with the API group of the object before it or without."""
    found = {name.rpartition("/")[2]: value for name, value in metadata.items()}
    return next((found[name] for name in _REVISIONS if found.get(name)), "")


FLUX_EVENT = Source("flux-event", Kind.OBSERVATION, recognises, redact)
