"""Work in, its result out: so many threads of a kind, and so many requests that may wait for one."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

Result = TypeVar("Result")


class Busy(Exception):
    """No thread came free in time, or the work took too long; where it has begun it goes on to its end."""


class Lane:
    """Threads that serve one kind of request, so that no kind takes the threads of another."""

    def __init__(self, *, threads: int, queue: int, patience: float) -> None:
        self.pool: Final = ThreadPoolExecutor(threads)
        self.most: Final = threads + queue
        self.patience: Final = patience
        self.held = 0

    async def run(self, work: Callable[[], Result]) -> Result:
        """Raises Busy where too many wait already, or after the lane's patience."""
        if self.held >= self.most:
            raise Busy
        self.held += 1
        loop = asyncio.get_running_loop()
        future: Future[Result] = self.pool.submit(work)
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._left))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self.patience)
        except TimeoutError as error:
            raise Busy from error

    def _left(self) -> None:
        self.held -= 1
