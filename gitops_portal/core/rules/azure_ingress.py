"""Network security groups of Azure and their rules in, objections out to what lets the internet reach a port.

The rule of the least priority number that fits decides, so a Deny before an Allow counts: what it denies is taken off
what is allowed. Rules of a group may stand in it or be resources of their own; several may open a port together.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.core.model import UNKNOWN, Status
from gitops_portal.core.rules.azure_sources import WORLD, covers, from_any_port, reaches, sources, without
from gitops_portal.core.rules.facts import untouched
from gitops_portal.core.rules.internet import Range, are_internet
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
    adrift = [
        part for fit in _fitting(groups[None], port) if fit.entry.allows is not True for part in _denied(fit.entry)
    ]
    for key, entries in groups.items():
        fitting = _fitting(entries, port)
        denials = [fit for fit in fitting if fit.entry.allows is not True] if key is not None else []
        allowed = [_left(fit, denials, adrift) for fit in fitting if fit.entry.allows]
        for subject, objection in _told(allowed, port, brought=key in lifted):
            objections[id(subject)].append(objection)
    return objections


def _fitting(entries: Iterable[_Entry], port: int) -> list[_Fit]:
    return [_Fit(entry, reached) for entry in entries if (reached := all_of(entry.applies, reaches(entry.part, port)))]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Entry(NamedTuple):
    """A rule that is about what comes in by TCP, or may be."""

    subject: Subject
    part: Part
    applies: Truth
    allows: Truth
    priority: int | Unknown | None
    ranges: list[Range]
    doubt: bool


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
            yield _Entry(subject, part, applies, allows, part.number("priority"), *sources(part))


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
    """A rule that reaches the port, and how sure that is."""

    entry: _Entry
    reached: Truth


class _Allowed(NamedTuple):
    """What is left of an Allow: surely no more than `most`; and what certainly remains open, where that differs."""

    fit: _Fit
    most: list[Range]
    least: list[Range]
    doubt: bool

    @property
    def is_open(self) -> Truth:
        if not are_internet(self.most) and not self.doubt:
            return False
        return all_of(self.fit.reached, self.fit.entry.allows, are_internet(self.least) or UNKNOWN)


def _left(allowed: _Fit, denials: Iterable[_Fit], adrift: Iterable[Range]) -> _Allowed:
    """What an Allow lets in after the denials that come before it; those `adrift` may belong to any group."""
    sure: list[Range] = []
    possible: list[Range] = [*adrift]
    for denial in denials:
        if shields := denial.entry is not allowed.entry and _shields(denial, allowed.entry):
            (sure if shields is True else possible).extend(denial.entry.ranges)
            possible += WORLD if denial.entry.doubt else ()
    most = without(allowed.entry.ranges, sure)
    doubt = allowed.entry.doubt and are_internet(without(WORLD, sure))
    return _Allowed(allowed, most, without(most, possible), doubt)


def _shields(denial: _Fit, allow: _Entry) -> Truth:
    deny = denial.entry
    known = isinstance(deny.priority, int) and isinstance(allow.priority, int)
    earlier = deny.priority < allow.priority if known else UNKNOWN  # type: ignore[operator]  # both are numbers
    if not earlier:
        return False
    return all_of(earlier, denial.reached, negate(deny.allows), from_any_port(deny.part), covers(deny.part, allow.part))


def _denied(entry: _Entry) -> Iterable[Range]:
    """What a denial may be about."""
    return WORLD if entry.doubt else entry.ranges


def _lifted(facts: Facts, port: int) -> set[Key]:
    """The groups of which this plan changes or takes away a Deny."""
    changed = (each for kind in sorted(TYPES) for each in facts.touched(kind) if _differs(each))
    return {
        _key(subject, facts)
        for subject in changed
        for fit in _fitting(_entries(subject), port)
        if fit.entry.allows is not True
    }


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
    partly = [
        each for each in allowed if each.is_open is False and all_of(each.fit.reached, each.fit.entry.allows) is True
    ]
    if are_internet([part for each in partly for part in each.least]):
        members = {id(each.fit.entry.subject): each.fit.entry.subject for each in partly}.values()
        teller = min(members, key=lambda each: (untouched(each.change), each.change.address))
        message = f"port {port} is open to the internet by {len(partly)} rules together"
        yield teller, violated("", message, brought=brought)
