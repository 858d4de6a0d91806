"""Long polls in, their answers out when the evaluation ends: one look at the database for all, and no thread."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from django.db import DatabaseError

from gitops_portal.records.queries import api as api_queries
from gitops_portal.web.door.bodies import Gone
from gitops_portal.web.door.bridge import in_database
from gitops_portal.web.door.lanes import Busy

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gitops_portal.web.door.answers import Answer
    from gitops_portal.web.door.bodies import Receive
    from gitops_portal.web.door.bridge import Head
    from gitops_portal.web.door.lanes import Lane

log = logging.getLogger(__name__)

LONGEST: Final = 60
"""Seconds that a long poll is held."""
LOOK_EVERY: Final = 0.5
MOST: Final = 1_000
"""How many one process lets wait. Who comes later is told the state at once, with Retry-After, and asks again."""
_RUN: Final = re.compile(r"/api/v1/runs/(\d{1,18})")


def asked(head: Head) -> int:
    """For how many seconds a request may be held; 0 where it is no long poll."""
    if head.method != "GET" or not _RUN.fullmatch(head.path):
        return 0
    wanted = parse_qs(head.query).get("wait", [""])[-1]
    return min(int(wanted), LONGEST) if wanted.isascii() and wanted.isdigit() and len(wanted) < LONGEST else 0


class Waiting:
    """Everyone who waits in one process."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.count = 0
        self.waiters: dict[int, set[asyncio.Event]] = defaultdict(set)
        self.watch: asyncio.Task[None] | None = None

    @property
    def room(self) -> bool:
        return self.count < MOST

    async def answer(self, head: Head, seconds: int, receive: Receive, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What `ask` says once it no longer says “ask again”, or when the time is over. Raises Gone."""
        run, until = int(head.path.rpartition("/")[2]), time.monotonic() + seconds
        self.count += 1
        try:
            while (found := await ask()).asks_again and (left := until - time.monotonic()) > 0:
                await self._changed(run, left, receive)
            return found
        finally:
            self.count -= 1

    async def _changed(self, run: int, seconds: float, receive: Receive) -> None:
        """Until the run is no longer moving, or the time is over. Raises Gone."""
        changed = asyncio.Event()
        self.waiters[run].add(changed)
        if self.watch is None or self.watch.done():
            self.watch = asyncio.create_task(self._look())
        gone, woken = asyncio.ensure_future(_gone(receive)), asyncio.ensure_future(changed.wait())
        try:
            await asyncio.wait({gone, woken}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                raise Gone
        finally:
            gone.cancel()
            woken.cancel()
            self.waiters[run].discard(changed)
            if not self.waiters[run]:
                del self.waiters[run]

    async def _look(self) -> None:
        """As long as somebody waits, ask for all of them at once. A database that is away is waited for, too."""
        while self.waiters:
            await asyncio.sleep(LOOK_EVERY)
            runs = list(self.waiters)
            with suppress(DatabaseError, Busy):
                moving = await self.lane.run(lambda: in_database(lambda: api_queries.moving(runs)))  # noqa: B023 - awaited here
                for run in set(runs) - moving:
                    for changed in self.waiters.get(run, ()):
                        changed.set()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
