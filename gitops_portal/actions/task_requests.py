"""A request to a run task in, its answer at HCP out: kept at once, worked at after the commit, begun again safely.

The token of a request lives ten minutes, so everything ends before that, by an answer or by saying that there is none;
then the token is forgotten. The plan is fetched first, for what is fetched can be judged when the token is gone.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings

from gitops_portal.actions import audit, clock, gate, ingest, workspaces
from gitops_portal.actions.metadata import Metadata
from gitops_portal.actions.run_tasks import check_signature
from gitops_portal.actions.sealed_settings import opened, sealed
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import hcp, queue
from gitops_portal.core import run_tasks
from gitops_portal.core.errors import Invalid, PortalError, Refused, Unavailable
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.core.payloads.run_tasks import TaskAnswered
from gitops_portal.core.run_tasks import Payload, Stage, Told
from gitops_portal.records.models import RunTask, TaskRequest
from gitops_portal.records.queries import acting, locks, operator
from gitops_portal.records.queries import run_tasks as of_tasks

if TYPE_CHECKING:
    from gitops_portal.records.models import Run, Workspace

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(minutes=9)
"""After which an answer is given in any case: the token ends a minute later."""
LEASE: Final = timedelta(minutes=2)
"""For how long whoever works at a request may be believed to be at it."""
PAUSE: Final = timedelta(seconds=5)
KEPT: Final = timedelta(days=30)
AT_ONCE: Final = 50
_STATES: Final = {Told.PASSED: TaskRequest.PASSED, Told.FAILED: TaskRequest.FAILED}
_OVER: Final = frozenset(
    {State.BLOCKED, State.ERRORED, State.REJECTED, State.SUPERSEDED, State.OUTDATED, State.EXPIRED}
)
"""States in which nothing more becomes of a plan."""


class _Later(Exception):
    """What a request waits for has not happened yet."""


def receive(task: RunTask, body: bytes, signature: str) -> None:
    """Keep a signed request; a test by HCP leaves a time only. Raises PortalError before anything is believed."""
    check_signature(task, body, signature)
    told = run_tasks.read(body)
    if told.is_test:
        RunTask.objects.filter(pk=task.pk).update(verified_at=clock.now())
        return
    if told.organization_name != task.organization:
        raise Invalid(f"This run task is for the organization {task.organization}.")
    for url in (told.task_result_callback_url, told.plan_json_api_url):
        if url and not hcp.leads_to(url, task.host):
            raise Refused(f"An address of the request does not lead to {task.host}.")
    _keep(task, told)


@in_one_transaction()
def _keep(task: RunTask, told: Payload) -> None:
    """The same request may come twice, also beside itself."""
    now = clock.now()
    new = TaskRequest(
        task=task,
        result=(told.task_result_id or "")[:100],
        stage=(told.stage or "")[:20],
        run_there=(told.run_id or "")[:100],
        workspace_there=(told.workspace_name or "")[:200],
        next_at=now,
        created_at=now,
    )
    new.sealed = sealed(new, {"payload": msgspec.json.encode(told).decode()})
    TaskRequest.objects.bulk_create([new], ignore_conflicts=True)
    if kept := of_tasks.kept_as(new.key):
        queue.enqueue_answer(kept)
        log.info("event=task_request_kept task=%s stage=%s", task.pk, new.stage)


def turn() -> int:
    """Work at what is due, or let a worker. Returns how many that were."""
    found = of_tasks.due(clock.now(), AT_ONCE)
    for pk in found:
        if settings.REDIS_URL:
            queue.enqueue_answer(pk)
        else:
            work(pk)
    TaskRequest.objects.filter(ended_at__lt=clock.now() - KEPT).delete()
    return len(found)


def work(pk: int) -> None:
    """Take one request as far as it goes now. Whoever calls, and however often: it is answered once."""
    held = _claimed(pk)
    if held is None:
        return
    try:
        _answer(held)
    except (_Later, Unavailable) as error:
        _later(held, error)
    except Exception as error:  # a fault of ours: nothing of it is told, for it may quote the plan
        log.exception("event=task_request_failed request=%s", pk)
        _later(held, error)


@in_one_transaction()
def _claimed(pk: int) -> TaskRequest | None:
    """The request, if it is to be worked at now: then nobody else gets it until the lease ends."""
    held, now = locks.task_request(pk), clock.now()
    if held is None or held.state != TaskRequest.WORKING or held.next_at > now:
        return None
    held.attempts, held.next_at = held.attempts + 1, now + LEASE
    held.save(update_fields=["attempts", "next_at"])
    return held


def _answer(held: TaskRequest) -> None:
    told = msgspec.json.decode(opened(held)["payload"], type=Payload)
    try:
        status, message, run = _settled(held, told)
    except PortalError as error:
        if isinstance(error, Unavailable):
            raise
        status, message, run = Told.FAILED, str(error), None
    try:
        _tell(held, told, status, message, run)
    except (Invalid, Refused) as error:
        _ended(held, TaskRequest.LOST, f"HCP took no answer: {error}")
        return
    _ended(held, _STATES[status], message)


def _settled(held: TaskRequest, told: Payload) -> tuple[Told, str, Run | None]:
    """What is to be answered. Raises _Later and Unavailable while nobody knows, PortalError where nobody ever will."""
    late = clock.now() > held.created_at + PATIENCE
    if held.stage not in set(Stage):
        raise Invalid(f"Nothing is evaluated at {held.stage}: run this task after the plan, or before the apply.")
    if not late and held.attempts == 1:
        _say(held, told, run_tasks.answer(Told.RUNNING, "The plan is being evaluated.", settings.PORTAL_URL))
    try:
        run = _run(held, told)
        return *_verdict(held, told, run), run
    except (_Later, Unavailable) as error:
        if late:
            raise Invalid(f"There is no answer within nine minutes ({error}): start the run again.") from error
        raise


def _run(held: TaskRequest, told: Payload) -> Run:
    """Our run of their plan. Uploaded once: at a later stage the same plan of the same run is the same run here."""
    if held.run_id:
        return acting.light_run(held.run_id)
    if not run_tasks.meant(held.task.patterns, held.workspace_there):
        raise Invalid(f"This run task is not for the workspace {held.workspace_there}.")
    workspace = _workspace(held)
    plan = hcp.plan(told.plan_json_api_url or "", told.access_token or "", held.task.host)
    if plan is None:
        raise _Later("HCP has not finished the plan.")
    metadata = Metadata(**run_tasks.metadata(told))
    by = _by(held)
    key = run_tasks.upload_key(held.task.key, held.run_there)
    run = ingest.accept(plan, workspace=workspace, by=by, metadata=metadata, idempotency_key=key)
    TaskRequest.objects.filter(pk=held.pk).update(run=run)
    held.run = run
    return acting.light_run(run.pk)


def _workspace(held: TaskRequest) -> Workspace:
    slug = run_tasks.slug(held.task.rule, held.task.organization, held.workspace_there)
    if found := operator.workspace(slug):
        return found
    if not held.task.may_create:
        raise Invalid(f"The portal has no workspace “{slug}”: make it, or let the run task make workspaces.")
    try:  # HCP shows nobody its plan file
        return workspaces.create(_by(held), slug, requires_plan_file=False)
    except Invalid:
        if found := operator.workspace(slug):
            return found
        raise


def _verdict(held: TaskRequest, told: Payload, run: Run) -> tuple[Told, str]:
    """What became of a run. Raises _Later while somebody is still at it."""
    state = State(run.state)
    if state.moving:
        raise _Later(f"{run} is {state.label}.")
    why = run.error if state is State.ERRORED else run.successor or run.headline
    whole = f"{state.label}: {why}" if why else state.label
    if held.stage == Stage.POST_PLAN:
        return (Told.FAILED if state in _OVER else Told.PASSED), whole
    _, said = gate.answer(run, _by(held), gate.AboutToApply(plan_sha256=run.digest))
    if said.allowed:
        return Told.PASSED, said.reason
    if state in {State.AWAITING, State.CHANGES_REQUESTED}:
        if held.told != run_tasks.cut(said.reason):  # once, with the address where people decide
            _say(held, told, run_tasks.answer(Told.RUNNING, said.reason, _address(run)))
        raise _Later(said.reason)
    return Told.FAILED, said.reason


def _tell(held: TaskRequest, told: Payload, status: Told, message: str, run: Run | None) -> None:
    """The reasons with `running`, as HCP advises, and then the answer itself."""
    url = _address(run) if run else settings.PORTAL_URL
    if run and told.capabilities and told.capabilities.outcomes:
        found = run_tasks.outcomes((run.summary.get("brief") or {}).get("sentences", ()))
        if found:
            _say(held, told, run_tasks.answer(Told.RUNNING, message, url, found))
    _say(held, told, run_tasks.answer(status, message, url))


def _address(run: Run) -> str:
    return f"{settings.PORTAL_URL}/workspaces/{run.workspace.slug}/runs/{run.number}/"


def _say(held: TaskRequest, told: Payload, said: bytes) -> None:
    hcp.tell(told.task_result_callback_url or "", told.access_token or "", held.task.host, said)


def _by(held: TaskRequest) -> Actor:
    return Actor(ActorKind.CI, held.name)


@in_one_transaction()
def _later(held: TaskRequest, error: Exception) -> None:
    """Once more in a moment; where the token has ended since, never."""
    now = clock.now()
    if now > held.created_at + PATIENCE + LEASE:
        why = str(error) if isinstance(error, PortalError) else "a fault of the portal"
        _end(held, TaskRequest.LOST, f"HCP took no answer: {why}")
        return
    mine = {"pk": held.pk, "state": TaskRequest.WORKING, "attempts": held.attempts}
    pause = timedelta(0) if isinstance(error, _Later) else PAUSE  # an event of the run, or the clock, goes on with it
    TaskRequest.objects.filter(**mine).update(
        next_at=now + pause, told=run_tasks.cut(str(error)) if isinstance(error, _Later | PortalError) else ""
    )


@in_one_transaction()
def _ended(held: TaskRequest, state: str, message: str) -> None:
    _end(held, state, message)


def _end(held: TaskRequest, state: str, message: str) -> None:
    """Only whoever claimed it last says how it ended; its token is forgotten."""
    mine = {"pk": held.pk, "state": TaskRequest.WORKING, "attempts": held.attempts}
    ended = {"state": state, "told": run_tasks.cut(message), "sealed": "", "ended_at": clock.now()}
    if not TaskRequest.objects.filter(**mine).update(**ended):
        return
    detail = TaskAnswered(task=held.task.name, stage=held.stage, run_there=held.run_there, status=state)
    subject = str(held.run) if held.run else held.name
    audit.record(_by(held), Verb.RUN_TASK_ANSWERED, subject, run=held.run, reason=run_tasks.cut(message), detail=detail)
    log.info("event=task_request_ended request=%s state=%s", held.pk, state)
