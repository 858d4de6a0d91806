"""A configuration in, the versions and sources that it asks for out; and of two of them, what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core import address as addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.model import ChangeSet

KEPT: Final = 200
"""Providers and modules of one plan whose versions are kept."""
_REGISTRIES: Final = ("registry.terraform.io/", "registry.opentofu.org/")
_UNBOUND: Final = "any version"


def asked(changes: ChangeSet) -> dict[str, str]:
    """`provider hashicorp/aws` -> `~> 5.0`, `module.vpc` -> `terraform-aws-modules/vpc/aws 5.1.0`; empty if unbound."""
    found: dict[str, str] = {}
    for provider in changes.providers.values():
        name = named(provider.full_name or provider.key)
        if provider.version or f"provider {name}" not in found:
            found[f"provider {name}"] = provider.version
    waiting = [("", changes.root)]
    while waiting:
        path, module = waiting.pop()
        for name, call in module.calls.items():
            place = addresses.call(path, name)
            found[place] = f"{call.source} {call.version}".strip()
            waiting.append((place, call.module))
    return dict(sorted(found.items())[:KEPT])


def named(source: str) -> str:
    """A provider as people call it: without the registry that everybody uses."""
    for registry in _REGISTRIES:
        source = source.removeprefix(registry)
    return source


def moves(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """What is asked for otherwise than before, by name: `~> 5.0 → ~> 6.0`. What comes or goes does not move."""
    return {
        name: f"{before[name] or _UNBOUND} → {told or _UNBOUND}"
        for name, told in after.items()
        if name in before and before[name] != told
    }


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The same, a clause each."""
    return tuple(f"{name}: {told}" for name, told in moves(before, after).items())
