"""The Celery app and its timetable: what the clock starts, and when."""

from __future__ import annotations

import os

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
    beat_schedule={
        "sweep": {"task": "gitops_portal.jobs.reconciliation.sweep", "schedule": 30.0},
        "expire": {"task": "gitops_portal.jobs.reconciliation.expire", "schedule": 300.0},
        "mark-unverified": {"task": "gitops_portal.jobs.reconciliation.mark_unverified", "schedule": 3600.0},
    },
)
