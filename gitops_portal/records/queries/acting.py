"""What an action has to know before it writes in, rows out: nobody's sight narrows it. What is to be changed is locked
first, by `locks`; times are the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Max, Q

from gitops_portal.core.dependencies.remote_state import EVERY
from gitops_portal.core.difference import compare
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Status
from gitops_portal.core.posture import State as Posture
from gitops_portal.records.models import (
    AuditEvent,
    CiRule,
    GuardrailSetting,
    Membership,
    Person,
    Run,
    RunChange,
    Snapshot,
    StateRead,
    Token,
    TrustedIssuer,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

_MOVING = [state for state in State if state.moving]


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def light_run(pk: int) -> Run:
    """A run with its workspace. Raises Run.DoesNotExist."""
    return Run.objects.select_related("workspace").get(pk=pk)


def run_of_number(workspace: Workspace, number: int) -> Run:
    """A run by its number. Raises Run.DoesNotExist."""
    return workspace.runs.select_related("workspace").get(number=number)


def run_of_key(workspace: Workspace, key: str) -> Run | None:
    """The run that an Idempotency-Key has made before."""
    return Run.objects.filter(workspace=workspace, idempotency_key=key).select_related("workspace").first()


def newest_run(workspace: Workspace, which: Q) -> Run | None:
    """The newest of these runs of a workspace."""
    return workspace.runs.filter(which).order_by("-number").first()


def is_newest(run: Run) -> bool:
    """Whether no later plan of the workspace arrived; one that arrived late, being of an older commit, is none."""
    later = Run.objects.filter(workspace=run.workspace_id, number__gt=run.number)
    return not later.exclude(state=State.SUPERSEDED, superseded_by__number__lt=F("number")).exists()


def applied_since(run: Run) -> Run | None:
    """A run of the same workspace that was applied since this one arrived."""
    others = Run.objects.filter(workspace=run.workspace_id, applied_at__gt=run.created_at).exclude(pk=run.pk)
    return others.only("number").first()


def last_applied(run: Run) -> Run | None:
    """The run of the workspace that was applied last before this one."""
    return _applied_before(run).first()


def applied_with(run: Run, result: str) -> Run | None:
    """The newest run applied before this one after which the same stood; None where that is not known."""
    return _applied_before(run).filter(result_digest=result).first() if result else None


def _applied_before(run: Run) -> QuerySet[Run]:
    earlier = run.workspace.runs.filter(applied_at__isnull=False, number__lt=run.number)
    return earlier.order_by("-applied_at", "-number")


def planned_actions(run: Run) -> dict[str, str]:
    """What the run's plan does to each resource, by address; deposed objects stand under other keys."""
    rows = RunChange.objects.filter(run=run).order_by().values_list("address", "action", "key")
    return {address: action for address, action, key in rows.iterator(2_000) if key == compare.key(address)}


def not_applied_before(run: Run) -> str:
    """The address of a state that its workspace reads and a run of the same change request is yet to change.

    Empty where there is none.
    """
    if not run.request:
        return ""
    read = StateRead.objects.filter(workspace=run.workspace).exclude(address=run.workspace.state_address)
    owners = Workspace.objects.filter(state_address__in=read.values("address")).exclude(state_address="")
    others = Run.objects.filter(request=run.request, kind="plan", workspace__in=owners).order_by()
    newest = others.values("workspace").annotate(newest=Max("pk")).values("newest")
    waiting = Run.objects.filter(pk__in=newest, applied_at=None).order_by("workspace__state_address")
    return waiting.values_list("workspace__state_address", flat=True).first() or ""


def of_same_target(run: Run) -> Q:
    """Runs of the workspace that want the same as this one: of the same kind, pull request or else branch."""
    target = Q(pull_request=run.pull_request) if run.pull_request else Q(pull_request="", branch=run.branch)
    return target & Q(kind=run.kind)


def is_first(run: Run) -> bool:
    """Whether nothing was planned in the workspace before."""
    return not run.workspace.runs.filter(number__lt=run.number, kind="plan").exists()


def readers_of(workspace: Workspace, outputs: Collection[str]) -> tuple[int, int]:
    """How many other workspaces read one of these outputs, and how many more may: they do not tell which they read."""
    if not (workspace.state_address and outputs):
        return 0, 0
    reads = StateRead.objects.filter(address=workspace.state_address).exclude(workspace=workspace)
    surely, perhaps = set(), set()
    for reader, named in reads.values_list("workspace", "outputs"):
        if not set(outputs).isdisjoint(named):
            surely.add(reader)
        elif not named or EVERY in named:
            perhaps.add(reader)
    return len(surely), len(perhaps - surely)


def keys_of_runs(slug: str, which: Q) -> list[tuple[int, int]]:
    """The keys of these runs and of their workspaces; of one workspace, or of all."""
    return list(Run.objects.filter(_in(slug), which).values_list("pk", "workspace"))


def ages_of_runs(slug: str, which: Q) -> list[Run]:
    """These runs, with what tells when their approval, or their waiting for one, ends."""
    told = ("workspace__approval_days", "requirements", "decided_at", "evaluated_at")
    return list(Run.objects.filter(_in(slug), which).select_related("workspace").only("workspace", *told))


def prices_before() -> str:
    """The version of the price book that the trail told last; else that of the newest run; empty for none."""
    told = AuditEvent.objects.filter(verb=Verb.PRICES_CHANGED).order_by("-pk").values_list("detail", flat=True).first()
    if told:
        return str(told["after"])
    return Run.objects.exclude(prices_version="").order_by("-pk").values_list("prices_version", flat=True).first() or ""


def moving_runs(before: datetime | None = None) -> int:
    """How many runs are not evaluated yet; of those that arrived before then."""
    found = Run.objects.filter(state__in=_MOVING)
    return (found.filter(created_at__lt=before) if before else found).count()


def _in(slug: str) -> Q:
    return Q(workspace__slug=slug) if slug else Q()


# ── workspaces and their rules ───────────────────────────────────────────────────────────────────────────────────


def checked_too_long_ago(slug: str, now: datetime) -> list[int]:
    """The keys of workspaces whose posture holds no more, and that do not say so yet."""
    found = Workspace.objects.filter(Q(slug=slug) if slug else Q(), next_check_by__lte=now)
    return list(found.exclude(posture=Posture.UNVERIFIED).values_list("pk", flat=True))


def setting(guardrail: str, scope: str, selector: str) -> GuardrailSetting | None:
    """How strictly a guardrail holds in just this scope."""
    return GuardrailSetting.objects.filter(guardrail=guardrail, scope=scope, selector=selector).first()


# ── who comes in ─────────────────────────────────────────────────────────────────────────────────────────────────


def membership(workspace: Workspace, person: Person) -> Membership | None:
    return Membership.objects.filter(person=person, workspace=workspace).first()


def person_of_email(email: str) -> Person | None:
    """Whoever has this e-mail, active or not."""
    return Person.objects.filter(email=email.strip().lower()).first()


def living_token(digest: str, now: datetime) -> Token | None:
    """A token that works now, by the digest of its secret, or of the one before while that is still taken."""
    living = Q(expires_at=None) | Q(expires_at__gt=now)
    known = (Q(digest=digest) & living) | Q(previous_digest=digest, previous_until__gt=now)
    return Token.objects.filter(known, revoked_at=None).select_related("workspace").first()


def uploading_tokens(workspace: Workspace, now: datetime) -> list[Token]:
    """Those of this one workspace that work now and may upload."""
    living = Q(expires_at=None) | Q(expires_at__gt=now) | Q(previous_until__gt=now)
    found = Token.objects.filter(living, workspace=workspace, revoked_at=None).select_related("workspace")
    return [token for token in found if "upload" in token.may]


def issuer(url: str) -> TrustedIssuer | None:
    """A trusted issuer by its exact address."""
    return TrustedIssuer.objects.filter(url=url).first()


def ci_rules(issuer: TrustedIssuer) -> list[CiRule]:
    """Everything that lets its jobs in anywhere."""
    return list(CiRule.objects.filter(issuer=issuer).select_related("workspace", "issuer"))


def ci_rules_of(workspace: Workspace) -> list[CiRule]:
    return list(CiRule.objects.filter(workspace=workspace).select_related("issuer"))


def ci_rule(pk: int) -> CiRule | None:
    return CiRule.objects.filter(pk=pk).select_related("workspace", "issuer").first()


# ── the trail ────────────────────────────────────────────────────────────────────────────────────────────────────


def objecting(run: Run) -> list[tuple[str, str]]:
    """Guardrail and address of everything that was found against a run."""
    return list(run.findings.exclude(status=Status.WAIVED).order_by().values_list("guardrail", "address"))


def waived(run: Run) -> set[tuple[str, str]]:
    """Guardrail and address of everything that a waiver covered when a run was judged."""
    return set(run.findings.filter(status=Status.WAIVED).order_by().values_list("guardrail", "address"))


def state_after(run: Run) -> Snapshot | None:
    """The newest state of the lineage that a run was planned on, where its serial is a later one."""
    if run.serial is None or not run.lineage:
        return None
    seen = Snapshot.objects.filter(workspace=run.workspace_id, lineage=run.lineage, serial__gt=run.serial)
    return seen.order_by("-serial").first()
