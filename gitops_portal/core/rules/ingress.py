"""Security groups and their rules in, objections out to everything that lets the internet reach a port.

One entry may do it alone; entries of a group, and rules that stand elsewhere, may do it together.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct, field

from gitops_portal.core.model import UNKNOWN, Status, Unknown
from gitops_portal.core.rules.facts import untouched
from gitops_portal.core.rules.internet import Range, are_internet, told
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import Truth, all_of, one_of
from gitops_portal.core.rules.prefix_lists import change, networks
from gitops_portal.core.rules.rule import Objection, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

GROUPS = ("aws_default_security_group", "aws_security_group")
RULES = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule")
TYPES = frozenset({*GROUPS, *RULES})


def open_to_world(group: Subject, facts: Facts, port: int) -> Iterable[Objection]:
    return _open(group, facts, (port, port))


def open_wide(group: Subject, facts: Facts) -> Iterable[Objection]:
    """Every port of TCP at once; who names them one by one may leave out port 0, which nothing listens on."""
    return _open(group, facts, EVERY_PORT)


def _open(group: Subject, facts: Facts, wanted: Span) -> Iterable[Objection]:
    return facts.once(("open to the internet", wanted), lambda: _judged(facts, wanted))[id(group)]


def _judged(facts: Facts, wanted: Span) -> Mapping[int, list[Objection]]:
    """Of every group and rule what is to be said, by the identity of the subject: an address may stand twice."""
    objections: dict[int, list[Objection]] = defaultdict(list)
    groups: dict[str, _Admitted] = defaultdict(_Admitted)
    adrift = _Admitted()
    for entry in facts.once("what is let in", lambda: list(_entries(facts))):
        admitted = all_of(entry.inbound, reaches(entry.ports, wanted))
        if not admitted:
            continue
        ranges, doubt = told(networks(entry.part, entry.subject, facts))
        is_open = all_of(admitted, are_internet(ranges) or (UNKNOWN if doubt else False))
        if is_open:
            objections[id(entry.subject)].append(_told(is_open, entry, wanted, facts))
        if admitted is True and ranges and is_open is not True:
            key = _group(entry.subject, facts)
            (adrift if key is None else groups[key]).add(entry.subject, ranges)
    for teller, objection in _together(groups, adrift, wanted):
        if all(said.status is not objection.status for said in objections[id(teller)]):
            objections[id(teller)].append(objection)
    return objections


def _told(is_open: Truth, entry: _Entry, wanted: Span, facts: Facts) -> Objection:
    where, brought = entry.part.path or "from_port", change(entry.part, facts)
    if is_open is UNKNOWN:
        doubt = f"the plan does not say whether {called(wanted)} is open to the internet"
        return Objection(Status.UNDETERMINED, where, doubt, brought)
    return violated(where, f"{called(wanted)} is open to the internet", brought=brought)


def called(wanted: Span) -> str:
    return f"port {wanted[0]}" if wanted[0] == wanted[1] else "every port"


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

Span = tuple[int, int]
"""The first port and the last."""
Ports = Span | Unknown | None
"""None where no port of TCP is open."""
EVERY_PORT: Final[Span] = (1, 65_535)
_ALL: Final[Span] = (0, 65_535)


class _Entry(NamedTuple):
    subject: Subject
    part: Part
    inbound: Truth
    ports: Ports


def _entries(facts: Facts) -> Iterator[_Entry]:
    """Entries of all groups and rules that open any port of TCP; networks are read where the port is asked for."""
    for subject in (each for kind in sorted(TYPES) for each in facts.standing(kind)):
        inbound = subject.change.type != "aws_security_group_rule" or one_of(subject.text("type"), {"ingress"})
        parts = subject.blocks("ingress", computed=True) if subject.change.type in GROUPS else (subject,)
        for part in parts if inbound else ():
            if ports := opened(part):
                yield _Entry(subject, part, inbound, ports)


def reaches(ports: Ports, wanted: Span) -> Truth:
    """Whether all of the wanted ports are among these."""
    return ports[0] <= wanted[0] and wanted[1] <= ports[1] if isinstance(ports, tuple) else ports and UNKNOWN


def opened(entry: Part) -> Ports:
    """Only TCP speaks SSH and RDP; an entry for all protocols has no ports to look at."""
    protocol = _protocol(entry)
    if protocol is UNKNOWN:
        return UNKNOWN
    if protocol in {"-1", "all"}:
        return _ALL
    if protocol not in {"tcp", "6"}:
        return None
    first, last = entry.number("from_port"), entry.number("to_port")
    if not isinstance(first, int) or not isinstance(last, int) or min(first, last) < 0:
        return UNKNOWN
    return first, last


def _protocol(entry: Part) -> str | Unknown:
    """`ip_protocol` in the newer rule types, `protocol` elsewhere; numbers are mostly written as text."""
    for name in ("protocol", "ip_protocol"):
        text = entry.text(name)
        if isinstance(text, str) and text.isalpha():
            return text.lower()
        if text is not None:
            number = entry.number(name)
            return (
                str(number) if isinstance(number, int) else text.strip().lower() if isinstance(text, str) else UNKNOWN
            )
    return UNKNOWN


# ── together ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _Admitted(Struct):
    """What reaches a port of one group: entry by entry, who lets it in."""

    ranges: list[Range] = field(default_factory=list)
    members: dict[int, Subject] = field(default_factory=dict)
    entries: int = 0

    def add(self, member: Subject, ranges: list[Range]) -> None:
        self.ranges += ranges
        self.members[id(member)] = member
        self.entries += 1

    @property
    def teller(self) -> Subject:
        """The first member that the plan touches: what it does not touch blocks nobody."""
        return min(self.members.values(), key=lambda each: (untouched(each.change), each.change.address))


def _together(groups: Mapping[str, _Admitted], adrift: _Admitted, wanted: Span) -> Iterator[tuple[Subject, Objection]]:
    """What none of several entries does alone, and who is to tell it."""
    what = f"{called(wanted)} is open to the internet"
    for group in groups.values():
        if group.entries > 1 and are_internet(group.ranges):
            several = (
                f"{group.entries} entries of {len(group.members)} resources"
                if len(group.members) > 1
                else (f"{group.entries} entries")
            )
            yield group.teller, violated("", f"{what} by {several} together")
        elif adrift.entries and are_internet(group.ranges + adrift.ranges):
            doubt = f"{what} together with rules that may belong to the same group"
            yield group.teller, undetermined("", doubt)
    if adrift.entries > 1 and are_internet(adrift.ranges):
        doubt = f"{what} if {adrift.entries} rules like this one belong to the same group"
        yield adrift.teller, undetermined("", doubt)


def _group(subject: Subject, facts: Facts) -> str | None:
    """What tells a group from others; None when it can't be told."""
    if subject.change.type in GROUPS:
        return subject.change.address
    found = named(facts, subject, "security_group_id", GROUPS)
    if found.only:
        return found.only.change.address
    name = subject.text("security_group_id")
    return name if found.certain and isinstance(name, str) else None
