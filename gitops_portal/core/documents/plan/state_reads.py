"""The `terraform_remote_state` blocks of a plan in, where each reads out: by names that are known to be no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.core.documents.plan.document import ConfiguredModule
from gitops_portal.core.documents.reader import bounded
from gitops_portal.core.documents.secrecy.marks import trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.documents.plan import document
    from gitops_portal.core.documents.secrecy.known import Secrets

TYPE: Final = "terraform_remote_state"

PLAIN: Final = frozenset({
    "bucket", "container_name", "key", "organization", "path", "prefix", "region", "resource_group_name",
    "storage_account_name", "workspace_key_prefix",
})  # fmt: skip
"""Settings of backends that say where a state lies, not how to get at it."""

LONGEST: Final = 1024
"""A longer setting says where no state lies."""

_SCHEMES: Final = ("http", "https")
"""How the backend of that name is spoken to is kept of its address, which may hold a password."""

_MARK: Final = f".data.{TYPE}."
_READ: Final = ("backend", "config", "workspace")

Reads = dict[str, dict[str, str]]


def kept(root: ConfiguredModule | None, standing: Iterable[document.Resource], secrets: Secrets) -> Reads:
    """What was read names the values themselves; what was not is known as far as they are written down."""
    found = dict(_written(root or ConfiguredModule(), ""))
    for resource in standing:
        if _MARK in f".{resource.address}":
            marks = trimmed(msgspec.json.decode(resource.sensitive_values))
            values = msgspec.json.decode(resource.values)
            if isinstance(values, dict) and isinstance(marks or {}, dict):
                plain = {name: values.get(name) for name in _READ if (marks or {}).get(name) is None}
                found[bounded(resource.address or "")] = _plain(plain)
    return {
        address: plain
        for address, config in found.items()
        if (plain := {name: text for name, text in config.items() if secrets.spares(text)})
    }


def _written(module: ConfiguredModule, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    for resource in module.resources or ():
        if resource.type == TYPE and isinstance(resource.expressions, dict):
            constants = {
                name: expression["constant_value"]
                for name, expression in resource.expressions.items()
                if isinstance(expression, dict) and "constant_value" in expression
            }
            yield f"{path}data.{TYPE}.{bounded(resource.name or '')}", _plain(constants)
    for name, call in (module.module_calls or {}).items():
        if call.module:
            yield from _written(call.module, f"{path}module.{bounded(name)}.")


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    config = values.get("config")
    config = config if isinstance(config, dict) else {}
    spaces = config.get("workspaces")
    spaces = spaces[0] if isinstance(spaces, list) and spaces else spaces
    found = {name: values.get(name) for name in ("backend", "workspace")}
    found |= {name: config.get(name) for name in sorted(PLAIN)}
    if values.get("backend") == "http":
        found["scheme"] = next(
            (one for one in _SCHEMES if str(config.get("address")).lower().startswith(f"{one}://")), ""
        )
    if isinstance(spaces, dict):
        found |= {f"workspaces.{name}": spaces.get(name) for name in ("name", "prefix")}
    return {name: text for name, text in found.items() if isinstance(text, str) and 0 < len(text) <= LONGEST}
