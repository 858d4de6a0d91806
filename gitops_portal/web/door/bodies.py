"""A request's body in, an unnamed file out: no larger and no slower than its route allows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.web.door.lanes import Busy
from gitops_portal.web.limits import is_upload, largest_body

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gitops_portal.web.door.bridge import Head

Receive = Callable[[], Awaitable[dict[str, Any]]]

PATIENCE: Final = 15
"""Seconds that any body may take, however small."""
PACE: Final = 16 * 1024
"""Bytes a second that a longer one must keep up with."""
IN_MEMORY: Final = 64 * 1024
PLANS: Final = 8
"""How many plans are taken in at once; each may lie on the disk twice, packed and unpacked."""
PLANS_WAIT: Final = 30


class TooSlow(Exception):
    """The body did not keep up."""


class Gone(Exception):
    """The client is no longer there to be answered."""


def expected(head: Head) -> int:
    """How many bytes of a body are read: none of one that Django refuses for its length, or for telling none."""
    most = largest_body(head.method, head.path)
    if "transfer-encoding" in head.headers:
        return 0 if is_upload(head.method, head.path) else most
    declared = head.headers.get("content-length", "")
    return most if declared.isdigit() and 0 < int(declared) <= most else 0


class Bodies:
    """The bodies that one process takes in."""

    def __init__(self) -> None:
        self.plans = asyncio.Semaphore(PLANS)

    @asynccontextmanager
    async def one_of_few(self) -> AsyncIterator[None]:
        """One of the plans taken in at once. Raises Busy when there are too many for too long."""
        try:
            await asyncio.wait_for(self.plans.acquire(), PLANS_WAIT)
        except TimeoutError as error:
            raise Busy from error
        try:
            yield
        finally:
            self.plans.release()

    async def read(self, receive: Receive, most: int) -> SpooledTemporaryFile[bytes] | None:
        """The body from its beginning, at most a chunk longer than `most`; none for 0. Raises TooSlow or Gone."""
        if not most:
            return None
        file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by whoever reads it
        try:
            await _fill(file, receive, most)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file


async def _fill(file: SpooledTemporaryFile[bytes], receive: Receive, most: int) -> None:
    began, more = time.monotonic(), True
    while more and file.tell() <= most:
        left = PATIENCE + file.tell() / PACE - (time.monotonic() - began)
        try:
            message = await asyncio.wait_for(receive(), left)
        except TimeoutError as error:
            raise TooSlow from error
        if message["type"] == "http.disconnect":
            raise Gone
        file.write(message.get("body", b""))
        more = message.get("more_body", False)
