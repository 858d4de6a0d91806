"""A person and a question in, rows out: one function per question a page asks; nobody sees what no role opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role, Status
from gitops_portal.records.models import (
    AuditChain,
    AuditEvent,
    Decision,
    GuardrailSetting,
    Membership,
    Person,
    Run,
    RunChange,
    RunFinding,
    Token,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

ORGANISATION = "organisation"
"""The name of the audit chain that belongs to no workspace."""

_DOCUMENTS = ("summary", "view", "report")
"""Columns of a run that may be large: no list loads them."""

_TREND = 24
"""So many runs make a cost trend."""

_PRICED = Q(cost_before__isnull=False, cost_after__isnull=False) & ~Q(
    cost_before=0, cost_after=0, summary__cost__coverage__priced=0, summary__cost__coverage__unpriced__gt=0
)
"""Runs that say what a workspace costs: nothing, where no price is known, is not zero."""

# ── who sees what ────────────────────────────────────────────────────────────────────────────────────────────────


def workspaces(person: Person) -> QuerySet[Workspace]:
    """Every workspace this person may know of."""
    if person.organisation_role:
        return Workspace.objects.all()
    return Workspace.objects.filter(memberships__person=person)


def workspace(slug: str, person: Person) -> Workspace:
    """Raises Workspace.DoesNotExist also where it exists but is not this person's to see."""
    return workspaces(person).get(slug=slug)


def role_in(person: Person, workspace: Workspace) -> Role | None:
    """The greater of the role in the organisation and the one in the workspace."""
    membership = Membership.objects.filter(person=person, workspace=workspace).values_list("role", flat=True).first()
    return max(_roles(person.organisation_role, membership or ""), key=list(Role).index, default=None)


def _roles(*names: str) -> list[Role]:
    return [Role(name) for name in names if name in set(Role)]


def _decidable(person: Person) -> Q:
    """Runs that wait for a decision this person may take: reviewers approve, owners also overrule."""
    awaiting, blocked = Q(state=State.AWAITING), Q(state=State.BLOCKED)
    if person.organisation_role == Role.OWNER:
        return awaiting | blocked
    owned = Q(workspace__in=Membership.objects.filter(person=person, role=Role.OWNER).values("workspace"))
    reviewed = Q(workspace__in=Membership.objects.filter(person=person, role=Role.REVIEWER).values("workspace"))
    if person.organisation_role == Role.REVIEWER:
        return awaiting | (blocked & owned)
    return ((awaiting | blocked) & owned) | (awaiting & reviewed)


def waiting_for(person: Person) -> QuerySet[Run]:
    """Runs that wait for this person, the longest waiting first."""
    waiting = Run.objects.filter(_decidable(person), kind="plan").defer(*_DOCUMENTS)
    return waiting.select_related("workspace").order_by("created_at")


# ── workspaces ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """A workspace with its newest plan and what it cost lately, the oldest figure first."""

    workspace: Workspace
    run: Run | None = None
    costs: tuple[Decimal, ...] = ()


def overview(person: Person) -> list[Line]:
    """Every workspace a person sees, in three queries however many there are."""
    found = list(workspaces(person))
    newest = _newest_runs(person, Q(kind="plan"))
    costs = _cost_trends(person)
    return [Line(each, newest.get(each.pk), costs.get(each.pk, ())) for each in found]


def _newest_runs(person: Person, condition: Q) -> dict[int, Run]:
    """The newest run of each workspace that meets the condition."""
    of_mine = Run.objects.filter(condition, workspace__in=workspaces(person))
    newest = of_mine.values("workspace").annotate(newest=Max("pk")).values("newest")
    return {run.workspace_id: run for run in Run.objects.filter(pk__in=newest).defer(*_DOCUMENTS)}


def _cost_trends(person: Person) -> dict[int, tuple[Decimal, ...]]:
    recent = Run.objects.filter(
        workspace__in=workspaces(person),
        number__gt=F("workspace__last_number") - _TREND,
    ).filter(_PRICED)
    trends: dict[int, list[Decimal]] = {}
    for run in recent.order_by("number").only("workspace_id", "state", "cost_before", "cost_after"):
        if (cost := cost_now(run)) is not None:
            trends.setdefault(run.workspace_id, []).append(cost)
    return {key: tuple(costs) for key, costs in trends.items()}


def cost_now(run: Run) -> Decimal | None:
    """What stands after a run costs per month: the plan's "after" once applied, its "before" otherwise."""
    return run.cost_after if run.state == State.APPLIED else run.cost_before


def runs(workspace: Workspace, page: int | str = 1, size: int = 15) -> Page[Run]:
    found = workspace.runs.defer(*_DOCUMENTS).order_by("-number")
    return Paginator(found, size).get_page(page)


def trend(workspace: Workspace) -> list[Run]:
    """The evaluated runs that make the cost trend, the oldest first."""
    priced = workspace.runs.filter(_PRICED).defer(*_DOCUMENTS)
    return list(priced.order_by("-number")[:_TREND])[::-1]


def verifications(workspace: Workspace, limit: int = 10) -> list[Run]:
    """The latest runs that compared the state with the real world."""
    return list(workspace.runs.filter(evaluated_at__isnull=False).defer(*_DOCUMENTS).order_by("-number")[:limit])


def standing_run(workspace: Workspace) -> Run | None:
    """The run that tells what stands now: the last one applied, else the last one evaluated."""
    evaluated = workspace.runs.filter(evaluated_at__isnull=False)
    applied = evaluated.filter(state=State.APPLIED).order_by("-applied_at", "-number").first()
    return applied or evaluated.order_by("-number").first()


def members(workspace: Workspace) -> list[Membership]:
    return list(workspace.memberships.select_related("person").order_by("person__name", "person__email"))


# ── a run ────────────────────────────────────────────────────────────────────────────────────────────────────────


def run(slug: str, number: int, person: Person) -> Run:
    """Raises Run.DoesNotExist also where it exists but is not this person's to see."""
    known = Run.objects.select_related("workspace", "superseded_by")
    return known.get(workspace__in=workspaces(person), workspace__slug=slug, number=number)


CHANGE_FILTERS = {
    "action": "action",
    "type": "type",
    "module": "module",
    "block": "block",
    "text": "address__icontains",
}
"""What the changes of a run may be narrowed by -> the look-up it means."""


def run_changes(
    run: Run, page: int | str = 1, filters: Mapping[str, str] | None = None, size: int = 50
) -> Page[RunChange]:
    """The changes by risk, the gravest first. Filters with other names than CHANGE_FILTERS are ignored."""
    wanted = {
        CHANGE_FILTERS[name]: value for name, value in (filters or {}).items() if value and name in CHANGE_FILTERS
    }
    return Paginator(run.changes.filter(**wanted).order_by("rank"), size).get_page(page)


def run_findings(run: Run) -> list[RunFinding]:
    return list(run.findings.order_by("guardrail", "address", "pk"))


def run_decisions(run: Run) -> list[Decision]:
    return list(run.decisions.all())


def run_events(run: Run) -> list[AuditEvent]:
    """The run's part of its workspace's audit trail, the oldest first."""
    return list(AuditEvent.objects.filter(chain__name=run.workspace.slug, run_number=run.number).order_by("sequence"))


def approved_before(run: Run) -> Run | None:
    """The run of the same workspace that was approved last before this one."""
    approved = Q(state__in=[State.APPROVED, State.AUTO_APPROVED, State.APPLIED, State.APPLY_FAILED])
    before = Run.objects.filter(approved, workspace=run.workspace, kind="plan", number__lt=run.number)
    return before.defer(*_DOCUMENTS).order_by("-number").first()


def earlier_changes(run: Run, block: str, limit: int = 10) -> list[RunChange]:
    """What earlier runs of the workspace did to the same resource block, the newest first."""
    earlier = RunChange.objects.filter(run__workspace=run.workspace, run__number__lt=run.number, block=block)
    return list(earlier.select_related("run").defer(*[f"run__{name}" for name in _DOCUMENTS]).order_by("-run")[:limit])


# ── guardrails ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Hits:
    """How often a guardrail objected, and in how many runs."""

    findings: int = 0
    runs: int = 0


def guardrail_hits(person: Person, since: datetime) -> dict[str, Hits]:
    violated = RunFinding.objects.filter(
        status=Status.VIOLATED, run__created_at__gte=since, run__workspace__in=workspaces(person)
    )
    counts = violated.order_by().values("guardrail").annotate(findings=Count("pk"), runs=Count("run", distinct=True))
    return {row["guardrail"]: Hits(row["findings"], row["runs"]) for row in counts}


def latest_findings(person: Person, guardrail: str, limit: int = 50) -> list[RunFinding]:
    found = RunFinding.objects.filter(guardrail=guardrail, run__workspace__in=workspaces(person))
    light = found.select_related("run__workspace").defer(*[f"run__{name}" for name in _DOCUMENTS])
    return list(light.order_by("-run__created_at", "address")[:limit])


def guardrail_settings(person: Person, guardrail: str | None = None) -> list[GuardrailSetting]:
    """The settings that reach a workspace this person sees; only the organisation's roles see every scope."""
    found = GuardrailSetting.objects.filter(**({"guardrail": guardrail} if guardrail else {}))
    if not person.organisation_role:
        seen = workspaces(person).values("slug")
        found = found.exclude(Q(scope="workspace") & ~Q(selector__in=seen))
    return list(found.order_by("guardrail", "scope", "selector"))


# ── drift ────────────────────────────────────────────────────────────────────────────────────────────────────────


def drift(person: Person) -> list[Line]:
    """Every workspace a person sees with the run that verified it last."""
    verified = _newest_runs(person, Q(evaluated_at__isnull=False))
    return [Line(each, verified.get(each.pk)) for each in workspaces(person)]


def drifted_resources(runs: Iterable[Run]) -> dict[int, list[dict[str, str]]]:
    """What differed from the state when these runs looked, by run: action and address of each resource, as kept."""
    wanted = [run.pk for run in runs if run.drifted]
    return dict(Run.objects.filter(pk__in=wanted).order_by().values_list("pk", "summary__drift"))


# ── audit ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Trail:
    """Which events a reader wants; what is empty does not narrow."""

    person: str = ""
    verb: str = ""
    text: str = ""
    resource: str = ""
    since: datetime | None = None
    until: datetime | None = None
    workspace: str = ""


def events(person: Person, trail: Trail, before: int | None = None, limit: int = 50) -> list[AuditEvent]:
    """Up to `limit` events older than the event `before`, the newest first."""
    found = AuditEvent.objects.filter(_seen(person), _wanted(trail)).select_related("chain")
    if trail.resource:
        touched = RunChange.objects.filter(
            run__workspace__slug=OuterRef("chain__name"),
            run__number=OuterRef("run_number"),
            address__contains=trail.resource,
        )
        found = found.filter(Exists(touched))
    return list((found.filter(pk__lt=before) if before else found).order_by("-pk")[:limit])


def _seen(person: Person) -> Q:
    return Q() if person.organisation_role else Q(chain__name__in=workspaces(person).values("slug"))


def _wanted(trail: Trail) -> Q:
    wanted = Q()
    if trail.person:
        wanted &= Q(actor__icontains=trail.person)
    if trail.verb:
        wanted &= Q(verb=trail.verb)
    if trail.text:
        wanted &= Q(subject__icontains=trail.text) | Q(reason__icontains=trail.text)
    if trail.since:
        wanted &= Q(at__gte=trail.since)
    if trail.until:
        wanted &= Q(at__lte=trail.until)
    if trail.workspace:
        wanted &= Q(chain__name=trail.workspace)
    return wanted


def verbs(person: Person, workspace: str = "") -> list[str]:
    """Every verb that stands in the trail, as far as a person may see it."""
    found = AuditEvent.objects.filter(_seen(person), _wanted(Trail(workspace=workspace)))
    return list(found.order_by("verb").values_list("verb", flat=True).distinct())


def chains(person: Person) -> list[AuditChain]:
    """The chains a person may read, the organisation's first."""
    found = AuditChain.objects.order_by("name")
    if not person.organisation_role:
        found = found.filter(name__in=workspaces(person).values("slug"))
    return sorted(found, key=lambda chain: (chain.name != ORGANISATION, chain.name))


# ── people and tokens ────────────────────────────────────────────────────────────────────────────────────────────


def people() -> list[Person]:
    return list(Person.objects.annotate(workspace_count=Count("memberships")).order_by("-is_active", "name", "email"))


def people_outside(workspace: Workspace) -> list[Person]:
    """Active people who have no role in this workspace yet."""
    return list(Person.objects.filter(is_active=True).exclude(memberships__workspace=workspace))


def tokens(workspace: Workspace | None = None) -> list[Token]:
    """The tokens that open one workspace, or all tokens; those that still work first."""
    found = Token.objects.select_related("workspace")
    if workspace:
        found = found.filter(workspace=workspace)
    return list(found.order_by(F("revoked_at").asc(nulls_first=True), "-created_at"))


def living_tokens(workspace: Workspace) -> int:
    """How many tokens open just this workspace now."""
    now = timezone.now()
    return Token.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), workspace=workspace, revoked_at=None
    ).count()


def token(pk: int, workspace: Workspace | None = None) -> Token:
    return Token.objects.get(pk=pk, **({"workspace": workspace} if workspace else {}))


def person(pk: int) -> Person:
    return Person.objects.get(pk=pk)


def labels(lines: Iterable[Line]) -> list[str]:
    """Every label that stands on these workspaces, as `name=value`."""
    return sorted({f"{name}={value}" for line in lines for name, value in line.workspace.labels.items()})


__all__ = [
    "CHANGE_FILTERS",
    "ORGANISATION",
    "AuditChain",
    "AuditEvent",
    "Decision",
    "GuardrailSetting",
    "Hits",
    "Line",
    "Membership",
    "Person",
    "Run",
    "RunChange",
    "RunFinding",
    "Token",
    "Trail",
    "Workspace",
    "approved_before",
    "chains",
    "cost_now",
    "drift",
    "drifted_resources",
    "earlier_changes",
    "events",
    "guardrail_hits",
    "guardrail_settings",
    "labels",
    "latest_findings",
    "living_tokens",
    "members",
    "overview",
    "people",
    "people_outside",
    "person",
    "role_in",
    "run",
    "run_changes",
    "run_decisions",
    "run_events",
    "run_findings",
    "runs",
    "standing_run",
    "token",
    "tokens",
    "trend",
    "verbs",
    "verifications",
    "waiting_for",
    "workspace",
    "workspaces",
]
