"""What the configuration of a plan says: modules, their blocks and providers, and who refers to whom."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Block(Struct, frozen=True, gc=False):
    """A resource or data block of the configuration. `references` holds each traversal it uses, once and whole."""

    address: str
    """Relative to its module: `type.name` or `data.type.name`."""
    provider_key: str = ""
    references: tuple[str, ...] = ()
    arguments: frozenset[str] | None = None
    """Names of the arguments and blocks that are set in it, `block.name` inside a block; None when that is not told.

    `dynamic` blocks never are."""
    pending: frozenset[str] = frozenset()
    """Those of them whose value may be known after apply only: it hangs on more than constants and plain variables."""
    counts: Mapping[str, int] = {}
    """How many blocks of each name are written in it, as far as that is told; without `dynamic` ones.

    `block.name` inside of a block that stands once."""
    links: Mapping[str, tuple[str, ...]] = {}
    """What each argument refers to: by any of them one resource may complete another."""
    provisioners: tuple[str, ...] = ()
    """Their types, such as local-exec. A plan does not tell whether they run at the creation or the destruction."""
    provisioners_tell: bool = False
    """Whether what they say holds something that looks like a secret, which is not kept."""


class ModuleCall(Struct, frozen=True, gc=False):
    """A `module` block: what its arguments, count, for_each and depends_on refer to in the caller's scope."""

    module: Module
    arguments: Mapping[str, tuple[str, ...]] = {}
    references: tuple[str, ...] = ()
    source: str = ""
    """Where it comes from, without what lets somebody in there."""
    version: str = ""
    """The versions that it may be of; empty where that is not bound."""


class Module(Struct, frozen=True, gc=False):
    """One module of the configuration: its blocks, its calls, and what each output refers to (depends_on included)."""

    blocks: tuple[Block, ...] = ()
    calls: Mapping[str, ModuleCall] = {}
    outputs: Mapping[str, tuple[str, ...]] = {}


class Provider(Struct, frozen=True, gc=False):
    """A provider configuration, found by its opaque key. `module` is the address of the module it is configured in."""

    key: str
    full_name: str = ""
    module: str = ""
    region: str = ""
    region_from: tuple[str, ...] = ()
    """What sets the region, where the plan does not tell which it is."""
    account: str = ""
    """The account, subscription or project that it works in, where the configuration says so."""
    references: tuple[str, ...] = ()
    version: str = ""
    """The versions that it may be of, as this configuration bounds them."""
