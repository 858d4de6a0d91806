"""A health assessment of HCP Terraform or Terraform Enterprise, as its notification tells it (payload version 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.documents.observation import clean
from gitops_portal.core.documents.observation.kubernetes import NO_TIME, Text, Time, moment, part
from gitops_portal.core.documents.source import Kind, Source
from gitops_portal.core.model import Observation
from gitops_portal.core.posture import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members


class _Result(Struct):
    succeeded: bool | None = None
    drifted: bool | None = None
    resources_drifted: int | None = None
    all_checks_succeeded: bool | None = None
    created_at: Time = None


class _Details(Struct):
    new_assessment_result: _Result | None = None
    workspace_name: Text = None
    organization_name: Text = None


_SCOPE: Final = b'"assessment"'


def recognises(members: Members) -> bool:
    return "details" in members and bytes(members.get("trigger_scope", msgspec.Raw(b""))) == _SCOPE


def redact(members: Members, mask: Mask) -> tuple[bytes, Observation, Callable[[bytes], bytes]]:
    return clean.kept(_read(members), mask)


def _read(members: Members) -> Observation:
    details = part(members, "details", _Details)
    result = details.new_assessment_result or _Result()
    drifted = result.resources_drifted
    state, reason = _judged(result)
    return Observation(
        source="hcp",
        subject="/".join(filter(None, [details.organization_name, details.workspace_name])),
        state=state,
        checked_at=moment(result.created_at),
        drifted=drifted if drifted is None or drifted >= 0 else None,
        reason=reason,
    )


def _judged(result: _Result) -> tuple[State, str]:
    if not result.succeeded:
        return State.UNVERIFIED, "The health assessment did not succeed."
    if result.drifted is None:
        return State.UNVERIFIED, "The health assessment does not say whether it drifted."
    checks = " Not all of its checks succeeded." if result.all_checks_succeeded is False else ""
    if result.drifted:
        return State.DRIFTED, f"The health assessment found drift.{checks}"
    if moment(result.created_at) is None:
        return State.UNVERIFIED, NO_TIME
    return State.IN_SYNC, f"The health assessment found no drift.{checks}"


HCP_ASSESSMENT = Source("hcp-assessment", Kind.OBSERVATION, recognises, redact)
