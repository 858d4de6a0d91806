"""A guardrail in, where it is set, how often it objected and to what out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from gitops_portal.core.model import Status
from gitops_portal.records.models import (
    GuardrailSetting,
    Person,
    RunFinding,
)
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hits:
    """How often a guardrail objected, and in how many runs."""

    findings: int = 0
    runs: int = 0


def guardrail_hits(person: Person, since: datetime) -> dict[str, Hits]:
    """How often each objected since then: of everything by an index alone, of some workspaces from their runs on."""
    lately = Q(at__gte=since)
    if not person.organisation_role:
        lately = Q(run__created_at__gte=since, run__workspace__in=workspaces(person))
    violated = RunFinding.objects.filter(lately, status=Status.VIOLATED)
    counts = violated.order_by().values("guardrail").annotate(findings=Count("pk"), runs=Count("run", distinct=True))
    return {row["guardrail"]: Hits(row["findings"], row["runs"]) for row in counts}


def latest_findings(person: Person, guardrail: str, limit: int = 50) -> list[RunFinding]:
    """Of the newest runs: of everything along an index, of some workspaces from their runs on."""
    found = RunFinding.objects.filter(guardrail=guardrail)
    if person.organisation_role:
        found = found.order_by("-run_id", "address")
    else:
        found = found.filter(run__workspace__in=workspaces(person)).order_by("-run__created_at", "address")
    return list(found.select_related("run__workspace").defer("run__summary")[:limit])


def guardrail_settings(person: Person, guardrail: str | None = None) -> list[GuardrailSetting]:
    """The settings that reach a workspace this person sees; only the organisation's roles see every scope."""
    found = GuardrailSetting.objects.filter(**({"guardrail": guardrail} if guardrail else {}))
    if not person.organisation_role:
        seen = workspaces(person).values("slug")
        found = found.exclude(Q(scope="workspace") & ~Q(selector__in=seen))
    return list(found.order_by("guardrail", "scope", "selector"))
