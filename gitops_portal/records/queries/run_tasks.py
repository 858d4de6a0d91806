"""Run tasks and their requests, rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.run_tasks import upload_key
from gitops_portal.records.models import Run, RunTask, TaskRequest

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from gitops_portal.records.models import Workspace


def run_tasks() -> list[RunTask]:
    return list(RunTask.objects.all())


def run_task(pk: int) -> RunTask:
    """Raises RunTask.DoesNotExist."""
    return RunTask.objects.get(pk=pk)


def run_task_at(key: UUID) -> RunTask:
    """The one whose address holds this key. Raises RunTask.DoesNotExist."""
    return RunTask.objects.get(key=key)


def run_of(task: RunTask, run_there: str, workspace: Workspace) -> Run | None:
    """Our run of a run over there that this run task was asked about."""
    return Run.objects.filter(workspace=workspace, idempotency_key=upload_key(task.key, run_there)).first()


def requests(limit: int) -> list[TaskRequest]:
    """The newest of all run tasks."""
    found = TaskRequest.objects.select_related("task", "run__workspace").defer("run__summary", "sealed")
    return list(found[:limit])


def due(now: datetime, limit: int) -> list[int]:
    """Requests that are to be worked at, those that wait longest first."""
    found = TaskRequest.objects.filter(state=TaskRequest.WORKING, next_at__lte=now).order_by("next_at", "pk")
    return list(found.values_list("pk", flat=True)[:limit])


def kept_as(key: UUID) -> int | None:
    """A request by its own key; None where the same one was there before."""
    return TaskRequest.objects.filter(key=key).values_list("pk", flat=True).first()


def waiting_for(run: int) -> list[int]:
    """Requests that wait for what becomes of a run."""
    return list(TaskRequest.objects.filter(run=run, state=TaskRequest.WORKING).values_list("pk", flat=True))


def request(pk: int) -> TaskRequest | None:
    """One with its run task; None where that was removed."""
    return TaskRequest.objects.select_related("task").filter(pk=pk).first()
