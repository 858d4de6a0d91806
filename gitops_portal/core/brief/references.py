"""A plan and a name that one resource has for another in, which resource of the plan that is out.

A name that is not known until apply is looked up in the configuration, be it through variables and outputs of modules.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core import address as addresses
from gitops_portal.core.model import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Change


class Sort(NamedTuple):
    """What lets in by another name than its addresses: in words, and the types of resources that may be meant."""

    word: str
    """What stands before its name."""
    some: str
    """What is said of one that has no name yet."""
    types: tuple[str, ...] = ()


PREFIX_LIST: Final = Sort("prefix list", "a prefix list", ("aws_ec2_managed_prefix_list",))
GROUP: Final = Sort("security group", "a security group", ("aws_security_group", "aws_default_security_group"))
TAG: Final = Sort("instances with tag", "instances with a tag")
ACCOUNT: Final = Sort("instances of service account", "instances of a service account", ("google_service_account",))
APPLICATION: Final = Sort(
    "application security group", "an application security group", ("azurerm_application_security_group",)
)
_IDENTITIES: Final = ("id", "email")
"""Attributes by which others name such a resource."""


class References:
    def __init__(self, index: Index) -> None:
        self._index = index

    def of_type(self, kind: str) -> Iterator[Change]:
        return (each for each in self._index.of_type(kind) if each.mode is Mode.MANAGED and not each.deposed)

    def sets(self, change: Change, name: str) -> bool | None:
        """Whether the configuration sets an argument; None where that is not told."""
        block = self._index.block(change)
        return None if block is None or block.arguments is None else name in block.arguments

    def address(self, sort: Sort, name: str) -> str:
        """Of the resource with this id; empty where the plan holds none."""
        return self._addresses.get((sort, name), "")

    @cached_property
    def _addresses(self) -> Mapping[tuple[Sort, str], str]:
        return {
            (sort, name): change.address
            for sort in (PREFIX_LIST, GROUP, ACCOUNT, APPLICATION)
            for kind in sort.types
            for change in self.of_type(kind)
            for side in (change.before, change.after)
            for identity in _IDENTITIES
            if isinstance(name := (side or {}).get(identity), str) and name
        }

    def meant(self, change: Change, name: str, sort: Sort) -> tuple[str, bool]:
        """The address of the one thing that an argument refers to; empty where it is not one, or can't be told.

        False beside it: the address is of a block, and nobody can tell which of its instances is meant.
        """
        block = self._index.block(change)
        found = self._index.traced(change.module, block.links.get(name, ())) if block else frozenset()
        for meant in found if len(found) == 1 else ():
            instances = self._index.instances(meant.module, meant.kind, meant.name) if meant.kind in sort.types else {}
            if meant.key in instances:
                return instances[meant.key].address, True
            if meant.key is None and instances:
                (one, *others) = instances.values()
                return (
                    (addresses.inside(meant.module, f"{meant.kind}.{meant.name}"), False)
                    if others
                    else (one.address, True)
                )
        return "", False
