"""Jobs by name, started after the commit: by a worker when there is a Redis, in this process when there is none."""

from __future__ import annotations

import logging
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import rq.job
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.exceptions import NoSuchJobError
from rq.serializers import JSONSerializer

from gitops_portal.adapters import beside
from gitops_portal.adapters.patience import Circuit
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable


log = logging.getLogger(__name__)

QUEUE: Final = "default"
MESSAGES: Final = "messages"
"""A queue of its own: no verdict waits for somebody else's server."""


SECONDS: Final = 2
"""How long the queue may take to answer once; it is asked twice."""
JOB_SECONDS: Final = 600
Result = TypeVar("Result")
_circuit = Circuit("queue")


class Job(StrEnum):
    """Every job, by the dotted path of the function that runs it; jobs carry ids only."""

    EVALUATE_RUN = "gitops_portal.jobs.ingestion.evaluate_run"
    SEND_MESSAGE = "gitops_portal.jobs.delivery.send_message"
    JUDGE_AGAIN = "gitops_portal.jobs.ingestion.judge_again"
    READ_STATE = "gitops_portal.jobs.states.read_state"
    READ_ARGOCD = "gitops_portal.jobs.argocd.read_argocd"
    ANSWER_RUN_TASK = "gitops_portal.jobs.run_tasks.answer"
    BACKTEST = "gitops_portal.jobs.backtests.go_on"


class OwnJob(rq.job.Job):
    """A job of ours, and nothing else: whoever writes to the Redis may name a row of ours, no function of theirs."""

    def __init__(self, id: str | None = None, connection: Any = None, serializer: Any = None) -> None:  # noqa: A002, ARG002 - RQ's signature
        super().__init__(id, connection, JSONSerializer)

    def restore(self, raw_data: Any) -> None:
        """Raises NoSuchJobError for a foreign or a broken one, which the worker then drops."""
        try:
            super().restore(raw_data)
            own = self._is_own()
        except Exception as error:  # what somebody else wrote may break a reader in any way
            raise NoSuchJobError(f"{self.id} is no job at all") from error
        if not own:
            log.error("event=foreign_job_refused id=%s", self.id)
            raise NoSuchJobError(f"{self.id} is no job of the portal")

    def _is_own(self) -> bool:
        """A function of ours, called with one number, and nothing that is to be called or told afterwards."""
        number = len(self.args) == 1 and type(self.args[0]) is int
        calls = self._success_callback_name or self._failure_callback_name or self._stopped_callback_name
        more = self.instance or self.kwargs or calls or self.webhooks or self._dependency_ids
        return self.func_name in set(Job) and number and not more


def enqueue(job: Job, pk: int, *, large: bool = True) -> None:
    """Start `job` for row `pk` once the present transaction has committed; a large one beside this process.

    A queue that does not answer is no error: the row is the truth, and the clock finds rows left waiting.
    """
    transaction.on_commit(lambda: _start(job, pk, large=large))


def _start(job: Job, pk: int, *, large: bool) -> None:
    if not settings.REDIS_URL:
        try:
            beside.call(job.value, pk) if large else import_string(job.value)(pk)
        except Unavailable as error:
            log.warning("event=job_put_off job=%s pk=%s reason=%s", job.value, pk, error)
        return
    _put(job, pk, QUEUE)


def _put(job: Job, pk: int, name: str) -> None:
    try:
        _call(lambda: _queue(name).enqueue(job.value, pk))
    except Unavailable:
        log.warning("event=enqueue_failed job=%s pk=%s", job.value, pk)


def enqueue_state(pk: int) -> None:
    """Read a state from its bucket once the present transaction has committed; without a queue the clock does it."""
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _put(Job.READ_STATE, pk, MESSAGES))


def enqueue_argocd(pk: int) -> None:
    """Ask a server of Argo CD, the same way."""
    _enqueue_away(Job.READ_ARGOCD, pk)


def enqueue_message(pk: int) -> None:
    """Send a message once the present transaction has committed. Without a queue the clock does it: no upload, and
    nobody who presses Approve, waits for somebody else's server.
    """
    _enqueue_away(Job.SEND_MESSAGE, pk)


def enqueue_answer(pk: int) -> None:
    """Work at a request to a run task, the same way: who asked is to hear at once that it arrived."""
    _enqueue_away(Job.ANSWER_RUN_TASK, pk)


def enqueue_backtest(pk: int) -> None:
    """Go on with a backtest, the same way: no verdict waits for it."""
    _enqueue_away(Job.BACKTEST, pk)


def _enqueue_away(job: Job, pk: int) -> None:
    if settings.REDIS_URL:
        transaction.on_commit(lambda: _put(job, pk, MESSAGES))


def load() -> tuple[int, int]:
    """How many jobs wait, and for how many workers. Raises Unavailable when the queue does not answer."""

    def count() -> tuple[int, int]:
        found = _queue(QUEUE)
        return int(found.count), int(Worker.count(queue=found))

    return _call(count)


@lru_cache(maxsize=2)
def _queue(name: str) -> Queue:
    short = Redis.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS, retry=Retry(NoBackoff(), 1)
    )
    return Queue(name, connection=short, default_timeout=JOB_SECONDS, job_class=OwnJob, serializer=JSONSerializer)


def _call(work: Callable[[], Result]) -> Result:
    return _circuit.call(work, seconds=3 * SECONDS, outages=(RedisError,))
