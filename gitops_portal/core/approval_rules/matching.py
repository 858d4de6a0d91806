"""Rules of approvals and what a run does in, what the run needs out: from whom, how many, and why, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from gitops_portal.core import authors, money
from gitops_portal.core.approvals import Requirement
from gitops_portal.core.model import Action
from gitops_portal.core.patterns import fits_any
from gitops_portal.core.text import bounded, visible

if TYPE_CHECKING:
    from gitops_portal.core.approval_rules.book import AutoRule, Book, Rule, When
    from gitops_portal.core.approval_rules.facts import Facts, Found, Kind, Touched

_DONE: Final[Mapping[str, str]] = {
    Action.CREATE: "is created",
    Action.UPDATE: "is updated",
    Action.REPLACE: "is replaced",
    Action.DELETE: "is destroyed",
    Action.FORGET: "is forgotten",
    Action.READ: "is read",
}
_DESTROYS: Final = {Action.DELETE, Action.REPLACE, Action.FORGET, Action.UNKNOWN}


def requirements(book: Book, facts: Facts) -> tuple[Requirement, ...]:
    """What a run needs by the rules that are about its workspace, in their order."""
    return tuple(
        Requirement(
            rule=name,
            count=need.count,
            why=why,
            team=need.team,
            people=tuple(one.lower() for one in need.people),
            shares=rule.shares_people,
            hours=rule.approval_hours,
        )
        for name, rule in book.approvals.items()
        if (why := _why(rule, facts))
        for need in rule.needs
    )


def _why(rule: Rule, facts: Facts) -> str:
    """Why a rule speaks of a run; empty where it does not."""
    if not rule.when:
        return "the plan changes something" if facts.beside.applies else ""
    return next((why for when in rule.when if (why := _holds(when, facts))), "")


def _holds(when: When, facts: Facts) -> str:
    """Every part that is said has to hold; the reasons of all of them."""
    parts: list[Callable[[], str]] = []
    if when.addresses or when.types or when.modules or when.providers or when.actions:
        parts.append(lambda: _changed(when, facts))
    if when.downstream_of:
        parts.append(lambda: _downstream(when, facts))
    if when.cost_delta is not None:
        parts.append(lambda: _cost(when, facts))
    if when.findings or when.severities:
        parts.append(lambda: _found(when, facts.found))
    reasons = []
    for part in parts or [lambda: "the plan changes something" if facts.beside.applies else ""]:
        reason = part()
        if not reason:
            return ""
        reasons.append(reason)
    return " and ".join(reasons)


def _changed(when: When, facts: Facts) -> str:
    fitting: list[int] = []
    for kind, places in facts.kinds.items():
        if _fits(when, kind):
            fitting += places if not when.addresses else _named(when.addresses, facts.touched, places)
    if not fitting:
        return ""
    first = facts.touched[min(fitting)]
    more = f", and {len(fitting) - 1:,} more change" if len(fitting) > 1 else ""
    done = _DONE.get(first.action, "changes in a way that nobody here knows")
    return f"{_shown(first.address)} {done}{more}"


def _named(patterns: tuple[str, ...], touched: Sequence[Touched], places: Iterable[int]) -> list[int]:
    return [place for place in places if fits_any(patterns, touched[place].address)]


def _fits(when: When, kind: Kind) -> bool:
    return (
        (kind.action != Action.READ or Action.READ in when.actions)
        and (not when.types or fits_any(when.types, kind.type))
        and (not when.modules or fits_any(when.modules, kind.module))
        and (not when.providers or kind.type.partition("_")[0] in when.providers)
        and (not when.actions or kind.action in when.actions or kind.action == Action.UNKNOWN)
    )


def _downstream(when: When, facts: Facts) -> str:
    for kind, (block, count) in facts.beside.downstream.items():
        if fits_any(when.downstream_of, kind):
            return f"{_shown(block)} changes, and {count:,} depend{'s' if count == 1 else ''} on it"
    return ""


def _cost(when: When, facts: Facts) -> str:
    if facts.cost_delta is None or when.cost_delta is None:
        return "the cost is not known"
    if facts.cost_delta >= when.cost_delta:
        up_to = "up to " if facts.cost_delta == facts.beside.rises_up_to else ""
        return f"the cost rises by {up_to}{money.rounded(facts.cost_delta, 'USD')} a month"
    return ""


def _found(when: When, found: Sequence[Found]) -> str:
    for one in found:
        named = not when.findings or one.guardrail in when.findings
        if named and (not when.severities or one.severity in when.severities):
            return f"{one.guardrail} is {one.status}"
    return ""


def _shown(address: str) -> str:
    return bounded(visible(address))


def approved_by(book: Book, facts: Facts) -> str:
    """The id of the first rule that approves a run in everybody's place; empty where none does."""
    if facts.beside.unsettled or facts.found or any(one.action in _DESTROYS for one in facts.touched):
        return ""
    return next((name for name, rule in book.auto_approve.items() if _approves(rule, facts)), "")


def _approves(rule: AutoRule, facts: Facts) -> bool:
    if rule.types and not all(fits_any(rule.types, one.type) for one in facts.touched if one.action != Action.READ):
        return False
    if rule.authors and not _is_one_of(rule.authors, facts.author):
        return False
    if rule.cost_delta_at_most is None:
        return True
    covered = facts.beside.coverage
    if facts.cost_delta is None or (covered is not None and covered < rule.coverage_at_least):
        return False
    return facts.cost_delta <= rule.cost_delta_at_most


def _is_one_of(names: Iterable[str], author: str) -> bool:
    """By the same name on the same forge: a doubt is no."""
    told = authors.read(author)
    return told is not None and bool(told.forge) and told in {authors.read(name) for name in names}
