"""A configuration in, links out: what each block, variable, output, call and provider refers to, one step at a time.

`graph.py` follows them: a block depends on the blocks that it reaches through points that are no blocks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Module, ModuleCall, Provider


class Kind(StrEnum):
    """What a link leads to."""

    BLOCK = "a resource or data block"
    PASSAGE = "a variable, an output, a module or a call: something that leads on to other points"
    PROVIDER = "a provider configuration, which leads on too"
    LOST = "something whose definition no plan holds, such as a local value"


class Point(NamedTuple):
    """One end of a link. Addresses are absolute and carry no instance keys."""

    kind: Kind
    address: str


Links = dict[Point, list[Point]]

_NOT_RESOURCES: Final = frozenset({"each", "count", "self", "path", "terraform", "tofu"})


def links(index: Index) -> Links:
    """Every step that the configuration states, the inputs and outputs of modules included."""
    found: Links = {}
    modules, providers = index.modules, index.changes.providers
    for path, (module, parent, call) in modules.items():
        if call:
            found.update(_call_links(path, call, parent, modules[parent].module))
        found.update(_module_links(path, module, providers))
    for provider in providers.values():
        path = without_keys(provider.module)
        if path in modules:
            found[Point(Kind.PROVIDER, provider.key)] = _points(provider.references, path, modules[path].module)
    return found


def _call_links(path: str, call: ModuleCall, parent: str, caller: Module) -> Links:
    """A variable leads to the argument in the caller's scope; the call leads to what the whole subtree waits for."""
    found = {_variable(path, name): _points(refs, parent, caller) for name, refs in call.arguments.items()}
    found[_call(path)] = _points(call.references, parent, caller)
    if parent:
        found[_call(path)].append(_call(parent))
    return found


def _module_links(path: str, module: Module, providers: Mapping[str, Provider]) -> Links:
    found: Links = {_output(path, name): _points(refs, path, module) for name, refs in module.outputs.items()}
    blocks = []
    for block in module.blocks:
        point = Point(Kind.BLOCK, addresses.inside(path, block.address))
        steps = _points(block.references, path, module)
        if path:
            steps.append(_call(path))
        if block.provider_key in providers:
            steps.append(Point(Kind.PROVIDER, block.provider_key))
        found[point] = steps
        blocks.append(point)
    if path:
        found[_subtree(path)] = blocks + [_subtree(addresses.call(path, name)) for name in module.calls]
    return found


def _points(references: Iterable[str], path: str, module: Module) -> list[Point]:
    return [point for reference in references if (point := _point(reference, path, module))]


def _point(reference: str, path: str, module: Module) -> Point | None:
    """Where a reference leads that is made in the module at `path`; None where there is nothing to depend on."""
    point: Point | None = None
    match _names[reference]:
        case ["var", name, *_]:
            point = _variable(path, name) if path else None
        case ["module", name, *rest] if name in module.calls:
            point = _of_module(addresses.call(path, name), module.calls[name].module, rest)
        case [("data" | "ephemeral") as mode, kind, name, *_]:
            point = Point(Kind.BLOCK, addresses.inside(path, f"{mode}.{kind}.{name}"))
        case [head, *_] if head in _NOT_RESOURCES:
            pass
        case [kind, name, *_] if kind not in {"local", "module"}:
            point = Point(Kind.BLOCK, addresses.inside(path, f"{kind}.{name}"))
        case parts:
            point = Point(Kind.LOST, addresses.inside(path, ".".join(parts[:2])))
    return point


_names: Final = Memo(addresses.names, 16_384)
"""Modules that are called often say the same."""


def _of_module(path: str, module: Module, rest: Sequence[str]) -> Point:
    """An output of a module, or all that stands in it when none is named."""
    if not rest:
        return _subtree(path)
    return _output(path, rest[0]) if rest[0] in module.outputs else Point(Kind.LOST, f"{path}.{rest[0]}")


def _variable(path: str, name: str) -> Point:
    return Point(Kind.PASSAGE, f"{path}.var.{name}")


def _output(path: str, name: str) -> Point:
    return Point(Kind.PASSAGE, addresses.inside(path, f"output.{name}"))


def _call(path: str) -> Point:
    return Point(Kind.PASSAGE, f"{path} (call)")


def _subtree(path: str) -> Point:
    return Point(Kind.PASSAGE, f"{path} (all)")
