"""A function's path and an argument in, its result out, from a process beside this one: see docs/decisions/0014.

The process begins with the first work and ends when none came for a while, which gives its memory back; when it dies,
or takes too long, only that work is lost.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from django.utils.module_loading import import_string

from gitops_portal.core.errors import PortalError, Unavailable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

log = logging.getLogger(__name__)

LARGE: Final = 2_000_000
"""From so many bytes on a plan is read and judged beside: a smaller one is done sooner than a process has begun."""
IDLE_SECONDS: Final = 10.0
LONGEST_SECONDS: Final = 120.0
"""As long as a run's lease: then somebody else may take it."""
NICE: Final = 5
"""Pages come first where there are fewer processors than work."""


class _Process:
    """A process that does one work at a time, begun when it is needed."""

    def __init__(self, idle: float = IDLE_SECONDS, longest: float = LONGEST_SECONDS) -> None:
        self._idle, self._longest = idle, longest
        self._one_at_a_time = Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None

    def call(self, path: str, argument: object) -> Any:
        """Raises what the function raises, and Unavailable when the process died over it."""
        with self._one_at_a_time:
            done, result = self._asked(path, argument)
            if not done and self._ended_idle():  # it went to rest as it was asked: nothing has begun
                done, result = self._asked(path, argument)
        if not done:
            log.error("event=process_beside_died work=%s", path)
            raise Unavailable("The plan could not be read: the process that was at it ended. Send it again.")
        if isinstance(result, Exception):
            raise result
        return result

    def _asked(self, path: str, argument: object) -> tuple[bool, Any]:
        pipe = self._begun()
        try:
            pipe.send((path, argument))
            if pipe.poll(self._longest):
                return True, pipe.recv()
            log.error("event=process_beside_stopped work=%s seconds=%s", path, self._longest)
        except (EOFError, OSError):
            pass
        if self._process and not self._ended_idle():
            self._process.kill()
        return False, None

    def _begun(self) -> Connection:
        if self._process and self._pipe and self._process.is_alive():
            return self._pipe
        spawn = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=serve, args=(theirs, self._idle), name="beside", daemon=True)
        self._process.start()
        theirs.close()  # so that its death ends the pipe
        return self._pipe

    def _ended_idle(self) -> bool:
        if self._process is None:
            return False
        self._process.join(1)
        return self._process.exitcode == 0


def serve(pipe: Connection, idle: float) -> None:
    """Work until none comes for a while, or until whoever gives it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server: what has begun is finished
    os.nice(NICE)
    import django

    django.setup()
    while pipe.poll(idle):
        try:
            path, argument = pipe.recv()
        except EOFError:
            return
        try:
            result = import_string(path)(argument)
        except PortalError as error:
            result = error
        except Exception as error:  # whatever one plan broke, the next one is served
            log.exception("event=work_beside_failed work=%s", path)
            result = RuntimeError(f"{type(error).__name__} in {path}")  # its own words may quote a plan
        pipe.send(result)


_process: _Process | None = None


def begin() -> None:
    """From now on large works are done beside this process: for a server, whose pages must not wait."""
    global _process  # noqa: PLW0603 - one for the whole process, by its server's wish
    _process = _Process()


def takes(size: int) -> bool:
    """Whether a work on so many bytes is to be done beside."""
    return _process is not None and size >= LARGE


def call(path: str, argument: object) -> Any:
    """The result of a function, from beside where there is such a process. Raises what it raises, and Unavailable."""
    return import_string(path)(argument) if _process is None else _process.call(path, argument)
