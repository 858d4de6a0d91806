"""`planned_values` or the values of a `prior_state` in; their resources by absolute address, and what they add, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan.entries import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.documents.plan.document import Resource, ResourceChange, Values


def resources(values: Values | None) -> list[Resource]:
    """States of Terraform 0.12 hold addresses, and dependencies, without module and key: they get them."""
    found: list[Resource] = []
    relative: list[tuple[str, Resource]] = []
    waiting = [values.root_module if values else None]
    while waiting:
        if module := waiting.pop():
            own = module.address or ""
            around = own and f"{own}."
            for resource in module.resources or ():
                if not _absolute(resource, around) and _completed(resource, own):
                    relative.append((own, resource))
                found.append(resource)
            waiting += reversed(module.child_modules or ())
    blocks = {without_keys(resource.address or "") for resource in found} if relative else frozenset[str]()
    for module_address, resource in relative:
        inside = without_keys(module_address)
        absolute = {
            name: addresses.inside(inside, name) for name in reader.names(msgspec.json.decode(resource.depends_on))
        }
        resource.depends_on = msgspec.Raw(
            msgspec.json.encode(
                [full if name not in blocks and full in blocks else name for name, full in absolute.items()]
            )
        )
    return found


def remembered(standing: Iterable[Resource]) -> dict[str, tuple[str, ...]]:
    """What each instance depended on at its last apply; instances of one block have the same list."""
    known: dict[bytes, tuple[str, ...]] = {}
    found = {}
    for resource in standing:
        written = bytes(resource.depends_on)
        if written not in known:
            known[written] = reader.names(msgspec.json.decode(written))
        if resource.address and known[written]:
            found[resource.address] = known[written]
    return found


def untold(known: Iterable[Resource], changes: Iterable[ResourceChange]) -> list[str]:
    """Blocks with an instance that no change tells about."""
    standing = {resource.address for resource in known if resource.address}
    return sorted({without_keys(address) for address in standing - set(map(address_of, changes))})


def unlisted(planned: Iterable[Resource], standing: Iterable[Resource], told: Iterable[ResourceChange]) -> list[str]:
    """With `-target`, what exists may go untold; what is to exist may not."""
    known = {*map(address_of, told), *(resource.address for resource in standing)}
    managed = (resource.address for resource in planned if resource.mode in {None, "", "managed"})
    return [address for address in managed if address and address not in known]


def _absolute(resource: Resource, around: str) -> bool:
    """Whether its address is written in full, as it is by now: with its module, and with its key where it has one."""
    address = resource.address or ""
    return address.startswith(around) and (resource.index is None or address.endswith("]"))


def _completed(resource: Resource, module: str) -> bool:
    """Give a resource its absolute address; tell whether it had one without its module."""
    address = resource.address
    if not address:
        return False
    index = resource.index if isinstance(resource.index, str | int) and not isinstance(resource.index, bool) else None
    resource.address = addresses.absolute(module, address, index)
    return addresses.absolute(module, address) != address
