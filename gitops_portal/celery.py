"""The Celery app and its timetable: what the clock starts, and when."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gitops_portal.settings")

app = Celery("gitops_portal", include=["gitops_portal.jobs.reconciliation"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    timezone="UTC",
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
    broker_transport_options={"socket_timeout": 10, "socket_connect_timeout": 5},
    beat_schedule={
        "sweep": {"task": "gitops_portal.jobs.reconciliation.sweep", "schedule": 30.0},
        "send-messages": {"task": "gitops_portal.jobs.reconciliation.send_messages", "schedule": 30.0},
        "read-states": {"task": "gitops_portal.jobs.reconciliation.read_states", "schedule": 30.0},
        "read-argocd": {"task": "gitops_portal.jobs.reconciliation.read_argocd", "schedule": 30.0},
        "judge-again": {"task": "gitops_portal.jobs.reconciliation.judge_again", "schedule": 60.0},
        "answer-run-tasks": {"task": "gitops_portal.jobs.reconciliation.answer_run_tasks", "schedule": 30.0},
        "go-on-with-backtests": {"task": "gitops_portal.jobs.reconciliation.go_on_with_backtests", "schedule": 30.0},
        "send-metrics": {"task": "gitops_portal.jobs.reconciliation.send_metrics", "schedule": 60.0},
        "end-waivers": {"task": "gitops_portal.jobs.reconciliation.end_waivers", "schedule": 300.0},
        "lapse": {"task": "gitops_portal.jobs.reconciliation.lapse", "schedule": 60.0},
        "verify": {"task": "gitops_portal.jobs.reconciliation.verify", "schedule": 300.0},
        "expire": {"task": "gitops_portal.jobs.reconciliation.expire", "schedule": 300.0},
        "mark-unverified": {"task": "gitops_portal.jobs.reconciliation.mark_unverified", "schedule": 3600.0},
    },
)


@app.on_after_finalize.connect  # type: ignore[untyped-decorator]  # the package has no types
def _own_tasks_only(sender: Any, **_: Any) -> None:
    """Celery's own tasks run other tasks with arguments out of a message: the broker's words are data, not code."""
    for name in [name for name in sender.tasks if name.startswith("celery.")]:
        sender.tasks.unregister(name)
