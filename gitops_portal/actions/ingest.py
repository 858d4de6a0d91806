"""A document arrives: checked at the door, stored clean, given a number, and handed to whoever evaluates it."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import F, Q

from gitops_portal.actions import audit, clock, evaluate
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.transactions import in_one_transaction, passing
from gitops_portal.adapters import beside, queue
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import change_requests, lifecycle
from gitops_portal.core.dependencies.dot import read as read_dot
from gitops_portal.core.documents import parse
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.events import DocumentRefused, Overtaken, Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.records.models import Run, Workspace
from gitops_portal.records.queries import acting, locks

if TYPE_CHECKING:
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.model import Actor

log = logging.getLogger(__name__)

KINDS: Final = ("plan", "drift")
LEASE: Final = timedelta(minutes=2)
"""How long a worker is believed to be at a run before another may take it."""
ATTEMPTS: Final = 3
AHEAD: Final = timedelta(days=1)
"""How far the clock of whoever made a commit may be ahead of ours."""
_SENT: Final = {"digest": "plan", "dot": "graph"}
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_PIPELINE: Final = re.compile(r"[0-9]{1,18}")
_GIT: Final = 1970


@dataclass(frozen=True, slots=True)
class Metadata:
    """What CI says about a plan; every field is text that anybody may have written."""

    kind: str = "plan"
    commit: str = ""
    committed_at: str = ""
    pipeline: str = ""
    branch: str = ""
    pull_request: str = ""
    title: str = ""
    actor: str = ""
    ci_url: str = ""
    planfile_sha256: str = ""

    def __post_init__(self) -> None:
        """Raises Invalid when a field is too long or of no usable form."""
        if self.planfile_sha256 and not _SHA256.fullmatch(self.planfile_sha256):
            raise Invalid("planfile_sha256 is no SHA-256: send 64 lower-case hexadecimal digits, as sha256sum prints.")
        self.columns()
        for field in fields(self):
            value, limit = getattr(self, field.name), getattr(Run._meta.get_field(field.name), "max_length", None)  # noqa: SLF001 - Django's public way to the column
            if limit and len(value) > limit:
                raise Invalid(f"{field.name} has {len(value)} characters: at most {limit} are kept.")
            if "\x00" in value:
                raise Invalid(f"{field.name} holds a NUL character.")
        if self.kind not in KINDS:
            raise Invalid(f"kind is “{self.kind}”: send {' or '.join(KINDS)}.")

    def columns(self) -> dict[str, Any]:
        """The fields as a run's columns hold them. Raises Invalid when a time or a number is none."""
        if self.pipeline and not _PIPELINE.fullmatch(self.pipeline):
            raise Invalid("pipeline is no number: send its own, such as GITHUB_RUN_NUMBER or CI_PIPELINE_IID.")
        return {
            **asdict(self),
            "committed_at": _moment(self.committed_at) if self.committed_at else None,
            "pipeline": int(self.pipeline) if self.pipeline else None,
        }


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year < _GIT:
        raise Invalid("committed_at is no time with its zone: send what `git show -s --format=%cI` prints.")
    if moment > clock.now() + AHEAD:
        raise Invalid("committed_at lies in the future: nothing newer would ever take this plan's place.")
    return moment


@dataclass(frozen=True, slots=True)
class _Arrived:
    """What is read of an upload, where it is large in a process of its own."""

    body: bytes
    dot: str
    mask: Mask


@dataclass(frozen=True, slots=True)
class _Kept:
    """What became of an upload's bytes."""

    source: str
    digest: str
    artifact: str
    dot: str
    idempotency_key: str | None
    large: bool


def accept(
    body: bytes,
    *,
    workspace: Workspace,
    by: Actor,
    metadata: Metadata | None = None,
    dot: str = "",
    idempotency_key: str | None = None,
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
        arrived = _Arrived(body, dot, mask_of(workspace))
        source, clean, graph = beside.call(_READ, arrived) if large else read(arrived)
    except PortalError as error:
        refuse(workspace, by, error, digest)
        raise
    artifacts = store(settings.ARTIFACTS_URL)
    artifact = artifacts.put(clean)
    drawn = artifacts.put(graph.encode()) if dot else ""
    run = _create(workspace, by, metadata, _Kept(source, digest, artifact, drawn, idempotency_key, large))
    return acting.light_run(run.pk)


def read(arrived: _Arrived) -> tuple[str, bytes, str]:
    """The source of an upload and its clean documents: plan and graph. Raises PortalError where one is not usable."""
    loaded = parse.load(arrived.body, arrived.mask, arrived.dot)
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
        request=_request(held, metadata),
        **metadata.columns(),
    )
    ended = _supersede(run)
    audit.record(by, Verb.RUN_UPLOADED, str(run), run=run, detail={"digest": kept.digest, **said})
    for old, newer, before in ended:
        detail = Overtaken(by=newer.number, before=before)
        audit.record(by, Verb.RUN_SUPERSEDED, str(old), run=old, reason=old.successor, detail=detail)
    if run.state == State.QUEUED:
        queue.enqueue(queue.Job.EVALUATE_RUN, run.pk, large=kept.large)
    log.info("event=plan_accepted workspace=%s run=%s", workspace.slug, run.number)
    return run


def _request(workspace: Workspace, said: Metadata) -> str:
    """The change request of a plan that somebody wants to apply."""
    if said.kind != "plan":
        return ""
    return change_requests.key(workspace.repository, said.pull_request, said.commit, workspace.slug)


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
