"""A plan in, what its prefix lists hold before and after out: written in them, or an entry each beside them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.brief.references import PREFIX_LIST
from gitops_portal.core.model import UNKNOWN, Action, Unknown
from gitops_portal.core.rules.internet import Range, joined, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.brief.references import References
    from gitops_portal.core.model import Change, Value

_ENTRY: Final = "aws_ec2_managed_prefix_list_entry"
_STAYS: Final = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})


class Added(NamedTuple):
    """A network that a list will hold: the address of the list, or its id where the plan holds none; who says so."""

    to: str
    network: str | Unknown
    by: str


class Held(NamedTuple):
    """The networks of a list as they are written, and as addresses."""

    networks: list[str]
    ranges: list[Range]


class PrefixLists:
    def __init__(self, references: References) -> None:
        self._references = references
        self._held: dict[tuple[str, bool], Held | None] = {}

    @cached_property
    def _known(self) -> Mapping[str, Change]:
        found = (change for kind in PREFIX_LIST.types for change in self._references.of_type(kind))
        return {change.address: change for change in found}

    @cached_property
    def _entries(self) -> Mapping[str, list[Change]]:
        """By their list; under an empty name those of which nobody can tell it."""
        found: dict[str, list[Change]] = {}
        for change in self._references.of_type(_ENTRY):
            found.setdefault(self._owner(change), []).append(change)
        return found

    def _owner(self, entry: Change) -> str:
        for side in (entry.after, entry.before):
            if isinstance(name := (side or {}).get("prefix_list_id"), str):
                return self._references.address(PREFIX_LIST, name) or name
        address, certain = self._references.meant(entry, "prefix_list_id", PREFIX_LIST)
        return address if certain else ""

    def holds(self, address: str, *, after: bool) -> Held | None:
        """What is in a list, by its address; None where the plan does not tell all of it."""
        if (address, after) not in self._held:
            networks = self._networks(address, after=after)
            known = [network for network in networks or () if isinstance(network, str)]
            whole = networks is not None and len(known) == len(networks)
            self._held[address, after] = Held(sorted(known), joined(told(known)[0])) if whole else None
        return self._held[address, after]

    def _networks(self, address: str, *, after: bool) -> set[str | Unknown] | None:
        change = self._known.get(address)
        side = (change.after if after else change.before) if change else None
        if change is None or side is None or (after and "" in self._entries):
            return None
        written, beside = side.get("entry"), self._entries.get(address, [])
        if written is UNKNOWN and beside and self._references.sets(change, "entry") is False:
            written = []  # it is made without any, and each stands by itself
        if not isinstance(written, list):
            return None
        found = {_cidr(each) for each in written}
        if after:
            found -= {_cidr(each.before) for each in beside if each.action.destroys}
            found |= {_cidr(each.after) for each in beside if each.action in _STAYS}
        return found

    def added(self) -> Iterator[Added]:
        """What lists will hold that stand already; one that is created or replaced lets in nobody by itself."""
        for address, change in self._known.items():
            written = (change.after or {}).get("entry") if change.action is Action.UPDATE else None
            for entry in written if isinstance(written, list) else []:
                yield Added(address, _cidr(entry), address)
        for name, entries in self._entries.items():
            owner = self._known.get(name)
            if name and not (owner and owner.action in {Action.CREATE, Action.REPLACE}):
                for entry in entries:
                    if entry.action in _STAYS:
                        yield Added(name, _cidr(entry.after), entry.address)


def _cidr(entry: Value) -> str | Unknown:
    """What can't be read, be it secret, is as good as not known."""
    network = entry.get("cidr") if isinstance(entry, dict) else UNKNOWN
    return network if isinstance(network, str) else UNKNOWN
