"""What guardrails could not tell of a plan that was applied in; what they say of it once its values are known, out.

The plan keeps what it said; only values that were not known until apply are filled in, from a state or a later plan.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.model import UNKNOWN, ChangeSet, Mode, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from gitops_portal.core.model import Attributes, Change, Finding, Snapshot, Value

Known: TypeAlias = "Mapping[str, Attributes]"
"""The attributes of what stands, by address."""
_ABSENT: Final = object()


class Answer(StrEnum):
    """What became of a finding that was undetermined."""

    PASSED = "passed"
    VIOLATED = "violated"


class Open(Struct, frozen=True):
    """A guardrail could not tell what it thinks of this resource."""

    guardrail: str
    address: str


class Told(Struct, frozen=True):
    """What it thinks now; of what passed, only that."""

    guardrail: str
    address: str
    answer: Answer
    severity: str = ""
    attribute: str = ""
    message: str = ""


def of_state(snapshot: Snapshot) -> Known:
    """What a state knows."""
    return {one.address: one.attributes for one in snapshot.resources if one.mode is Mode.MANAGED and not one.deposed}


def of_plan(changes: ChangeSet) -> Known:
    """What a plan knows of the time before it: it looked at the real world."""
    return {one.address: one.before for one in changes.changes if one.before is not None and not one.deposed}


def filled(plan: ChangeSet, known: Known) -> ChangeSet:
    """The plan with what was known after apply only."""
    return replace(
        plan,
        changes=tuple(_change(one, known) for one in plan.changes),
        readings=tuple(_change(one, known) for one in plan.readings),
        judged=tuple(_change(one, known) for one in plan.judged),
    )


def _change(change: Change, known: Known) -> Change:
    stands = known.get(change.address)
    if change.after is None or change.deposed or stands is None or not _holes(change.after):
        return change
    return replace(change, after=_value(change.after, stands))


def _value(planned: Value, stands: Value) -> Value:
    """A list that is not known as a whole is taken as it stands: in sets, places say nothing."""
    if planned is UNKNOWN:
        return UNKNOWN if stands is _ABSENT else stands
    if isinstance(planned, dict) and isinstance(stands, dict):
        return {name: _value(value, stands.get(name, _ABSENT)) for name, value in planned.items()}
    if isinstance(planned, list) and isinstance(stands, list) and _holes(planned):
        return stands
    return planned


def _holes(value: Value) -> bool:
    """Whether something in it is not known; a stack, since how deep it lies is not ours."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if one is UNKNOWN:
            return True
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


class Before(Struct, frozen=True):
    """What the plan's own findings were: what could not be told, and what was violated already, by its attributes."""

    waiting: frozenset[Open]
    violated: frozenset[tuple[Open, str]] = frozenset()


def told(before: Before, findings: Iterable[Finding], known: Collection[str], in_force: Collection[str]) -> list[Told]:
    """What can be said now of what was undetermined; nothing of what still is, nor of what nobody can know.

    `findings` are of the filled plan, `known` the addresses whose values are, `in_force` the guardrails that hold.
    """
    said: dict[Open, list[Finding]] = {}
    for found in findings:
        one = Open(found.guardrail, found.address)
        if found.status is not Status.VIOLATED or (one, found.attribute) not in before.violated:
            said.setdefault(one, []).append(found)
    answers = (
        _answer(one, said.get(one, []))
        for one in sorted(before.waiting, key=lambda one: (one.guardrail, one.address))
        if one.address in known and one.guardrail in in_force
    )
    return [answer for answer in answers if answer]


def _answer(one: Open, found: list[Finding]) -> Told | None:
    """Violated counts before undetermined: one reason is enough."""
    for finding in found:
        if finding.status is Status.VIOLATED:
            return Told(
                one.guardrail,
                one.address,
                Answer.VIOLATED,
                str(finding.severity),
                finding.attribute,
                finding.message,
            )
    return None if found else Told(one.guardrail, one.address, Answer.PASSED)
