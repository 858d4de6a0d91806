"""Whether each part that the portal leans on answers, as a phrase for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection

from gitops_portal.actions import clock
from gitops_portal.adapters import queue
from gitops_portal.adapters.artifacts import store
from gitops_portal.core.argocd import LABEL
from gitops_portal.core.errors import Unavailable
from gitops_portal.records.queries import acting, argocd

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import ArgocdServer

WAITS_TOO_LONG = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Health:
    """One part: whether it answers, and what there is to say of it."""

    name: str
    ok: bool
    detail: str


def check() -> tuple[Health, ...]:
    """Every part, in the order in which one leans on the other."""
    return tuple(
        _asked(name, ask)
        for name, ask in {
            "Database": _database,
            "Artifacts": lambda: store(settings.ARTIFACTS_URL).check(),
            "Queue": _queue,
            "Evaluation": _evaluation,
            **({"Argo CD": _argocd} if settings.ARGOCD_SERVERS else {}),
        }.items()
    )


def _asked(name: str, ask: Callable[[], str]) -> Health:
    try:
        return Health(name, ok=True, detail=ask())
    except (DatabaseError, Unavailable) as error:
        detail = str(error) if isinstance(error, Unavailable) else "does not answer"
        return Health(name, ok=False, detail=detail)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.display_name


def _queue() -> str:
    if not settings.REDIS_URL:
        return "none: plans are evaluated in the upload request"
    jobs, workers = queue.load()
    if not workers:
        raise Unavailable(f"{jobs} jobs wait, and no worker runs: start one with the command `rqworker`")
    return f"{jobs} jobs wait for {workers} workers"


def _evaluation() -> str:
    stuck = acting.moving_runs(before=clock.now() - WAITS_TOO_LONG)
    if stuck:
        raise Unavailable(
            f"{stuck} runs wait for more than three minutes: does Celery beat, or the command `reconcile`, run?"
        )
    return f"{acting.moving_runs()} runs are being evaluated"


def _argocd() -> str:
    """All servers together, each in a sentence: what is public tells no address."""
    found = argocd.servers()
    told = " ".join(_of_server(one) for one in found) or "Not asked yet."
    if any(one.failure for one in found):
        raise Unavailable(told)
    return told


def _of_server(one: ArgocdServer) -> str:
    if one.failure:
        since = f" since {one.failing_since:%Y-%m-%d %H:%M} UTC" if one.failing_since else ""
        return f"{one.url} could not be asked{since}: {one.failure}"
    if one.checked_at is None:
        return f"{one.url} was not asked yet."
    count = f"{one.applications:,} Application{'' if one.applications == 1 else 's'}"
    told = f"{one.url}: {count} with the label {LABEL}, asked {one.checked_at:%Y-%m-%d %H:%M} UTC."
    more = one.not_heard - len(one.told)
    return " ".join([told, *one.told, *([f"{more:,} more are not heard."] if more > 0 else [])])
