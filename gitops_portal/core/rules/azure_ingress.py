"""Network security groups of Azure and their rules in, objections out to what lets the internet reach a port.

The rule of the least priority number that fits decides, so a Deny before an Allow counts: what it denies is taken off
what is allowed. Rules of a group may stand in it or be resources of their own; several may open a port together.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.core.model import UNKNOWN, Status
from gitops_portal.core.rules.azure_sources import (
    WORLD,
    Places,
    covers,
    from_any_port,
    places,
    reaches,
    sources,
    without,
)
from gitops_portal.core.rules.facts import untouched
from gitops_portal.core.rules.internet import Range, are_internet, joined
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import Truth, all_of, negate, one_of
from gitops_portal.core.rules.rule import Objection, violated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.model import Unknown
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

GROUP = "azurerm_network_security_group"
RULE = "azurerm_network_security_rule"
TYPES = frozenset({GROUP, RULE})

Key = tuple[str, str] | str | None
"""What tells a group from others: its resource group and name, or its address; None when it can't be told."""


def open_to_world(subject: Subject, facts: Facts, port: int) -> Iterable[Objection]:
    return facts.once(("open to the internet in Azure", port), lambda: _judged(facts, port))[id(subject)]


def _judged(facts: Facts, port: int) -> Mapping[int, list[Objection]]:
    """Of every group and rule what is to be said, by the identity of the subject: an address may stand twice."""
    objections: dict[int, list[Objection]] = defaultdict(list)
    groups: dict[Key, list[_Entry]] = facts.once("security rules of Azure", lambda: _by_group(facts))
    lifted = _lifted(facts, port)
    adrift = joined(
        part for fit in _fitting(groups[None], port) if fit.denies for part in (WORLD if fit.doubt else fit.ranges)
    )
    for key, entries in groups.items():
        fitting = _fitting(entries, port)
        denials = [_denial(fit) for fit in fitting if fit.denies] if key is not None else []
        allowed = _in_turn([fit for fit in fitting if fit.entry.allows], denials, adrift)
        for subject, objection in _told([*allowed], port, brought=key in lifted):
            objections[id(subject)].append(objection)
    return objections


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Entry(NamedTuple):
    """A rule that is about what comes in by TCP, or may be."""

    subject: Subject
    part: Part
    applies: Truth
    allows: Truth
    priority: int | Unknown | None


def _by_group(facts: Facts) -> dict[Key, list[_Entry]]:
    groups: dict[Key, list[_Entry]] = defaultdict(list, {None: []})
    own = {name for rule in _rules(facts) if (name := _name(rule, _key(rule, facts)))}
    for subject in chain(facts.standing(GROUP), facts.standing(RULE)):
        key = _key(subject, facts)
        groups[key] += [
            entry for entry in _entries(subject) if subject is entry.part or _name(entry.part, key) not in own
        ]
    return groups


def _rules(facts: Facts) -> Iterator[Subject]:
    """Rules that are resources, also those that go: a group that exists lists them as well, as they were."""
    return chain(facts.standing(RULE), facts.touched(RULE))


def _name(part: Part, key: Key) -> tuple[Key, str] | None:
    name = part.text("name")
    return (key, name.lower()) if isinstance(name, str) and key is not None else None


def _entries(subject: Subject) -> Iterator[_Entry]:
    parts = subject.blocks("security_rule", computed=True) if subject.change.type == GROUP else (subject,)
    for part in parts:
        inbound = _says(part, "direction", {"inbound"})
        if applies := all_of(inbound, _says(part, "protocol", {"*", "tcp", "any"})):
            allows = negate(_says(part, "access", {"deny"}))
            yield _Entry(subject, part, applies, allows, part.number("priority"))


def _says(part: Part, name: str, words: set[str]) -> Truth:
    """What is required and is not there can't be told."""
    text = part.text(name)
    return one_of(text.lower() if isinstance(text, str) else UNKNOWN, words)


def _key(subject: Subject, facts: Facts) -> Key:
    is_group = subject.change.type == GROUP
    name = subject.text("name" if is_group else "network_security_group_name")
    place = subject.text("resource_group_name")
    if isinstance(name, str) and isinstance(place, str):
        return place.lower(), name.lower()
    if is_group:
        return subject.change.address
    found = named(facts, subject, "network_security_group_name", (GROUP,))
    return _key(found.subjects[0], facts) if found.certain and len(found.subjects) == 1 else None


# ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Fit(NamedTuple):
    """A rule that reaches the port, how sure that is, and whom it speaks of; `doubt` is of others."""

    entry: _Entry
    reached: Truth
    ranges: list[Range]
    doubt: bool

    @property
    def denies(self) -> Truth:
        return negate(self.entry.allows)

    @property
    def placed(self) -> bool:
        return isinstance(self.entry.priority, int)

    @property
    def priority(self) -> int:
        """Of one that is placed."""
        return self.entry.priority if isinstance(self.entry.priority, int) else 0


class _Denial(NamedTuple):
    """A Deny, or what may be one, with how sure it is that it is one for every source port."""

    fit: _Fit
    sure: Truth
    places: Places

    @property
    def plain(self) -> bool:
        return self.sure is True and self.places.everywhere and self.fit.placed and not self.fit.doubt

    @property
    def priority(self) -> int:
        return self.fit.priority


class _Allowed(NamedTuple):
    """An Allow, whether it opens the port to the internet, and what it certainly lets in."""

    fit: _Fit
    is_open: Truth
    least: list[Range]

    @property
    def part_of_it(self) -> bool:
        return self.is_open is False and all_of(self.fit.reached, self.fit.entry.allows) is True


def _fitting(entries: Iterable[_Entry], port: int) -> list[_Fit]:
    reached = ((entry, all_of(entry.applies, reaches(entry.part, port))) for entry in entries)
    return [_Fit(entry, sure, *sources(entry.part)) for entry, sure in reached if sure]


def _denial(fit: _Fit) -> _Denial:
    return _Denial(fit, all_of(fit.reached, fit.denies, from_any_port(fit.entry.part)), places(fit.entry.part))


def _in_turn(allows: list[_Fit], denials: list[_Denial], adrift: list[Range]) -> Iterator[_Allowed]:
    """What each Allow lets in; those `adrift` are denials that may belong to any group.

    Most denials are plain: in order of priority their addresses are put together once, not for each Allow.
    """
    waiting = sorted((each for each in denials if each.plain), key=lambda each: each.priority, reverse=True)
    others = [each for each in denials if not each.plain]
    cut: list[Range] = []
    for allow in sorted((each for each in allows if each.placed), key=lambda each: each.priority):
        while waiting and waiting[-1].priority < allow.priority:
            cut = joined([*cut, *waiting.pop().fit.ranges])
        yield _left(allow, others, cut, adrift)
    for allow in allows:
        if not allow.placed:
            yield _left(allow, denials, [], adrift)


def _left(allowed: _Fit, denials: list[_Denial], cut: list[Range], adrift: list[Range]) -> _Allowed:
    """What an Allow lets in after the denials that come before it: those in `cut` surely do."""
    sure, possible = [*cut], [*adrift]
    where = places(allowed.entry.part) if denials else None
    for denial in denials:
        if where and (shields := _shields(denial, allowed.entry, where)):
            (sure if shields is True else possible).extend(denial.fit.ranges)
            possible += WORLD if denial.fit.doubt else ()
    most = without(allowed.ranges, sure)
    least = without(most, possible)
    if not _are_internet(tuple(most)) and not (allowed.doubt and are_internet(without(WORLD, sure))):
        return _Allowed(allowed, is_open=False, least=least)
    certain = _are_internet(tuple(least)) or UNKNOWN
    return _Allowed(allowed, all_of(allowed.reached, allowed.entry.allows, certain), least)


@lru_cache(1_024)
def _are_internet(ranges: tuple[Range, ...]) -> bool:
    """Most rules that are for everybody say so in the same words."""
    return are_internet(ranges)


def _shields(denial: _Denial, allow: _Entry, where: Places) -> Truth:
    deny = denial.fit.entry
    if deny is allow or not denial.sure:
        return False
    if not isinstance(deny.priority, int) or not isinstance(allow.priority, int):
        return UNKNOWN if covers(denial.places, where) else False
    return deny.priority < allow.priority and all_of(denial.sure, covers(denial.places, where))


def _lifted(facts: Facts, port: int) -> set[Key]:
    """The groups of which this plan changes or takes away a Deny."""
    changed = (each for kind in sorted(TYPES) for each in facts.touched(kind) if _differs(each))
    return {_key(subject, facts) for subject in changed for fit in _fitting(_entries(subject), port) if fit.denies}


def _differs(subject: Subject) -> bool:
    """Whether what it lets in differs: of a group its rules, of a rule all but how it is described."""
    before, after = subject.change.before or {}, subject.change.after or {}
    if subject.change.type == GROUP:
        return before.get("security_rule") != after.get("security_rule")
    return any(before.get(name) != after.get(name) for name in {*before, *after} - {"description"})


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _told(allowed: list[_Allowed], port: int, *, brought: bool) -> Iterator[tuple[Subject, Objection]]:
    for each in allowed:
        where = each.fit.entry.part.path or "source_address_prefix"
        if each.is_open is UNKNOWN:
            doubt = f"the plan does not say whether port {port} is open to the internet"
            yield each.fit.entry.subject, Objection(Status.UNDETERMINED, where, doubt, brought)
        elif each.is_open:
            message = f"port {port} is open to the internet"
            yield each.fit.entry.subject, violated(where, message, brought=brought)
    partly = [each for each in allowed if each.part_of_it]
    if are_internet([part for each in partly for part in each.least]):
        members = {id(each.fit.entry.subject): each.fit.entry.subject for each in partly}.values()
        teller = min(members, key=lambda each: (untouched(each.change), each.change.address))
        message = f"port {port} is open to the internet by {len(partly)} rules together"
        yield teller, violated("", message, brought=brought)
