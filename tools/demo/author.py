"""Infrastructure described once, as blocks with attributes and references, in; what a plan is derived from, out."""

# ruff: noqa: PLR0913  what a Terraform block or module takes is many arguments, given by name

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Key = str | int | None
Attrs = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of one instance of a block."""

    block: Block
    attribute: str
    key: Key = None


@dataclass(frozen=True, slots=True)
class Splat:
    """An attribute of every instance of a block, as a list."""

    block: Block
    attribute: str


@dataclass(frozen=True, slots=True)
class Var:
    """An input variable of the root module."""

    name: str
    value: Any
    sensitive: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a module's caller passed under this name."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Join:
    """A string template: its parts one after the other."""

    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Json:
    """A value as JSON text, as `jsonencode` writes it."""

    value: Any


def join(*parts: Any) -> Join:
    return Join(parts)


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider configuration: `key` is its name, with its alias after a dot."""

    key: str
    expressions: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""


@dataclass(eq=False, slots=True)
class Block:
    """A resource or data block. `each` maps instance keys (numbers for `count`) to what differs per instance."""

    place: Place
    type: str
    name: str
    attributes: Attrs
    each: Mapping[str | int, Attrs] | None = None
    data: bool = False
    reads: Attrs = field(default_factory=dict)
    """What a data source answers."""
    provider: str = ""
    depends: tuple[Block, ...] = ()
    create_first: bool = False
    was: str = ""
    """The address before a `moved` block, of the single instance or up to the instance key."""
    over: Block | None = None
    """The block that `for_each` walks over."""

    def __getitem__(self, attribute: str) -> Ref:
        return Ref(self, attribute)

    def at(self, key: str | int, attribute: str = "id") -> Ref:
        return Ref(self, attribute, key)

    def all(self, attribute: str = "id") -> Splat:
        return Splat(self, attribute)

    @property
    def local(self) -> str:
        return f"data.{self.type}.{self.name}" if self.data else f"{self.type}.{self.name}"

    @property
    def config_address(self) -> str:
        """The absolute address without any instance key."""
        return ".".join([*(f"module.{name}" for name in self.place.names), self.local])

    def address(self, key: Key) -> str:
        return dotted(self.place.address, self.local) + bracketed(key)

    def instances(self) -> list[tuple[Key, Attrs]]:
        if self.each is None:
            return [(None, self.attributes)]
        return [(key, {**self.attributes, **own}) for key, own in self.each.items()]


@dataclass(eq=False, slots=True)
class Place:
    """A module instance, or the root: where blocks are written."""

    stack: Stack
    name: str = ""
    key: Key = None
    parent: Place | None = None
    source: str = ""
    version: str = ""
    arguments: Attrs = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.parent.names, self.name) if self.parent else ()

    @property
    def address(self) -> str:
        return dotted(self.parent.address, f"module.{self.name}{bracketed(self.key)}") if self.parent else ""

    def __getitem__(self, argument: str) -> Argument:
        return Argument(argument, self.arguments[argument])

    def module(self, name: str, /, source: str, version: str = "", key: Key = None, **arguments: Any) -> Place:
        place = Place(self.stack, name, key, self, source, version, arguments)
        self.stack.places.append(place)
        return place

    def resource(
        self,
        kind: str,
        name: str,
        /,
        *,
        each: Mapping[str | int, Attrs] | None = None,
        over: Block | None = None,
        depends: Sequence[Block] = (),
        provider: str = "",
        create_first: bool = False,
        was: str = "",
        **attributes: Any,
    ) -> Block:
        block = Block(
            self, kind, name, attributes, each,
            provider=provider, depends=tuple(depends), create_first=create_first, was=was, over=over,
        )  # fmt: skip
        self.stack.blocks.append(block)
        return block

    def data(self, kind: str, name: str, /, reads: Attrs, provider: str = "", **attributes: Any) -> Block:
        block = Block(self, kind, name, attributes, data=True, reads=reads, provider=provider)
        self.stack.blocks.append(block)
        return block


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    value: Any
    sensitive: bool = False
    description: str = ""


class Stack:
    """The whole of one workspace's infrastructure. A reference may only lead to a block written before."""

    def __init__(
        self,
        *providers: Provider,
        region: str = "",
        account: str = "",
        tags: Mapping[str, str] | None = None,
        tofu: bool = False,
    ) -> None:
        self.providers = providers
        self.region = region
        self.account = account
        """The AWS account, the Azure subscription or the Google project."""
        self.tags = dict(tags or {})
        """The provider's default tags."""
        self.tofu = tofu
        self.blocks: list[Block] = []
        self.places: list[Place] = []
        self.variables: dict[str, Var] = {}
        self.outputs: list[Output] = []
        self.checks: list[str] = []
        """Names of `check` blocks; they pass."""
        self.root = Place(self)

    def variable(self, name: str, value: Any, *, sensitive: bool = False, description: str = "") -> Var:
        found = self.variables[name] = Var(name, value, sensitive, description)
        return found

    def output(self, name: str, value: Any, *, sensitive: bool = False, description: str = "") -> None:
        self.outputs.append(Output(name, value, sensitive, description))


def dotted(prefix: str, rest: str) -> str:
    return f"{prefix}.{rest}" if prefix else rest


def bracketed(key: Key) -> str:
    return "" if key is None else f"[{json.dumps(key)}]"
