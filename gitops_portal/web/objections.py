"""Changes on a page in, what guardrails object to in each out: at the attribute where it is listed, else on top."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gitops_portal.core.model import Enforcement, Status
from gitops_portal.core.view.differences import lines
from gitops_portal.records import queries
from gitops_portal.records.queries import rulebook

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.records.queries import Run, RunChange, RunFinding

_INSIDE = (".", "[")
"""What follows an attribute in the path of a part of it."""


@dataclass(frozen=True, slots=True)
class Objection:
    """One finding as it stands in a change."""

    title: str
    message: str
    tone: str
    attribute: str
    value: str


@dataclass(slots=True)
class Objections:
    """Those of one change: by the path of a listed attribute, and the others."""

    at: dict[str, list[Objection]] = field(default_factory=dict)
    others: list[Objection] = field(default_factory=list)

    @property
    def all(self) -> list[Objection]:
        return [*self.others, *(each for found in self.at.values() for each in found)]

    @property
    def count(self) -> int:
        return len(self.all)

    @property
    def tone(self) -> str:
        """That of the gravest."""
        return "bad" if any(each.tone == "bad" for each in self.all) else "warn"


def of(run: Run, changes: Collection[RunChange], rows: int) -> Mapping[int, Objections]:
    """By the key of the change, of which so many attributes are listed. One query."""
    found: dict[str, list[RunFinding]] = {}
    for each in queries.findings_at(run, {change.address for change in changes}):
        found.setdefault(each.address, []).append(each)
    known = rulebook.named(each.guardrail for told in found.values() for each in told)
    return {change.pk: _placed(lines(change.diff)[:rows], found.get(change.address, ()), known) for change in changes}


def _placed(diff: Sequence[Mapping[str, Any]], found: Sequence[RunFinding], known: Mapping[str, Rule]) -> Objections:
    placed = Objections()
    paths = [row["path"] for row in diff]
    for each in found:
        told = _told(each, known)
        path = next((path for path in paths if _is_at(path, each.attribute)), None)
        if path is None:
            placed.others.append(told)
        else:
            placed.at.setdefault(path, []).append(told)
    return placed


def _is_at(path: str, attribute: str) -> bool:
    """Whether one of the two is the other, or a part of it."""
    if not attribute:
        return False
    return path == attribute or path.startswith(_inside(attribute)) or attribute.startswith(_inside(path))


def _inside(path: str) -> tuple[str, ...]:
    return tuple(path + sign for sign in _INSIDE)


def _told(found: RunFinding, known: Mapping[str, Rule]) -> Objection:
    rule = known.get(found.guardrail)
    grave = found.status == Status.VIOLATED and found.enforcement != Enforcement.ADVISORY
    told = "" if found.status == Status.VIOLATED else f" ({found.status})"
    return Objection(
        title=f"{rule.title if rule else found.guardrail}{told}",
        message=found.message,
        tone="bad" if grave else "warn",
        attribute=found.attribute,
        value=found.value,
    )
