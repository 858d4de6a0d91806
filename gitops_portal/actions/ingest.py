"""A document arrives: checked at the door, stored clean, given a number, and handed to whoever evaluates it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import F, Q

from gitops_portal.actions import audit, bypass, ci_identity, clock, evaluate
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.metadata import Metadata
from gitops_portal.actions.transactions import in_one_transaction, passing
from gitops_portal.adapters import beside, queue
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import change_requests, lifecycle
from gitops_portal.core.bypass import Serial
from gitops_portal.core.dependencies.dot import read as read_dot
from gitops_portal.core.documents import parse
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.payloads.runs import DocumentRefused, Overtaken
from gitops_portal.records.models import Run, Workspace
from gitops_portal.records.queries import acting, locks

if TYPE_CHECKING:
    from gitops_portal.core.ci_identity.claims import Job
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.model import Actor

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=2)
"""How long a worker is believed to be at a run before another may take it."""
ATTEMPTS: Final = 3
_SENT: Final = {"digest": "plan", "dot": "graph"}


@dataclass(frozen=True, slots=True)
class _Arrived:
    """What is read of an upload, where it is large in a process of its own."""

    body: bytes
    dot: str
    mask: Mask
    digest: str
    """The SHA-256 of the body."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What became of an upload's bytes."""

    source: str
    digest: str
    artifact: str
    dot: str
    idempotency_key: str | None
    large: bool
    job: Job | None


def accept(
    body: bytes,
    *,
    workspace: Workspace,
    by: Actor,
    metadata: Metadata | None = None,
    dot: str = "",
    idempotency_key: str | None = None,
    job: Job | None = None,
) -> Run:
    """The one way in for plans: from people, CI and webhooks. Raises PortalError when the body is no usable plan.

    The same idempotency key with the same body gives the same run; with another body it raises Invalid.
    A refusal stands in the trail.
    """
    metadata = metadata or Metadata()
    digest = hashlib.sha256(body).hexdigest()
    known = _known(workspace, idempotency_key, {"digest": digest, **metadata.columns()})
    if known and not (dot or known.dot):  # a graph is kept masked, so whether it is the same is seen once it is read
        return known
    large = beside.takes(len(body) + len(dot))
    try:
        arrived = _Arrived(body, dot, mask_of(workspace), digest)
        source, clean, graph = beside.call(_READ, arrived) if large else read(arrived)
    except PortalError as error:
        refuse(workspace, by, error, digest)
        raise
    artifacts = store(settings.ARTIFACTS_URL)
    artifact = artifacts.put(clean)
    drawn = artifacts.put(graph.encode()) if dot else ""
    run = _create(workspace, by, metadata, _Kept(source, digest, artifact, drawn, idempotency_key, large, job))
    return acting.light_run(run.pk)


def read(arrived: _Arrived) -> tuple[str, bytes, str]:
    """The source of an upload and its clean documents: plan and graph. Raises PortalError where one is not usable."""
    loaded = parse.load(arrived.body, arrived.mask, arrived.dot, arrived.digest)
    if arrived.dot:
        read_dot(arrived.dot)
    return loaded.source, loaded.clean, loaded.dot


_READ: Final = f"{read.__module__}.{read.__name__}"


def _known(workspace: Workspace, key: str | None, same: dict[str, str]) -> Run | None:
    """The run that this key has made before. Raises Invalid when it came with something else, and says what."""
    if not key:
        return None
    run = acting.run_of_key(workspace, key)
    if run and (other := [_SENT.get(name, name) for name, value in same.items() if getattr(run, name) != value]):
        told = ", ".join(other)
        raise Invalid(f"This Idempotency-Key came with another {told} before: send a new key with a new upload.")
    return run


@in_one_transaction()
def refuse(workspace: Workspace, by: Actor, error: PortalError, digest: str = "") -> None:
    """Let a refusal stand in the trail; nothing else of the upload is kept."""
    audit.record(
        by,
        Verb.PLAN_REFUSED,
        workspace.slug,
        workspace=workspace,
        reason=str(error),
        detail=DocumentRefused(digest=digest, title=error.title),
    )
    log.info("event=plan_refused workspace=%s kind=%s", workspace.slug, type(error).__name__)


@in_one_transaction()
def _create(workspace: Workspace, by: Actor, metadata: Metadata, kept: _Kept) -> Run:
    said = asdict(metadata)
    held = locks.workspace(workspace.pk)
    if known := _known(held, kept.idempotency_key, {"digest": kept.digest, "dot": kept.dot, **metadata.columns()}):
        return known  # the same upload, a moment before
    identity = ci_identity.once(kept.job, held, metadata.kind, kept.digest) if kept.job else {}
    held.last_number += 1
    held.save(update_fields=["last_number"])
    workspace.last_number = held.last_number
    run = Run.objects.create(
        workspace=held,
        number=held.last_number,
        source=kept.source,
        digest=kept.digest,
        artifact=kept.artifact,
        dot=kept.dot,
        uploaded_by=by.name[:200],
        idempotency_key=kept.idempotency_key,
        created_at=clock.now(),
        request=change_requests.key(held.repository, metadata.pull_request, metadata.commit, held.slug)
        if metadata.kind == "plan"
        else "",
        identity=identity,
        **metadata.columns(),
    )
    ended = _supersede(run)
    audit.record(by, Verb.RUN_UPLOADED, str(run), run=run, detail={"digest": kept.digest, **said})
    if identity:
        audit.record(by, Verb.RUN_IDENTIFIED, str(run), run=run, detail=identity)
    bypass.state_moved(held, by, Serial(run.serial, run.lineage))
    for old, newer, before in ended:
        detail = Overtaken(by=newer.number, before=before)
        audit.record(by, Verb.RUN_SUPERSEDED, str(old), run=old, reason=old.successor, detail=detail)
    if run.state == State.QUEUED:
        queue.enqueue(queue.Job.EVALUATE_RUN, run.pk, large=kept.large)
    log.info("event=plan_accepted workspace=%s run=%s", workspace.slug, run.number)
    return run


def _supersede(run: Run) -> list[tuple[Run, Run, str]]:
    """End what older runs of the same target still wait for: the same kind, and the same pull request or branch.

    A run that arrives late, being of an older commit or an earlier pipeline than another, is itself ended. Returns
    those that were, each with its successor and the state that it had.
    """
    others = acting.of_same_target(run) & Q(number__lt=run.number)
    newer = acting.newest_run(run.workspace, others & _newer_than(run))
    if newer:
        return [_ended(run, newer)]
    possible = [state for state in State if lifecycle.possible(state, Event.SUPERSEDE)]
    return [_ended(old, run) for old in locks.runs(run.workspace, others & Q(state__in=possible))]


def _newer_than(run: Run) -> Q:
    """Of a newer commit or, where the commits' times tell nothing, of a later pipeline; nothing is, unless told."""
    newer, undecided = Q(pk__in=()), Q()
    if run.committed_at:
        newer |= Q(committed_at__gt=run.committed_at)
        undecided = Q(committed_at=run.committed_at) | Q(committed_at=None)
    if run.pipeline is not None:
        newer |= undecided & Q(pipeline__gt=run.pipeline)
    return newer


def _ended(run: Run, successor: Run) -> tuple[Run, Run, str]:
    before, run.state = run.state, lifecycle.after(State(run.state), Event.SUPERSEDE)
    run.superseded_by = successor
    run.save(update_fields=["state", "superseded_by"])
    return run, successor, before


def process(pk: int) -> None:
    """Evaluate one run, whoever calls and however often: a run that is done, or that another is at, stays as it is."""
    if not _claim(pk):
        return
    run = acting.light_run(pk)
    try:
        evaluate.run(run)
    except Exception as error:  # noqa: BLE001 - a job handler must go on; what it is not prepared for is logged
        _stopped(run, error)


def _stopped(run: Run, error: Exception) -> None:
    """Put a run off while a store or the database is away; end it for any other reason."""
    if passing(error):
        log.warning("event=evaluation_put_off run=%s reason=%s", run.pk, error)
        evaluate.leave(run)
    elif isinstance(error, PortalError):
        evaluate.fail(run, str(error))
    else:
        # The traceback stays out of page and row: it may quote the plan.
        log.error("event=evaluation_failed run=%s", run.pk, exc_info=error)
        evaluate.fail(run, "The portal could not evaluate this plan; its log has the details.")


@in_one_transaction()
def _claim(pk: int) -> bool:
    """Take the run, or leave it: one conditional update, so that two workers never both have it."""
    now = clock.now()
    waiting = Q(state=State.QUEUED) | Q(state=State.EVALUATING, lease_until__lt=now)
    return bool(
        Run.objects.filter(waiting, pk=pk, attempts__lt=ATTEMPTS).update(
            state=State.EVALUATING, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    )
