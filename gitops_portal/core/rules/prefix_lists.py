"""An entry of a security group in, the networks that it lets in out: its own, and those of its prefix lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.facts import untouched
from gitops_portal.core.rules.links import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

_LISTS = ("aws_ec2_managed_prefix_list",)
_ENTRY = "aws_ec2_managed_prefix_list_entry"


def networks(entry: Part, owner: Subject, facts: Facts) -> Iterator[str | Unknown]:
    """`owner` is the group or rule that the entry stands in, or is."""
    for several in ("cidr_blocks", "ipv6_cidr_blocks"):
        yield from entry.texts(several)
    for one in ("cidr_ipv4", "cidr_ipv6"):
        if (cidr := entry.text(one)) is not None:
            yield cidr
    for name in entry.texts("prefix_list_ids"):
        yield from _listed(entry, owner, "prefix_list_ids", name, facts)
    if (single := entry.text("prefix_list_id")) is not None:
        yield from _listed(entry, owner, "prefix_list_id", single, facts)


def change(entry: Part, facts: Facts) -> bool:
    """Whether the plan changes what the lists of an entry hold; any list does, since one may be any."""
    lists = (*entry.texts("prefix_list_ids"), *filter(None, [entry.text("prefix_list_id")]))
    kinds = (*_LISTS, _ENTRY)
    return bool(lists) and facts.once(
        "prefix lists change", lambda: any(not untouched(e.change) for kind in kinds for e in facts.standing(kind))
    )


def _listed(entry: Part, owner: Subject, attribute: str, name: str | Unknown, facts: Facts) -> Iterator[str | Unknown]:
    """The networks of a list that the plan holds; of any other list they can't be told."""
    found = by_id(facts).get(name) if isinstance(name, str) else None
    if name is UNKNOWN and entry is owner:
        found = named(facts, owner, attribute, _LISTS).only
    yield from _contents(facts).get(found.change.address, ()) if found else (UNKNOWN,)


def by_id(facts: Facts) -> dict[str, Subject]:
    return facts.once("prefix lists by id", lambda: {str(each.text("id")): each for each in facts.standing(*_LISTS)})


def _contents(facts: Facts) -> dict[str, list[str | Unknown]]:
    """By the address of a list what it holds: in blocks of its own, or as resources beside it."""
    return facts.once("prefix lists", lambda: _read(facts))


def _read(facts: Facts) -> dict[str, list[str | Unknown]]:
    held: dict[str, list[str | Unknown]] = {}
    for each in facts.standing(*_LISTS):
        written = (block.text("cidr") for block in each.blocks("entry", computed=True))
        held[each.change.address] = [cidr for cidr in written if cidr is not None]
    for entry in facts.standing(_ENTRY):
        target = named(facts, entry, "prefix_list_id", _LISTS)
        cidr = entry.text("cidr") if target.only else UNKNOWN
        lists = [each.change.address for each in target.subjects] if target.subjects or target.certain else held
        for address in lists:
            held[address].append(UNKNOWN if cidr is None else cidr)
    return held
