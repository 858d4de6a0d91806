"""A Stack in, its instances with every value worked out; with a prior state, what stays unknown until apply."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.demo.author import Argument, Attrs, Block, Join, Json, Key, Ref, Splat, Stack, Var
from tools.demo.schemas import Schema, schema


class _Unknown:
    """The type of the leaf that stands where a value is known only after apply."""


UNKNOWN = _Unknown()


@dataclass(frozen=True, slots=True)
class Secret:
    """A leaf under a sensitive mark."""

    value: Any


@dataclass(slots=True)
class Instance:
    """One object: its block, its key, and its attributes with UNKNOWN and Secret leaves."""

    address: str
    block: Block
    key: Key
    attributes: Attrs
    schema: Schema
    was: str = ""
    """Its address before a `moved` block."""
    depends: tuple[str, ...] = ()
    """Every config address it depends on, at any distance."""


Instances = dict[str, Instance]
Finish = Callable[["Instance"], None]


@dataclass(slots=True)
class Settler:
    """Works out the instances of a stack in the order they were written; `finish` adds what the provider computes."""

    stack: Stack
    finish: Finish
    done: Instances = field(default_factory=dict)
    closures: dict[str, frozenset[str]] = field(default_factory=dict)

    def run(self) -> Instances:
        for block in self.stack.blocks:
            found = schema(block.type)
            closure = self._closure(block)
            self.closures[block.config_address] = closure | self.closures.get(block.config_address, frozenset())
            for key, written in block.instances():
                attributes = {**found.defaults, **{name: self.value(value) for name, value in written.items()}}
                for name in found.sensitive & attributes.keys():
                    attributes[name] = _secret(attributes[name])
                if found.tagged:
                    attributes["tags_all"] = _merged(self.stack.tags, attributes.setdefault("tags", None))
                was = f"{block.was}{block.address(key)[len(block.address(None)) :]}" if block.was else ""
                instance = Instance(block.address(key), block, key, attributes, found, was, tuple(sorted(closure)))
                self.finish(instance)
                self.done[instance.address] = instance
        return self.done

    def value(self, value: Any) -> Any:
        kind = type(value)
        if kind is str or kind is int or kind is bool or value is None:
            return value
        if kind is list:
            return [self.value(item) for item in value]
        if kind is dict:
            return {name: self.value(item) for name, item in value.items()}
        return self._leaf(value)

    def _leaf(self, value: Any) -> Any:
        match value:
            case Ref(block, attribute, key):
                return self._attribute(block.address(key), attribute)
            case Splat(block, attribute):
                return [self._attribute(block.address(key), attribute) for key, _ in block.instances()]
            case Var():
                return Secret(value.value) if value.sensitive else value.value
            case Argument():
                return self.value(value.value)
            case Join() | Json():
                return self._written(value)
        return value

    def _written(self, text: Join | Json) -> Any:
        if isinstance(text, Join):
            return _text([self.value(part) for part in text.parts], lambda clean: "".join(map(str, clean)))
        return _text(self.value(text.value), lambda clean: json.dumps(clean, separators=(",", ":"), sort_keys=True))

    def _attribute(self, address: str, attribute: str) -> Any:
        try:
            found: Any = self.done[address].attributes
            for step in attribute.split("."):
                found = found[int(step) if step.isdigit() else step]
                if found is UNKNOWN:
                    return found
        except KeyError:
            raise LookupError(f"{address} has no attribute {attribute}") from None
        return found

    def _closure(self, block: Block) -> frozenset[str]:
        targets = set(block.depends)
        for _, attributes in block.instances():
            targets |= blocks_in(attributes)
        addresses = {target.config_address for target in targets}
        return frozenset(addresses).union(*(self.closures[address] for address in addresses))


def settled(stack: Stack) -> Instances:
    """Everything applied: no value is unknown."""
    return Settler(stack, lambda instance: _computed(stack, instance)).run()


def _computed(stack: Stack, instance: Instance) -> None:
    """What the provider answers: ids and the like, made from where the object stands and what would replace it."""
    attributes, found = instance.attributes, instance.schema
    if instance.block.data:
        attributes.update(instance.block.reads)
        return
    identity = [instance.was or instance.address]
    identity += [json.dumps(revealed(attributes.get(name)), sort_keys=True) for name in sorted(found.force_new)]
    words = _Words({name: revealed(value) for name, value in attributes.items()})
    words.update(
        hex=hashlib.sha256("|".join(identity).encode()).hexdigest(), region=stack.region, account=stack.account
    )
    for name, template in found.computed.items():
        made = _filled(template, words)
        words[name] = made
        if attributes.get(name) is None:
            attributes[name] = Secret(made) if name in found.sensitive else made


def _filled(template: Any, words: Mapping[str, Any]) -> Any:
    if isinstance(template, str):
        return template.format_map(words)
    if isinstance(template, list):
        return [_filled(item, words) for item in template]
    return {name: _filled(item, words) for name, item in template.items()}


class _Words(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ""


def blocks_in(value: Any) -> set[Block]:
    """Every block that a value refers to."""
    found: set[Block] = set()
    pending = [value]
    while pending:
        match pending.pop():
            case Ref(block, _, _) | Splat(block, _):
                found.add(block)
            case dict() as items:
                pending.extend(items.values())
            case list() | tuple() as items:
                pending.extend(items)
            case Join(parts):
                pending.extend(parts)
            case Json(inner) | Argument(_, inner):
                pending.append(inner)
    return found


def revealed(value: Any) -> Any:
    """A value without its marks."""
    if isinstance(value, Secret):
        return revealed(value.value)
    if isinstance(value, list):
        return [revealed(item) for item in value]
    if isinstance(value, dict):
        return {name: revealed(item) for name, item in value.items()}
    return value


def holds(value: Any, wanted: Callable[[Any], bool]) -> bool:
    if isinstance(value, list):
        return any(holds(item, wanted) for item in value)
    if isinstance(value, dict):
        return any(holds(item, wanted) for item in value.values())
    return wanted(value) or (isinstance(value, Secret) and holds(value.value, wanted))


def is_unknown(value: Any) -> bool:
    return value is UNKNOWN


def _is_secret(value: Any) -> bool:
    return isinstance(value, Secret)


def _secret(value: Any) -> Any:
    return value if value is None or isinstance(value, Secret) else Secret(value)


def _text(value: Any, write: Callable[[Any], str]) -> Any:
    made = UNKNOWN if holds(value, is_unknown) else write(revealed(value))
    return Secret(made) if holds(value, _is_secret) else made


def _merged(default: Mapping[str, str], tags: Any) -> Any:
    return {**default, **tags} if isinstance(tags, dict) else dict(default)
