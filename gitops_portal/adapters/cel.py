"""Conditions in CEL in, their answers out, from a process of their own with bounds: see docs/decisions/0069.

The process begins with the first condition and ends with the evaluation. A condition over which it dies, or which takes
too long, is not asked again; the others are asked in a new process.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.adapters.cel_process import LENGTH, MEMORY, PROCESSOR_SECONDS
from gitops_portal.core.rules.cel.asking import Broken, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

log = logging.getLogger(__name__)

SECONDS: Final = 20.0
"""By the clock, for one request: where the machine is busy, longer than what it may take of the processor."""
ALL_SECONDS: Final = 60.0
"""For all of an evaluation: half of a run's lease."""
DEATHS: Final = 3
"""After so many, no more is begun: a set of rules that kills so often is told rather than tried on."""
AT_ONCE: Final = 1_000
"""Resources of one request, so that the bounds are those of so many."""
LARGEST: Final = 8 << 20
"""Bytes of a request, so that they fit into the memory of the process many times over."""
_PROCESS: Final = Path(__file__).with_name("cel_process.py")
_STOPPED: Final = (
    f"its process ended, which happens over {MEMORY >> 20} MB or {PROCESSOR_SECONDS} seconds of the processor"
)


@contextmanager
def evaluators(seconds: float = ALL_SECONDS) -> Iterator[Evaluator]:
    """One, for as long as it is used."""
    found = Evaluator(monotonic() + seconds)
    try:
        yield found
    finally:
        found.end()


class Evaluator:
    """As `core.rules.cel.asking.Evaluator`; nothing begins until something is asked."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths = 0
        self._compiled: dict[str, bytes | Fault] = {}
        self._stopped: dict[str, str] = {}
        self._apart = False

    def compiled(self, condition: str) -> bytes | Fault:
        if condition not in self._compiled:
            self._compiled[condition] = self._compile(condition)
        return self._compiled[condition]

    def _compile(self, condition: str) -> bytes | Fault:
        match self._asked("compile", condition):
            case ["compiled", bytes() as compiled]:
                return compiled
            case ["fault", str(why), int(line), int(column)]:
                return Fault(why, line, column)
            case [_, str(why)]:
                return Fault(why)
        raise AssertionError("the process of conditions replied what it can't")

    def answers(self, condition: str, shown: Sequence[bytes], always: Mapping[str, Any]) -> Sequence[bool | Broken]:
        found: list[bool | Broken] = []
        for some in _parts(shown):
            match self._asked("ask", condition, some, always):
                case ["answers", list(answers)] if len(answers) == len(some):
                    found += msgspec.convert(answers, list[bool | Broken])
                case [_, str(why)]:
                    found += [Broken(why)] * len(some)
        return found

    def told_at_once(
        self, conditions: Sequence[str], shown: Sequence[bytes], always: Mapping[str, Any]
    ) -> Sequence[Mapping[int, bool]]:
        """Once the process ended over it, nothing more is found out at once: who did it, asking one by one tells."""
        found: list[Mapping[int, bool]] = []
        unsure = dict.fromkeys(range(len(conditions)), False)
        for some in _parts(shown):
            found += self._at_once(conditions, some, always) or [unsure] * len(some)
        return found

    def _at_once(
        self, conditions: Sequence[str], shown: Sequence[bytes], always: Mapping[str, Any]
    ) -> Sequence[Mapping[int, bool]] | None:
        if self._apart or self._refused() or not self._stopped.keys().isdisjoint(conditions):
            return None
        match self._replied(msgspec.msgpack.encode(["ask at once", conditions, shown, always])):
            case ["told", list(told)] if len(told) == len(shown):
                return msgspec.convert(told, list[dict[int, bool]])
            case None:
                log.warning("event=conditions_stopped")
                self.end()
                self._apart = True
        return None

    def end(self) -> None:
        """Whatever it is at."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _asked(self, verb: str, condition: str, *told: Any) -> list[Any]:
        """The reply, or `unable` and why. What was stopped once is not asked again."""
        if condition not in self._stopped and (why := self._refused()):
            return ["unable", why]
        if condition not in self._stopped:
            reply = self._replied(msgspec.msgpack.encode([verb, condition, *told]))
            if reply is not None:
                return reply
            log.warning("event=condition_stopped verb=%s", verb)
            self.end()
            self._deaths += 1
            self._stopped[condition] = _STOPPED
        return ["unable", self._stopped[condition]]

    def _refused(self) -> str:
        if self._deaths >= DEATHS:
            return f"{DEATHS} other conditions had to be stopped before, and no more are asked"
        return "the conditions of all guardrails together took too long" if monotonic() > self._until else ""

    def _replied(self, request: bytes) -> list[Any] | None:
        """None where the process died over it, or had to be."""
        if len(request) > LARGEST + AT_ONCE * LENGTH.size * 2:
            return ["unable", f"what it reads of one resource is larger than {LARGEST >> 20} MB"]
        process = self._begun()
        into, out = process.stdin, process.stdout
        assert into is not None  # noqa: S101 - it was asked for as a pipe
        assert out is not None  # noqa: S101 - as well
        watch = Timer(min(SECONDS, max(self._until - monotonic(), 1.0)), process.kill)
        watch.start()
        try:
            into.write(LENGTH.pack(len(request)) + request)
            into.flush()
            head = out.read(LENGTH.size)
            body = out.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
            reply: list[Any] | None = msgspec.msgpack.decode(body) if body else None
        except (BrokenPipeError, msgspec.DecodeError):
            return None
        else:
            return reply
        finally:
            watch.cancel()

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own file, by our own Python
                [sys.executable, "-I", str(_PROCESS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"},
                cwd=os.sep,
                start_new_session=True,  # Ctrl-C is for the server
            )
        return self._process


def _parts(shown: Sequence[bytes]) -> Iterator[list[bytes]]:
    """As many at once as the bounds of a request take, in their order; one that is too large is alone."""
    some: list[bytes] = []
    size = 0
    for each in shown:
        if some and (len(some) == AT_ONCE or size + len(each) > LARGEST):
            yield some
            some, size = [], 0
        some.append(each)
        size += len(each)
    if some:
        yield some
