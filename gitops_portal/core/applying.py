"""The lines of `apply -json` in; out what became of each resource, how long it took, and what the tool had to say.

What a line quotes of a value, such as an id or an output, is not read. Lines that are none of the tool's are counted,
and told: a wrapper writes its own. Where the stream ends early, nothing is concluded of what it does not tell.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.secrecy.quoted import SPAN
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.model import Action
from gitops_portal.core.text import visible, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted

MOST_RESOURCES: Final = 100_000
MOST_DIAGNOSTICS: Final = 20
LONGEST_LINE: Final = 1_000_000
SUMMARY: Final = 300
DETAIL: Final = 1_000
"""Characters that are kept of a diagnostic."""
LONGEST_ADDRESS: Final = 2_000
_READ: Final = (b'"apply_', b'"planned_change"', b'"diagnostic"', b'"change_summary"', b'"version"')
_ACTIONS: Final = {"noop": "no-op", "remove": "forget"}
_STEPS: Final = {
    **{str(action): {str(action)} for action in (Action.CREATE, Action.UPDATE, Action.DELETE)},
    str(Action.REPLACE): {str(Action.CREATE), str(Action.DELETE)},
}
"""What an apply has to do for a planned action; the tool tells of no others whether it came to them."""


class Result(StrEnum):
    """The worst first, as they are listed."""

    FAILED = "failed"
    UNFINISHED = "unfinished"
    """It was begun, and its end is not told."""
    NOT_REACHED = "not_reached"
    DONE = "done"


class Ended(Struct, frozen=True):
    """What became of one resource. `seconds` is None where the tool does not tell."""

    address: str
    action: str
    result: Result
    seconds: int | None
    error: str


class Diagnostic(Struct, frozen=True):
    severity: str
    address: str
    summary: str
    detail: str


class Story(Struct, frozen=True):
    """What the stream tells; `outcome` is empty where it ends before the apply did."""

    outcome: str
    tool: str
    seconds: int | None
    resources: list[Ended]
    diagnostics: list[Diagnostic]
    told: list[str]

    def count(self, result: Result) -> int:
        return sum(one.result is result for one in self.resources)


class _Named(Struct):
    addr: str = ""


class _Hook(Struct):
    resource: _Named = field(default_factory=_Named)
    action: str = ""
    elapsed_seconds: float | None = None


class _Change(Struct):
    resource: _Named = field(default_factory=_Named)
    action: str = ""


class _Summary(Struct):
    operation: str = ""


class _Diagnostic(Struct):
    severity: str = ""
    summary: str = ""
    detail: str = ""
    address: str = ""


class _Line(Struct):
    type: str = ""
    at: str = field(default="", name="@timestamp")
    message: str = field(default="", name="@message")
    hook: _Hook | None = None
    change: _Change | None = None
    changes: _Summary | None = None
    diagnostic: _Diagnostic | None = None


class _Resource(Struct):
    """On its way: what was planned of it, begun and ended."""

    planned: str = ""
    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    failed: bool = False
    seconds: float | None = None

    @property
    def action(self) -> str:
        return self.planned or " and ".join(dict.fromkeys(self.begun))

    @property
    def result(self) -> Result | None:
        """None for what the tool does not tell of: something else than it was planned to do."""
        if self.failed:
            return Result.FAILED
        if len(self.ended) < len(self.begun):
            return Result.UNFINISHED
        left = _STEPS.get(self.planned, set()) - set(self.ended)
        if not left:
            return Result.DONE if self.begun else None
        return Result.UNFINISHED if self.begun else Result.NOT_REACHED


def read(stream: bytes, planned: Mapping[str, str], quoted: Quoted) -> Story:
    """Of a stream, and the actions of the run's own plan by address. Raises Invalid where it is none of an apply."""
    reading = _Reading(quoted, {address: _Resource(action) for address, action in planned.items()})
    reading.read(stream.splitlines())
    if not reading.begins:
        raise Invalid(
            "This is no output of `terraform apply -json`, one event a line: no line of it tells what was applied."
            " Send what the command wrote to its standard output, or the outcome as JSON."
        )
    return reading.story()


class _Reading:
    """One stream on its way."""

    def __init__(self, quoted: Quoted, resources: dict[str, _Resource]) -> None:
        self.quoted = quoted
        self.resources = resources
        self.planned = frozenset(resources)
        self.diagnostics: list[_Diagnostic] = []
        self.unread = self.unkept = self.errors = 0
        self.begins = self.complete = False
        self.first = self.last = self.tool = ""

    def read(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if not line.strip():
                continue
            if any(sign in line for sign in _READ):
                self._take(line)
            elif b'"@level"' not in line:
                self.unread += 1

    def _take(self, line: bytes) -> None:
        try:
            if len(line) > LONGEST_LINE:
                raise Invalid("a line that is too long")
            told = reader.decode(reader.text(line), _Line)
        except PortalError:
            self.unread += 1
            return
        self.first, self.last = self.first or told.at, told.at or self.last
        match told:
            case _Line(type="version"):
                self.tool = told.message
            case _Line(type="planned_change", change=_Change() as change):
                self._resource(change.resource.addr).planned = _ACTIONS.get(change.action, change.action)
            case _Line(type="change_summary", changes=_Summary() as summary):
                self.complete = self.complete or summary.operation in {"apply", "destroy"}
                self.begins = self.begins or self.complete
            case _Line(type="diagnostic", diagnostic=_Diagnostic() as diagnostic):
                self._diagnose(diagnostic)
            case _Line(hook=_Hook() as hook) if told.type.startswith("apply_"):
                self._step(told.type, hook)

    def _resource(self, address: str) -> _Resource:
        name = self.quoted.address(visible(address[:LONGEST_ADDRESS]))
        if name not in self.resources and len(self.resources) >= MOST_RESOURCES:
            raise Invalid(f"The stream tells of more than {MOST_RESOURCES:,} resources.")
        return self.resources.setdefault(name, _Resource())

    def _step(self, kind: str, hook: _Hook) -> None:
        self.begins = True
        if kind == "apply_progress":
            return
        one = self._resource(hook.resource.addr)
        if kind == "apply_start":
            one.begun.append(hook.action)
            return
        one.ended.append(hook.action)
        one.failed = one.failed or kind == "apply_errored"
        if hook.elapsed_seconds is not None and 0 <= hook.elapsed_seconds < 1e9:  # noqa: PLR2004 - thirty years
            one.seconds = (one.seconds or 0) + hook.elapsed_seconds

    def _diagnose(self, told: _Diagnostic) -> None:
        error = told.severity == "error"
        self.errors += error
        self.begins = self.begins or error
        if len(self.diagnostics) < MOST_DIAGNOSTICS:
            self.diagnostics.append(told)
            return
        self.unkept += 1
        kept = next((place for place, one in enumerate(self.diagnostics) if one.severity != "error"), None)
        if error and kept is not None:  # an error is worth more than a warning
            self.diagnostics[kept] = told

    def story(self) -> Story:
        kept = [self._kept(one) for one in self.diagnostics]
        why = {one.address: one.summary for one in reversed(kept) if one.severity == "error" and one.address}
        ended = [
            Ended(
                address=name,
                action=one.action,
                result=result,
                seconds=None if one.seconds is None else round(one.seconds),
                error="" if result is Result.DONE else why.get(name, ""),
            )
            for name, one in self.resources.items()
            if (result := one.result)
        ]
        worst = list(Result)
        ended.sort(key=lambda one: (worst.index(one.result), -(one.seconds or 0), one.address))
        failed = self.errors > 0 or any(one.result is Result.FAILED for one in ended)
        return Story(
            outcome="apply_failed" if failed else "applied" if self.complete else "",
            tool=visible(self.tool[:100]),
            seconds=_between(self.first, self.last),
            resources=ended,
            diagnostics=sorted(kept, key=lambda one: one.severity != "error"),
            told=list(self._told(ended, ended_well=failed or self.complete)),
        )

    def _kept(self, told: _Diagnostic) -> Diagnostic:
        """Secrets are taken out before a text is cut: a half of one is not known any more."""
        summary = self.quoted.summary(told.summary[: SUMMARY + SPAN])
        detail = self.quoted.detail(told.detail[: DETAIL + SPAN])
        address = self.quoted.address(visible(told.address[:LONGEST_ADDRESS]))
        severity = told.severity if told.severity in {"error", "warning"} else "note"
        return Diagnostic(severity, address, visible(_cut(summary, SUMMARY)), whole(_cut(detail, DETAIL)))

    def _told(self, ended: list[Ended], *, ended_well: bool) -> Iterator[str]:
        if not ended_well:
            yield "The stream ends before the apply did."
        unplanned = sum(1 for one in ended if one.address not in self.planned and one.action in _STEPS)
        if unplanned:
            are = "resource is" if unplanned == 1 else "resources are"
            yield f"{unplanned:,} changed {are} not in this run's plan."
        if self.unkept:
            yield f"{self.unkept:,} more {'diagnostic was' if self.unkept == 1 else 'diagnostics were'} not kept."
        if self.unread:
            yield f"{self.unread:,} {'line was' if self.unread == 1 else 'lines were'} not the tool's, and not read."


def _cut(text: str, most: int) -> str:
    text = text.strip()
    return text if len(text) <= most else f"{text[:most]}…"


def _between(first: str, last: str) -> int | None:
    """Whole seconds; None where a time cannot be read."""
    try:
        seconds = (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()
    except (ValueError, TypeError):
        return None
    return round(seconds) if 0 <= seconds < 1e9 else None  # noqa: PLR2004 - as above
