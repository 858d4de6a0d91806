"""Work on a server of somebody else in; its result out, or Unavailable: soon, and at once while the server is away."""

from __future__ import annotations

import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, TypeVar

from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")

REST: Final = 10.0
"""Seconds for which a server that did not answer is not asked; then one call tries it, and the others wait for that."""


class Circuit:
    """What one process knows of one server. Threads share it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = threading.Lock()
        self.broken = False
        self.asked_again_at = 0.0

    def call(self, work: Callable[[], Result], *, seconds: float, outages: tuple[type[Exception], ...]) -> Result:
        """What `work` returns or raises. Raises Unavailable for an outage, for silence, and while the circuit is open.

        Whoever drips its answer byte by byte is silent, too: libraries bound the time between two bytes, not the whole.
        """
        self._pass()
        try:
            result = _within(seconds, work)
        except outages + (TimeoutError,) as error:  # noqa: RUF005 - mypy reads no unpacking here
            self._told(broken=True)
            raise Unavailable(f"The {self.name} does not answer: try again in half a minute.") from error
        except Exception:  # it answers, though it says no
            self._told(broken=False)
            raise
        self._told(broken=False)
        return result

    def _pass(self) -> None:
        with self.lock:
            now = time.monotonic()
            if self.broken and now < self.asked_again_at:
                raise Unavailable(f"The {self.name} did not answer a moment ago: try again in half a minute.")
            self.asked_again_at = now + REST

    def _told(self, *, broken: bool) -> None:
        with self.lock:
            self.broken = broken
            self.asked_again_at = time.monotonic() + REST


def _within(seconds: float, work: Callable[[], Result]) -> Result:
    """Raises TimeoutError when the work has not ended by then; its thread is left to end by itself."""
    ended: SimpleQueue[tuple[Result | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            ended.put((work(), None))
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            ended.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        result, error = ended.get(timeout=seconds)
    except Empty as silence:
        raise TimeoutError from silence
    if error:
        raise error
    return result  # type: ignore[return-value]  # None only where the work returns None
