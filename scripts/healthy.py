"""The name of a process in, exit 0 out when it does its work: the health checks of docker-compose.yml."""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

BEAT_WRITES_EVERY = 180
"""Seconds between two writes of beat's own schedule file."""


def web() -> bool:
    port = os.environ.get("PORT", "8000")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
        return bool(answer.status == HTTPStatus.OK)


def rq_worker() -> bool:
    from redis import Redis
    from rq import Worker

    workers = Worker.all(connection=Redis.from_url(os.environ["REDIS_URL"]))
    return any(worker.hostname == socket.gethostname() for worker in workers)


def celery_worker() -> bool:
    from gitops_portal.celery import app

    return bool(app.control.ping(destination=[f"celery@{socket.gethostname()}"], timeout=10))


def celery_beat(schedule: str) -> bool:
    file = Path(schedule)
    return any(
        time.time() - found.stat().st_mtime < 3 * BEAT_WRITES_EVERY for found in file.parent.glob(f"{file.name}*")
    )


CHECKS: dict[str, Callable[..., bool]] = {
    "web": web,
    "rq-worker": rq_worker,
    "celery-worker": celery_worker,
    "celery-beat": celery_beat,
}

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    sys.exit(0 if CHECKS[name](*arguments) else 1)
