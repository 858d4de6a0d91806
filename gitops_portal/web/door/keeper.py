"""A server's process begins and ends: with it begins the clock, where no Celery keeps it; it ends with its parent."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import resource
import threading
import time
from typing import TYPE_CHECKING, Final

from gitops_portal.actions import reconcile
from gitops_portal.web.door.bridge import in_database

if TYPE_CHECKING:
    from gitops_portal.web.door.answers import Send
    from gitops_portal.web.door.bodies import Receive

log = logging.getLogger(__name__)

TURN_EVERY: Final = 30
LOOK_EVERY: Final = 0.5
SOCKETS: Final = 10_000


async def live(receive: Receive, send: Send, *, clock: bool) -> None:
    """ASGI's lifespan."""
    await receive()
    _many_sockets()
    parent = asyncio.create_task(_with_parent())
    if clock:
        threading.Thread(target=_clock, name="clock", daemon=True).start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    parent.cancel()
    await send({"type": "lifespan.shutdown.complete"})


def _many_sockets() -> None:
    """As many open files as the system lets a process have, up to SOCKETS: each one who waits holds a socket."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = SOCKETS if hard == resource.RLIM_INFINITY else min(SOCKETS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _with_parent() -> None:
    """A process whose parent was killed would keep the port, and serve beside its successor.

    Whose child it is, it was told as it was made: the parent may be gone by the time that this is asked.
    """
    maker = multiprocessing.parent_process()
    parent = maker.pid if maker else os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(LOOK_EVERY)
    os._exit(1)


def _clock() -> None:
    """A turn now and every so often; one that fails is told, and the next comes all the same."""
    while True:
        try:
            in_database(reconcile.turn)
        except Exception:  # a clock that stops would leave runs waiting for ever
            log.exception("event=clock_failed")
        time.sleep(TURN_EVERY)
