"""Approval rules in, the sentences that people read of them out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gitops_portal.core.approval_rules.book import AutoRule, Freeze, Rule
from gitops_portal.core.approvals import lasting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.approval_rules.book import Book, Need, When, Where


def sentences(book: Book) -> Iterator[tuple[str, str]]:
    """Each rule of a book, as `part/id`, with what it says."""
    for part, rules in (("approvals", book.approvals), ("auto_approve", book.auto_approve), ("freezes", book.freezes)):
        for name, rule in rules.items():
            yield f"{part}/{name}", sentence(rule)


def sentence(rule: Rule | AutoRule | Freeze) -> str:
    """One rule in words."""
    if isinstance(rule, Rule):
        ends = f"; an approval lasts {lasting(timedelta(hours=rule.approval_hours))}" if rule.approval_hours else ""
        return f"{_where(rule.scopes)}: {' and '.join(map(_need, rule.needs))}, {_whens(rule.when)}{ends}."
    if isinstance(rule, AutoRule):
        return f"{_where(rule.scopes)}: nobody, where nothing is destroyed or found{_limits(rule)}."
    but = f", but for what {', '.join(rule.exceptions)} approve{'s' if len(rule.exceptions) == 1 else ''}"
    return f"{_where(rule.scopes)}: nothing is applied from {rule.window}{but if rule.exceptions else ''}."


def _where(scopes: Iterable[Where]) -> str:
    told = [
        ", ".join(scope.workspaces) or " and ".join(f"{name}={value}" for name, value in scope.labels.items())
        for scope in scopes
    ]
    return " or ".join(told) or "Everywhere"


def _need(need: Need) -> str:
    whom = f"team {need.team}" if need.team else ", ".join(need.people)
    return f"{need.count} of {whom}"


def _whens(whens: Iterable[When]) -> str:
    return " or ".join(map(_when, whens)) or "when the plan changes something"


def _when(when: When) -> str:
    listed = (
        ("address", when.addresses),
        ("type", when.types),
        ("module", when.modules),
        ("provider", when.providers),
        ("action", when.actions),
    )
    changed = " and ".join(f"{name} {' or '.join(words)}" for name, words in listed if words)
    parts = [f"when something of {changed} changes"] if changed else []
    if when.downstream_of:
        parts.append(f"when something depends on a {' or '.join(when.downstream_of)} that changes")
    if when.cost_delta is not None:
        parts.append(f"when the cost rises by {when.cost_delta} a month or more, or is not known")
    if when.findings or when.severities:
        parts.append(f"when {' or '.join((*when.findings, *when.severities))} is found")
    return " and ".join(parts) or "when the plan changes something"


def _limits(rule: AutoRule) -> str:
    parts = []
    if rule.types:
        parts.append(f"all is of type {' or '.join(rule.types)}")
    if rule.authors:
        parts.append(f"CI proves that {' or '.join(rule.authors)} wants it")
    if rule.cost_delta_at_most is not None:
        parts.append(
            f"the cost rises by {rule.cost_delta_at_most} a month at most, {rule.coverage_at_least:.0%} of it known"
        )
    return "".join(f", and {part}" for part in parts)


def differing(before: Book, after: Book) -> Iterator[str]:
    """What changes from one book to another, a line each: + new, - gone, ~ other than it was."""
    old, new = dict(sentences(before)), dict(sentences(after))
    was, will = before.written(), after.written()
    for name in dict.fromkeys((*old, *new)):
        part, _, rule = name.partition("/")
        if name not in new:
            yield f"- {name}: {old[name]}"
        elif name not in old:
            yield f"+ {name}: {new[name]}"
        elif was[part][rule] != will[part][rule]:
            yield f"~ {name}: {new[name]}"
