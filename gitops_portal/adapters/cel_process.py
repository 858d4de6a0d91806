"""The process in which conditions in CEL run: requests on standard input, replies on standard output. See `cel`.

It is begun by its path, with nothing of the portal on its path and in its environment, and knows nothing but what it is
asked: the library can't bound memory, and holds Python's lock while it works, so this process is bounded as a whole.
"""

from __future__ import annotations

import re
import resource
import struct
import sys
from typing import Any, Final

import msgspec

MEMORY: Final = 512 << 20
"""Bytes of address space, of which Python and the library take about a third."""
PROCESSOR_SECONDS: Final = 5
"""For one request."""
TOGETHER: Final = 50
"""Resources whose memory is given back at once, which takes half the time of doing so for each."""
JOINED: Final = 10
"""Conditions that are asked as one: each time that one of them is not false, all are asked again."""
LENGTH: Final = struct.Struct(">I")
TEXTS: Final = ("change.address", "change.type", "change.name", "change.module", "change.provider", "change.action")
COUNTS: Final = ("plan.creates", "plan.updates", "plan.replaces", "plan.deletes", "plan.blast_radius")
AMOUNTS: Final = ("plan.cost_before", "plan.cost_after", "plan.cost_delta", "plan.cost_coverage")
OF_RUN: Final = ("plan.actor", "plan.branch", "plan.workspace")
_NOT_KNOWN: Final = "what it refers to is not known"
_PLACE: Final = re.compile(r"<input>:(\d+):(\d+): (.*)")
_STATUS: Final = re.compile(r"^[A-Z_]+: ")
_LONGEST_REASON: Final = 300
_MISSING: Final = (
    ("NOT_FOUND: Key not found in map", "key"),
    ("UNKNOWN: No value with name", "side"),
    (f"NOT_FOUND: {_NOT_KNOWN}", "key"),
)


class _Conditions:
    def __init__(self, cel: Any, extensions: list[Any]) -> None:
        self._error, self._arena = cel.Type.ERROR, cel.Arena
        self._marks: dict[str, dict[str, bool]] = {}
        self._refs: dict[str, list[Any]] = {}
        self._compiled: dict[str, Any] = {}
        kinds = cel.Type
        sides = dict.fromkeys(("before", "after"), kinds.Map(kinds.STRING, kinds.DYN))
        texts = dict.fromkeys((*TEXTS, "change.moved_from", *OF_RUN), kinds.STRING)
        figures = dict.fromkeys(COUNTS, kinds.INT) | dict.fromkeys(AMOUNTS, kinds.DYN)
        others = {
            "change.importing": kinds.BOOL,
            "plan.labels": kinds.Map(kinds.STRING, kinds.STRING),
            "plan.at": kinds.TIMESTAMP,
            "lists": kinds.Map(kinds.STRING, kinds.List(kinds.STRING)),
        }
        self._environment = cel.NewEnv(
            variables={**sides, **texts, **figures, **others},
            extensions=extensions,
            functions=[*(self._mark(cel, name) for name in ("unknown", "sensitive")), self._referring(cel)],
        )
        self._truths = (str(kinds.BOOL), str(kinds.DYN))

    def _mark(self, cel: Any, name: str) -> Any:
        def marked(path: str) -> bool:
            return self._marks[name][path]

        overload = cel.Overload(f"{name}_string", return_type=cel.Type.BOOL, parameters=[cel.Type.STRING], impl=marked)
        return cel.FunctionDecl(name, [overload])

    def _referring(self, cel: Any) -> Any:
        def refs(kind: str) -> list[Any]:
            if kind not in self._refs:
                raise LookupError(_NOT_KNOWN)
            return self._refs[kind]

        several = cel.Type.List(cel.Type.DYN)
        overload = cel.Overload("refs_string", return_type=several, parameters=[cel.Type.STRING], impl=refs)
        return cel.FunctionDecl("refs", [overload])

    def compile(self, source: str) -> list[Any]:
        """Raises RuntimeError where the library refuses it."""
        found = self._compiled[source] = self._environment.compile(source)
        if (kind := str(found.return_type())) not in self._truths:
            return ["fault", f"it says {kind}, and has to say true or false", 0, 0]
        return ["compiled", found.serialize()]

    def _ready(self, source: str) -> Any:
        if source not in self._compiled:
            self.compile(source)
        return self._compiled[source]

    def ask(self, source: str, shown: list[bytes], always: dict[str, Any]) -> list[Any]:
        condition = self._ready(source)
        answers = []
        for start in range(0, len(shown), TOGETHER):
            arena = self._arena()
            answers += [
                self._answer(condition, arena, always, *msgspec.msgpack.decode(each))
                for each in shown[start : start + TOGETHER]
            ]
        return answers

    def at_once(self, sources: list[str], shown: list[bytes], always: dict[str, Any]) -> list[dict[int, bool]]:
        """Of each of `shown`, whether a condition is true of it, by the places of those that are not false.

        Some conditions at a time, joined by ||, which is false only where all of them are, and hardly takes longer to
        ask than one. The values of a resource are converted once for all of them.
        """
        groups = [self._joined(sources[start : start + JOINED], start) for start in range(0, len(sources), JOINED)]
        found = []
        for start in range(0, len(shown), TOGETHER):
            arena = self._arena()
            for each in shown[start : start + TOGETHER]:
                variables, self._marks, self._refs = msgspec.msgpack.decode(each)
                activation = self._environment.Activation(data=always | variables, arena=arena)
                told: dict[int, Any] = {}
                for joined, singly in groups:
                    if joined is None or _value(joined, activation) is not False:
                        told |= {place: _value(condition, activation) for place, condition in singly.items()}
                found.append({place: value is True for place, value in told.items() if value is not False})
        return found

    def _joined(self, sources: list[str], first: int) -> tuple[Any, dict[int, Any]]:
        """All of them as one, or None where the library refuses that; and each by its place."""
        singly = {place: self._ready(source) for place, source in enumerate(sources, first)}
        try:
            return self._ready(" || ".join(f"({source}\n)" for source in sources)), singly  # one may end in a comment
        except RuntimeError:
            return None, singly

    def _answer(
        self, condition: Any, arena: Any, always: dict[str, Any], variables: dict[str, Any], marks: Any, refs: Any
    ) -> Any:
        self._marks, self._refs = marks, refs
        try:
            answer = condition.eval(data=always | variables, arena=arena)
        except RuntimeError as error:  # such as its bound of 10,000 turns
            return [_reason(str(error)), None]
        kind, value = answer.type(), answer.value()
        if kind == self._error:
            why = str(value)
            missing = next((name for start, name in _MISSING if why.startswith(start)), None)
            return [_reason(why), missing]
        return value if isinstance(value, bool) else [f"it says {kind}, and has to say true or false", None]


def _value(condition: Any, activation: Any) -> Any:
    """What it says; something else than true and false where that is an error."""
    try:
        return condition.eval(activation=activation).value()
    except RuntimeError:
        return None


def _reason(why: str) -> str:
    return _STATUS.sub("", why)[:_LONGEST_REASON]


def _fault(error: Exception) -> list[Any]:
    if found := _PLACE.search(str(error)):
        return ["fault", _reason(found[3]), int(found[1]), int(found[2])]
    return ["fault", _reason(str(error)), 0, 0]


def serve() -> None:
    """Until standard input ends."""
    try:
        _bound()
    except (OSError, ValueError) as error:
        _unable(f"the memory of conditions can't be bounded on this system ({error})")
        return
    try:
        from cel_expr_python import cel
        from cel_expr_python.ext import ext_bindings, ext_math, ext_strings
    except ImportError as error:
        _unable(f"this installation has no cel-expr-python ({error})")
        return
    conditions = _Conditions(cel, [ext_strings.ExtStrings(), ext_math.ExtMath(), ext_bindings.ExtBindings()])
    while request := _received():
        _allow(PROCESSOR_SECONDS)
        verb, *told = request
        if verb == "ask":
            _reply(["answers", conditions.ask(*told)])
            continue
        if verb == "ask at once":
            _reply(["told", conditions.at_once(*told)])
            continue
        try:
            _reply(conditions.compile(*told))
        except RuntimeError as error:
            _reply(_fault(error))


def _unable(why: str) -> None:
    while _received():
        _reply(["unable", why])


def _bound() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _allow(seconds: int) -> None:
    """So much of the processor from now on; then the kernel ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hardest = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hardest))


def _received() -> list[Any] | None:
    head = sys.stdin.buffer.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    request: list[Any] = msgspec.msgpack.decode(sys.stdin.buffer.read(LENGTH.unpack(head)[0]))
    return request


def _reply(told: list[Any]) -> None:
    body = msgspec.msgpack.encode(told)
    sys.stdout.buffer.write(LENGTH.pack(len(body)) + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    serve()
