"""A configuration and a mask in; macs of what an apply depends on or runs beside its changes, by name, out.

Providers and provisioners hold credentials and commands. To tell whether two plans have the same ones, nothing of them
needs to be kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core import address as addresses
from gitops_portal.core.documents.plan.configuration import references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.plan.document import Configuration, ConfiguredModule
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.model import Value

_VARIABLE: Final = re.compile(r"var\.([\w-]+)")


def configured(written: Configuration, variables: Mapping[str, Value], mask: Mask) -> dict[str, str]:
    """Per provider configuration; what root variables bring to it counts."""
    return {
        key: _mac(config.expressions, variables, mask)
        for key, config in (written.provider_config or {}).items()
        if config.expressions
    }


def provisioned(written: Configuration, variables: Mapping[str, Value], mask: Mask) -> dict[str, str]:
    """Per resource block that has provisioners; what root variables bring to those of the root counts."""
    return {
        address: _mac(provisioners, {} if addresses.parse(address).modules else variables, mask)
        for address, provisioners in _provisioners(written.root_module, "")
    }


def _provisioners(module: ConfiguredModule | None, path: str) -> Iterator[tuple[str, Any]]:
    if module is None:
        return
    for resource in module.resources or ():
        if resource.provisioners:
            yield addresses.inside(path, f"{resource.type}.{resource.name}"), resource.provisioners
    for name, call in (module.module_calls or {}).items():
        yield from _provisioners(call.module, addresses.call(path, name))


def _mac(expressions: Any, variables: Mapping[str, Value], mask: Mask) -> str:
    named = {match[1] for text in references(expressions) if (match := _VARIABLE.match(text))}
    return mask([expressions, {name: variables[name] for name in named & variables.keys()}]).mac
