"""A process of the server whose parent is gone before it has begun: prints its number, and should end by itself.

A program, run by test_orphans.py with the settings of a portal.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time

import django

django.setup()

from gitops_portal.web.door import keeper  # noqa: E402 - what follows needs Django set up


async def received() -> dict[str, object]:
    """The start of the lifespan, and then nothing for a minute."""
    if begun:
        await asyncio.sleep(60)
    begun.append(True)
    return {}


async def sent(_: object) -> None:
    """Whoever hears it is gone."""


begun: list[bool] = []


def serve(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.01)
    asyncio.run(keeper.live(received, sent, clock=False))


if __name__ == "__main__":
    child = multiprocessing.get_context("fork").Process(target=serve, args=(os.getpid(),))
    child.start()
    print(child.pid, flush=True)  # noqa: T201 - what it is run for
    os._exit(0)
