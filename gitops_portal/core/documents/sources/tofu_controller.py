"""The Terraform object of tofu-controller, as `kubectl get -o json` prints it: a plan that waits, or drift it found."""

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


class _Spec(Struct):
    suspend: bool | None = None
    disableDriftDetection: bool | None = None  # noqa: N815 - as tofu-controller names it


class _Plan(Struct):
    pending: Text = None
    isDriftDetectionPlan: bool | None = None  # noqa: N815 - as tofu-controller names it


class _Status(Struct):
    conditions: list[Condition] | None = None
    observedGeneration: int | None = None  # noqa: N815 - as tofu-controller names it
    plan: _Plan | None = None
    lastDriftDetectedAt: Time = None  # noqa: N815
    lastPlanAt: Time = None  # noqa: N815
    lastSuccessfulReconcileAt: Time = None  # noqa: N815
    lastAppliedRevision: Text = None  # noqa: N815
    lastAttemptedRevision: Text = None  # noqa: N815


_DRIFTED: Final = frozenset({"DriftDetected", "TerraformPlannedWithChanges"})
_IN_SYNC: Final = frozenset({"NoDrift", "TerraformPlannedNoChanges", "TerraformAppliedSucceed"})


def recognises(members: Members) -> bool:
    return is_of(members, "infra.contrib.fluxcd.io", "Terraform")


def redact(members: Members, mask: Mask) -> tuple[bytes, Observation, Callable[[bytes], bytes]]:
    return clean.kept(_read(members), mask)


def _read(members: Members) -> Observation:
    about, spec, status = (
        part(members, "metadata", Metadata),
        part(members, "spec", _Spec),
        part(members, "status", _Status),
    )
    looked = None if spec.disableDriftDetection else status.lastSuccessfulReconcileAt
    checked_at = moment(status.lastDriftDetectedAt, status.lastPlanAt, looked)
    state, reason = _judged(about, spec, status)
    if state is State.IN_SYNC and checked_at is None:
        state, reason = State.UNVERIFIED, NO_TIME
    return Observation(
        source="tofu-controller",
        subject=f"Terraform {about.path}",
        state=state,
        checked_at=None if spec.suspend else checked_at,
        revision=status.lastAppliedRevision or status.lastAttemptedRevision or "",
        reason=reason,
    )


def _judged(about: Metadata, spec: _Spec, status: _Status) -> tuple[State, str]:
    ready, plan = condition(status.conditions, "Ready"), status.plan or _Plan()
    if spec.suspend:
        return State.UNVERIFIED, SUSPENDED
    if about.generation is not None and (status.observedGeneration or 0) < about.generation:
        return State.UNVERIFIED, BEHIND
    if plan.pending:
        found = "The plan of its drift detection waits" if plan.isDriftDetectionPlan else "A plan waits"
        return State.DRIFTED, f"{found} to be applied: {plan.pending}."
    if ready.reason in _DRIFTED:
        return State.DRIFTED, why(ready)
    if ready.reason in _IN_SYNC and ready.status == "True":
        return State.IN_SYNC, why(ready)
    return State.UNVERIFIED, why(ready) or "It does not say whether it is ready."


TOFU_CONTROLLER = Source("tofu-controller", Kind.OBSERVATION, recognises, redact)
