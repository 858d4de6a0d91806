"""The Kustomization and the HelmRelease of Flux, as `kubectl get -o json` prints them.

A Kustomization is compared and corrected with each reconciliation, and `status.history` tells when. A HelmRelease is
compared only where its drift detection is on, and tells no more than when it was released.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.documents.observation import clean
from gitops_portal.core.documents.observation.kubernetes import (
    BEHIND,
    NO_TIME,
    SUSPENDED,
    Condition,
    Metadata,
    Text,
    Time,
    condition,
    is_of,
    kind_of,
    moment,
    part,
    why,
)
from gitops_portal.core.documents.source import Kind, Source
from gitops_portal.core.model import Observation
from gitops_portal.core.posture import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members


class _Detection(Struct):
    mode: Text = None


class _Spec(Struct):
    suspend: bool | None = None
    driftDetection: _Detection | None = None  # noqa: N815 - as Flux names it


class _Once(Struct):
    """One entry of the history; those of a HelmRelease are releases, and have other times."""

    lastReconciled: Time = None  # noqa: N815 - as Flux names it
    lastReconciledStatus: Text = None  # noqa: N815
    lastDeployed: Time = None  # noqa: N815


class _Status(Struct):
    conditions: list[Condition] | None = None
    observedGeneration: int | None = None  # noqa: N815 - as Flux names it
    lastAppliedRevision: Text = None  # noqa: N815
    lastAppliedOriginRevision: Text = None  # noqa: N815
    lastAttemptedRevision: Text = None  # noqa: N815
    history: list[_Once] | None = None


_GROUPS: Final = {"kustomize.toolkit.fluxcd.io": "Kustomization", "helm.toolkit.fluxcd.io": "HelmRelease"}
_SUCCEEDED: Final = "ReconciliationSucceeded"


def recognises(members: Members) -> bool:
    return any(is_of(members, group, kind) for group, kind in _GROUPS.items())


def redact(members: Members, mask: Mask) -> tuple[bytes, Observation, Callable[[bytes], bytes]]:
    return clean.kept(_read(members), mask)


def _read(members: Members) -> Observation:
    about, spec, status = (
        part(members, "metadata", Metadata),
        part(members, "spec", _Spec),
        part(members, "status", _Status),
    )
    history, helm = status.history or [], kind_of(members) == "HelmRelease"
    checked_at = moment(*(time for one in history for time in (one.lastReconciled, one.lastDeployed)))
    state, reason = _judged(about, spec, status, helm=helm)
    if state is State.IN_SYNC and checked_at is None:
        state, reason = State.UNVERIFIED, NO_TIME
    return Observation(
        source="flux",
        subject=f"{kind_of(members)} {about.path}",
        state=state,
        checked_at=None if spec.suspend else checked_at,
        revision=status.lastAppliedOriginRevision or status.lastAppliedRevision or status.lastAttemptedRevision or "",
        reason=reason,
    )


def _judged(about: Metadata, spec: _Spec, status: _Status, *, helm: bool) -> tuple[State, str]:
    if spec.suspend:
        return State.UNVERIFIED, SUSPENDED
    if about.generation is not None and (status.observedGeneration or 0) < about.generation:
        return State.UNVERIFIED, BEHIND
    if helm and (spec.driftDetection or _Detection()).mode not in {"enabled", "warn"}:
        return State.UNVERIFIED, "Its drift detection is off (`spec.driftDetection.mode`): nobody compares it."
    return _by_condition(status, condition(status.conditions, "Ready"))


def _by_condition(status: _Status, ready: Condition) -> tuple[State, str]:
    if ready.status == "False":
        return _failed(status, ready)
    if ready.status == "True":
        return State.IN_SYNC, why(ready)
    newest = max(
        (one for one in status.history or () if moment(one.lastReconciled)),
        key=lambda one: str(moment(one.lastReconciled)),
        default=_Once(),
    )
    if newest.lastReconciledStatus == _SUCCEEDED:
        return State.IN_SYNC, "Its last reconciliation succeeded; another one is under way."
    return State.UNVERIFIED, why(ready) or "It does not say whether it is ready."


def _failed(status: _Status, ready: Condition) -> tuple[State, str]:
    """What is declared and could not be applied differs from what is there; of other failures nobody knows."""
    tried, applied = status.lastAttemptedRevision, status.lastAppliedRevision
    behind = bool(tried and applied and tried != applied)
    return (State.DRIFTED if behind else State.UNVERIFIED), why(ready)


FLUX_OBJECT = Source("flux-object", Kind.OBSERVATION, recognises, redact)
