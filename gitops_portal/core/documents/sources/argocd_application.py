"""The Application of Argo CD: as `kubectl get -o json` and its API give it, and as our notification template sends it.

In sync or not is what Argo CD found at `status.reconciledAt`. How healthy a resource is, is no matter of it, and since
version 3 it is not told here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.documents.observation import clean
from gitops_portal.core.documents.observation.kubernetes import (
    NO_TIME,
    SUSPENDED,
    Condition,
    Metadata,
    Text,
    Time,
    is_of,
    moment,
    part,
    why,
)
from gitops_portal.core.documents.source import Kind, Source
from gitops_portal.core.model import Observation
from gitops_portal.core.model.observations import Differing
from gitops_portal.core.posture import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members


class _Origin(Struct):
    repoURL: Text = None  # noqa: N815 - as Argo CD names it
    path: Text = None
    chart: Text = None


class _Spec(Struct):
    source: _Origin | None = None
    sources: list[_Origin] | None = None


class _Sync(Struct):
    status: Text = None
    revision: Text = None
    revisions: list[str] | None = None


class _Health(Struct):
    status: Text = None
    message: Text = None


class _Resource(Struct):
    group: Text = None
    kind: Text = None
    namespace: Text = None
    name: Text = None
    status: Text = None
    requiresPruning: bool | None = None  # noqa: N815 - as Argo CD names it


class _Status(Struct):
    sync: _Sync | None = None
    health: _Health | None = None
    resources: list[_Resource] | None = None
    conditions: list[Condition] | None = None
    reconciledAt: Time = None  # noqa: N815 - as Argo CD names it


_STATES: Final = {"Synced": State.IN_SYNC, "OutOfSync": State.DRIFTED}
_SKIPPED: Final = "argocd.argoproj.io/skip-reconcile"


def recognises(members: Members) -> bool:
    return is_of(members, "argoproj.io", "Application")


def redact(members: Members, mask: Mask) -> tuple[bytes, Observation, Callable[[bytes], bytes]]:
    return clean.kept(_read(members), mask)


def _read(members: Members) -> Observation:
    about, spec, status = (
        part(members, "metadata", Metadata),
        part(members, "spec", _Spec),
        part(members, "status", _Status),
    )
    sync = status.sync or _Sync()
    differing = [one for one in status.resources or () if one.status == "OutOfSync"]
    state, reason = _judged(about, status, sync, len(differing))
    origins = spec.sources or ([spec.source] if spec.source else [])
    return Observation(
        source="argocd",
        subject=f"Application {about.path}",
        state=state,
        checked_at=moment(status.reconciledAt),
        repository=", ".join(dict.fromkeys(one.repoURL for one in origins if one.repoURL)),
        revision=sync.revision or ", ".join(sync.revisions or ()),
        drifted=len(differing) if status.resources is not None else None,
        differing=tuple(Differing(_name(one), _word(one)) for one in differing),
        reason=reason,
    )


def _judged(about: Metadata, status: _Status, sync: _Sync, differing: int) -> tuple[State, str]:
    if (about.annotations or {}).get(_SKIPPED) == "true":
        return State.UNVERIFIED, SUSPENDED
    state = _STATES.get(sync.status or "", State.UNVERIFIED)
    if state is not State.UNVERIFIED and moment(status.reconciledAt) is None:
        return (state if state is State.DRIFTED else State.UNVERIFIED), NO_TIME
    said = [f"Argo CD says {sync.status or 'nothing of its sync status'}."]
    if differing:
        said.append(f"{differing:,} resource{'s are' if differing > 1 else ' is'} out of sync.")
    health = status.health or _Health()
    if health.status and health.status != "Healthy":
        said.append(f"Its health is {health.status}{f': {health.message}' if health.message else ''}.")
    said += [why(Condition(reason=one.type, message=one.message)) for one in status.conditions or () if _is_error(one)]
    return state, " ".join(said)


def _word(one: _Resource) -> str:
    """It is there and not declared any more, where Argo CD says so."""
    return "OutOfSync, requires pruning" if one.requiresPruning else "OutOfSync"


def _is_error(condition: Condition) -> bool:
    return condition.type.endswith("Error")


def _name(one: _Resource) -> str:
    kind = f"{one.group}/{one.kind}" if one.group else one.kind or ""
    return f"{kind} {one.namespace}/{one.name}" if one.namespace else f"{kind} {one.name or ''}"


ARGOCD_APPLICATION = Source("argocd-application", Kind.OBSERVATION, recognises, redact)
