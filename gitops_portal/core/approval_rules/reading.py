"""A rules file as plain values in, the book of rules out; or the place in it that cannot be understood, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gitops_portal.core import authors
from gitops_portal.core.approval_rules.book import AutoRule, Book, Freeze, Need, Rule
from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Action, Severity
from gitops_portal.core.placed import Misplaced, converted

SECTIONS: Final[Mapping[str, type[Rule | AutoRule | Freeze]]] = {
    "approvals": Rule,
    "auto_approve": AutoRule,
    "freezes": Freeze,
}
MOST: Final = 500
"""Rules of a file: every one is held against every run."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MOST_PEOPLE: Final = 10
_LONGEST_LIFE: Final = 365 * 24
"""Hours: as long as a workspace may let an approval last."""


def read(document: Any) -> Book:
    """Raises Misplaced."""
    if not isinstance(document, Mapping) or str(document.get("version", "")) != "1":
        raise Misplaced(
            (), "A file of approval rules begins with version: 1, and holds approvals, auto_approve, freezes."
        )
    for name in document.keys() - {"version", *SECTIONS}:
        raise Misplaced((str(name),), f"there is no such part; write {', '.join(SECTIONS)}.")
    return Book(**{name: _section(name, kind, document.get(name) or {}) for name, kind in SECTIONS.items()})


def _section(section: str, kind: type[Any], entries: Any) -> dict[str, Any]:
    if not isinstance(entries, Mapping):
        raise Misplaced((section,), "write rules by their ids, each with what it says.")
    if len(entries) > MOST:
        raise Misplaced((section,), f"these are {len(entries)} rules; at most {MOST} are held against every run.")
    return {name: _entry(section, name, kind, told) for name, told in entries.items()}


def _entry(section: str, name: Any, kind: type[Any], told: Any) -> Any:
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise Misplaced((section, str(name)), "an id is of lower-case letters, digits and hyphens.")
    found = converted(told, kind, (section, name))
    for place, why in _objections(found):
        raise Misplaced((section, name, *place), why)
    return found


Objection = tuple[tuple[str | int, ...], str]


def _objections(found: Rule | AutoRule | Freeze) -> Iterator[Objection]:
    for number, where in enumerate(found.scopes):
        if bool(where.labels) == bool(where.workspaces):
            yield ("scopes", number), "name labels or workspaces, one of the two."
    if isinstance(found, Rule):
        yield from _of_rule(found)
    elif isinstance(found, AutoRule):
        yield from _of_auto_rule(found)
    else:
        try:
            found.window.check()
        except Invalid as error:
            yield ("window",), str(error)


def _of_rule(rule: Rule) -> Iterator[Objection]:
    if not rule.needs:
        yield ("needs",), "say who has to approve, such as: [{team: network}]."
    if rule.approval_hours is not None and not 1 <= rule.approval_hours <= _LONGEST_LIFE:
        yield ("approval_hours",), f"an approval lasts 1 to {_LONGEST_LIFE:,} hours."
    for number, need in enumerate(rule.needs):
        for place, why in _of_need(need):
            yield ("needs", number, *place), why
    for number, when in enumerate(rule.when):
        words = (("actions", when.actions, Action, "action"), ("severities", when.severities, Severity, "severity"))
        for name, said, known, kind in words:
            for word in set(said) - set(known):
                yield ("when", number, name), f"“{word}” is no {kind}; write {', '.join(known)}."


def _of_need(need: Need) -> Iterator[Objection]:
    if bool(need.team) == bool(need.people):
        yield (), "name a team, or people by e-mail: one of the two."
    if not 1 <= need.count <= _MOST_PEOPLE:
        yield ("count",), f"ask for 1 to {_MOST_PEOPLE} people."
    if need.people and need.count > len(set(need.people)):
        yield ("count",), f"these are {len(set(need.people))} people, and {need.count} are asked for."


def _of_auto_rule(rule: AutoRule) -> Iterator[Objection]:
    if not (rule.types or rule.authors or rule.cost_delta_at_most is not None):
        yield (), "it would approve whatever destroys nothing: say types, authors or cost_delta_at_most."
    if not 0 <= rule.coverage_at_least <= 1:
        yield ("coverage_at_least",), "a share is between 0 and 1, such as 0.9."
    for number, name in enumerate(rule.authors):
        told = authors.read(name)
        if told is None or not told.forge:
            yield ("authors", number), f"“{name}” names no forge: write it as CI proves it, such as github:renovate."
