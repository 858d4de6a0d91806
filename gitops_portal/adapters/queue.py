"""Jobs by name, started after the commit: by a worker when there is a Redis, in this process when there is none."""

from __future__ import annotations

import logging
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from redis.exceptions import RedisError

from gitops_portal.core.errors import Unavailable

log = logging.getLogger(__name__)

QUEUE = "default"


class Job(StrEnum):
    """Every job, by the dotted path of the function that runs it; jobs carry ids only."""

    EVALUATE_RUN = "gitops_portal.jobs.ingestion.evaluate_run"


def enqueue(job: Job, pk: int) -> None:
    """Start `job` for row `pk` once the present transaction has committed.

    A queue that does not answer is no error: the row is the truth, and the clock finds rows left waiting.
    """
    transaction.on_commit(lambda: _start(job, pk))


def _start(job: Job, pk: int) -> None:
    if not settings.REDIS_URL:
        try:
            import_string(job.value)(pk)
        except Unavailable as error:
            log.warning("event=job_put_off job=%s pk=%s reason=%s", job.value, pk, error)
        return
    import django_rq  # only here: without Redis the package is not set up

    try:
        django_rq.get_queue(QUEUE).enqueue(job.value, pk)
    except RedisError:
        log.warning("event=enqueue_failed job=%s pk=%s", job.value, pk)


def load() -> tuple[int, int]:
    """How many jobs wait, and for how many workers. Raises RedisError when the queue does not answer."""
    import django_rq  # as above
    from rq import Worker

    found = django_rq.get_queue(QUEUE)
    return int(found.count), int(Worker.count(queue=found))
