"""What a plan reads from the states of others in, addresses of states and names of outputs out.

A plan does not name its own backend, so a workspace declares where its state lies; readers are matched by that address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.index import Index


EVERY: Final = "*"
"""Stands among names of outputs where the whole of them is read, or one that is only known by calculation."""

LONGEST: Final = 500
"""Characters of an address that are kept; a state with a longer one can't be followed."""

SHAPES: Final = {
    "s3": "s3://bucket/key",
    "gcs": "gcs://bucket/prefix",
    "azurerm": "azurerm://account/container/key",
    "remote": "remote://organization/workspace",
    "local": "local://path",
}
_SCHEMES: Final = {"gs": "gcs", "tfe": "remote", "cloud": "remote", "file": "local"}
_ADDRESS: Final = re.compile(r"([a-z0-9]+)://([^\s?#]+)")
_DATA: Final = "data.terraform_remote_state."


class StateRead(Struct, frozen=True):
    """One `terraform_remote_state` block: the address of the state it reads, and what it takes from it."""

    block: str
    address: str
    outputs: tuple[str, ...] = ()
    """Names, in order; EVERY among them where some can't be told; empty where no use of any is to be seen."""


def reads(index: Index) -> tuple[StateRead, ...]:
    """In order; blocks of which the plan does not say where they read are left out."""
    found = {
        (without_keys(instance), address)
        for instance, config in index.changes.state_reads.items()
        if (address := address_of(config)) and len(address) <= LONGEST
    }
    taken = _taken(index) if found else {}
    return tuple(StateRead(block, address, tuple(sorted(taken.get(block, ())))) for block, address in sorted(found))


def declared(text: str) -> str:
    """The address of a state as somebody wrote it, in the one form in which addresses are compared."""
    if not text.strip():
        return ""
    match = _ADDRESS.fullmatch(text.strip())
    scheme = _SCHEMES.get(match[1], match[1]) if match else ""
    path = _clean(match[2]) if match else ""
    least = {"azurerm": 3, "local": 1}.get(scheme, 2)
    if (
        scheme not in SHAPES
        or len(path.removeprefix("/").split("/")) < least
        or not path.strip("/")
        or len(text) > LONGEST
    ):
        raise Invalid(f"“{text}” is not an address of a state. Write {', '.join(SHAPES.values())}.")
    return f"{scheme}://{path}"


def address_of(config: Mapping[str, str]) -> str:
    """The address of the state that a block's configuration names; empty where it does not say enough."""
    workspace = config.get("workspace", "")
    workspace = "" if workspace == "default" else workspace
    match config.get("backend", ""):
        case "s3":
            prefix = f"{config.get('workspace_key_prefix', 'env:')}/{workspace}" if workspace else None
            parts = [config.get("bucket"), *([prefix] if prefix else []), config.get("key")]
        case "gcs":
            # without a prefix the state lies in the bucket itself, under the name of the workspace
            parts = [config.get("bucket"), config.get("prefix") or workspace or "default"]
            parts += [workspace] if workspace and config.get("prefix") else []
        case "azurerm":
            key = config.get("key")
            parts = [config.get("storage_account_name"), config.get("container_name"), key and key + _env(workspace)]
        case "remote" | "cloud":
            name = config.get("workspaces.name") or (workspace and config.get("workspaces.prefix", "") + workspace)
            parts = [config.get("organization"), name]
        case "local":
            parts = [config.get("path")]
        case _:
            return ""
    scheme = {"cloud": "remote"}.get(config["backend"], config["backend"])
    return f"{scheme}://{_clean('/'.join(map(str, parts)))}" if all(parts) else ""


def _env(workspace: str) -> str:
    return f"env:{workspace}" if workspace else ""


def _clean(path: str) -> str:
    absolute = "/" if path.startswith("/") else ""
    return absolute + "/".join(part for part in path.split("/") if part)


def _taken(index: Index) -> dict[str, set[str]]:
    """Per block the outputs that anything in its module refers to."""
    found: dict[str, set[str]] = {}
    for path, reference in _references(index):
        if reference.startswith(_DATA):
            _, _, name, *rest = addresses.names(reference)
            output = rest[1] if len(rest) > 1 and rest[0] == "outputs" else EVERY
            found.setdefault(addresses.inside(path, _DATA + name), set()).add(output)
    return found


def _references(index: Index) -> Iterator[tuple[str, str]]:
    for path, (module, parent, call) in index.modules.items():
        groups = [*(block.references for block in module.blocks), *module.outputs.values()]
        yield from ((path, reference) for group in groups for reference in group)
        if call:
            groups = [call.references, *call.arguments.values()]
            yield from ((parent, reference) for group in groups for reference in group)
    for provider in index.changes.providers.values():
        yield from ((without_keys(provider.module), reference) for reference in provider.references)
