"""Ignore rules and what drifted in, which of it they silence and until when out.

A rule silences an update all of whose attributes rules name. What is grave, none does: that it would is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct

from gitops_portal.core.drift.causes import own
from gitops_portal.core.errors import Invalid
from gitops_portal.core.rules.scope import Scope  # noqa: TC001 - a struct's fields are looked up when it is made

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

LONGEST: Final = 366
"""Days after which a rule has ended at the latest: what is ignored is looked at again."""
ANY: Final = "*"
"""Stands in a pattern of addresses for any text."""


class Rule(Struct, frozen=True):
    """What is empty does not count. `attribute` is the name of a resource's own, and covers all that is in it."""

    pk: int
    scope: Scope
    ends_at: datetime
    address: str = ""
    type: str = ""
    attribute: str = ""


class Item(NamedTuple):
    """What drifted, as far as rules look at it."""

    address: str
    type: str
    attributes: Collection[str]
    grave: bool


class Silence(NamedTuple):
    """By which rules; `until` is None where none silences it: those that are named would have, were it not grave."""

    rules: tuple[int, ...] = ()
    until: datetime | None = None


def silence(rules: Iterable[Rule], item: Item) -> Silence:
    """`rules` are those that hold now and cover the workspace. It lasts as long as all that are needed do."""
    matching = [rule for rule in rules if _covers(rule, item)]
    used = {_longest(matching, name) for name in own(sorted(item.attributes)) or [""]}
    if None in used:
        return Silence()
    found = sorted((rule for rule in used if rule), key=lambda rule: rule.pk)
    return Silence(tuple(rule.pk for rule in found), None if item.grave else min(rule.ends_at for rule in found))


def _longest(rules: Sequence[Rule], attribute: str) -> Rule | None:
    """The rule for this attribute, or for whatever differs, that lasts longest; None where there is none."""
    found = [rule for rule in rules if rule.attribute in {"", attribute}]
    return max(found, key=lambda rule: (rule.ends_at, -rule.pk), default=None)


def _covers(rule: Rule, item: Item) -> bool:
    return (not rule.type or rule.type == item.type) and (not rule.address or fits(rule.address, item.address))


def fits(pattern: str, address: str) -> bool:
    """Whether an address is of a pattern, in which `*` is any text and all else is what it says."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split(ANY))), address, re.DOTALL) is not None


def check(address: str, type: str, reason: str, ends_at: datetime, now: datetime) -> None:  # noqa: A002 - a resource's
    """Raises Invalid where a rule would cover everything, has no reason, or no end that is near enough."""
    if not type and not address.replace(ANY, "").strip():
        raise Invalid("Name a type, or an address with more than *: a rule about everything would hide all drift.")
    if not reason.strip():
        raise Invalid("Say why: the reason stands beside everything that the rule silences.")
    days = (ends_at - now).total_seconds() / 86_400
    if not 0 < days <= LONGEST:
        raise Invalid(f"Choose an end within the next {LONGEST} days: it has to be reviewed then.")
