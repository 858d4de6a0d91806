"""A Stack in, the `configuration` of its plan out: modules, calls, variables, outputs and what refers to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.demo.author import Argument, Block, Join, Json, Key, Place, Ref, Splat, Stack, Var, bracketed
from tools.demo.schemas import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

Document = dict[str, Any]

NAMESPACES: Mapping[str, str] = {"datadog": "DataDog", "cloudflare": "cloudflare"}
CONSTRAINTS: Mapping[str, str] = {
    "aws": "~> 5.94", "azurerm": "~> 4.26", "google": "~> 6.28", "kubernetes": "~> 2.36", "helm": "~> 2.17",
    "random": "~> 3.7", "tls": "~> 4.0", "datadog": "~> 3.60",
}  # fmt: skip


def full_name(kind: str, *, tofu: bool) -> str:
    """The source address of the provider of a resource type."""
    name = kind.split("_", 1)[0]
    if name == "terraform":
        return "terraform.io/builtin/terraform"
    host = "registry.opentofu.org" if tofu else "registry.terraform.io"
    return f"{host}/{NAMESPACES.get(name, 'hashicorp').lower()}/{name}"


def configuration(stack: Stack) -> Document:
    writer = _Writer(stack)
    writer.write()
    providers = {provider.key.split(".")[0]: None for provider in stack.providers}
    kinds = {block.type.split("_", 1)[0] for block in stack.blocks}
    bare = {name: _provider(name, {}, stack) for name in sorted(kinds - providers.keys())}
    named = {
        provider.key: _provider(provider.key, writer.expressions(provider.expressions, stack.root), stack)
        for provider in stack.providers
    }
    return {"provider_config": {**bare, **named}, "root_module": writer.modules[()].document()}


def _provider(key: str, expressions: Document, stack: Stack) -> Document:
    name, _, alias = key.partition(".")
    return {
        "name": name,
        "full_name": full_name(name, tofu=stack.tofu),
        **({"alias": alias} if alias else {}),
        **({} if name == "terraform" else {"version_constraint": CONSTRAINTS.get(name, ">= 1.0")}),
        **({"expressions": expressions} if expressions else {}),
    }


@dataclass(slots=True)
class _Module:
    """One module of the configuration while it is being written."""

    place: Place
    resources: dict[str, Document] = field(default_factory=dict)
    calls: dict[str, _Module] = field(default_factory=dict)
    outputs: dict[str, Document] = field(default_factory=dict)
    variables: dict[str, Document] = field(default_factory=dict)
    arguments: dict[str, Document] = field(default_factory=dict)
    """What the caller passes."""
    taken: dict[str, tuple[Block | Var | str, str, Key]] = field(default_factory=dict)
    """What each generated name of a variable or an output stands for."""

    def document(self) -> Document:
        calls = {name: call.call() for name, call in sorted(self.calls.items())}
        return {
            **({"outputs": dict(sorted(self.outputs.items()))} if self.outputs else {}),
            **({"resources": [self.resources[name] for name in sorted(self.resources)]} if self.resources else {}),
            **({"module_calls": calls} if calls else {}),
            **({"variables": dict(sorted(self.variables.items()))} if self.variables else {}),
        }

    def call(self) -> Document:
        place = self.place
        return {
            "source": place.source,
            **({"version_constraint": place.version} if place.version else {}),
            "expressions": dict(sorted(self.arguments.items())),
            **({"for_each_expression": {"references": [f"local.{place.name}s"]}} if place.key is not None else {}),
            "module": self.document(),
        }


class _Writer:
    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.modules: dict[tuple[str, ...], _Module] = {(): _Module(stack.root)}

    def write(self) -> None:
        root = self.modules[()]
        for name, var in self.stack.variables.items():
            root.variables[name] = {
                **({"description": var.description} if var.description else {}),
                **({"sensitive": True} if var.sensitive else {"default": var.value}),
            }
        for place in self.stack.places:
            self._call(place)
        for block in self.stack.blocks:
            module = self.modules[block.place.names]
            if block.local not in module.resources:
                module.resources[block.local] = self._resource(block)
        for output in self.stack.outputs:
            root.outputs[output.name] = {
                "expression": self.expression(output.value, self.stack.root),
                **({"sensitive": True} if output.sensitive else {}),
                **({"description": output.description} if output.description else {}),
            }

    def _call(self, place: Place) -> None:
        if place.names in self.modules or place.parent is None:
            return
        module = self.modules[place.names] = _Module(place)
        self.modules[place.parent.names].calls[place.name] = module
        for name, value in place.arguments.items():
            module.variables[name] = {}
            module.arguments[name] = self.expression(value, place.parent)

    def _resource(self, block: Block) -> Document:
        written = dict(block.attributes)
        for own in (block.each or {}).values():
            written.update({name: _Own(name, block) for name in own})
        loop: Document = {}
        if block.over is not None:
            loop = {"for_each_expression": {"references": [block.over.local]}}
        elif block.each and all(isinstance(key, int) for key in block.each):
            loop = {"count_expression": {"constant_value": len(block.each)}}
        needs = [self._reach(block.place, need, "", None)[-1] for need in block.depends]
        return {
            "address": block.local,
            "mode": "data" if block.data else "managed",
            "type": block.type,
            "name": block.name,
            "provider_config_key": block.provider or block.type.split("_", 1)[0],
            "expressions": self.expressions(written, block.place),
            "schema_version": schema(block.type).version,
            **loop,
            **({"depends_on": sorted(needs)} if needs else {}),
        }

    def expressions(self, written: Mapping[str, Any], place: Place) -> Document:
        return {name: self.expression(value, place) for name, value in sorted(written.items()) if value is not None}

    def expression(self, value: Any, place: Place) -> Any:
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            return [self.expressions(item, place) for item in value]
        references = self._references(value, place)
        if isinstance(value, Json) and not references:
            return {}  # what a function makes of constants is no constant
        return {"references": references} if references else {"constant_value": value}

    def _references(self, value: Any, place: Place) -> list[str]:
        match value:
            case _Own(name, block):
                inner = [self._references(own.get(name), place) for own in (block.each or {}).values()]
                counted = all(isinstance(key, int) for key in block.each or {})
                own = ["count.index"] if counted else [f"each.value.{name}", "each.value"]
                return list(dict.fromkeys([*own, *(item for items in inner for item in items)]))
            case Ref(block, attribute, key):
                return self._reach(place, block, attribute, key)
            case Splat(block, attribute):
                return self._reach(place, block, "" if block.place is place else attribute, None)
            case Var():
                return self._reach(place, value, value.name, None)
            case Argument(name, _):
                return [f"var.{name}"]
        return self._all(parts_of(value), place)

    def _all(self, values: Any, place: Place) -> list[str]:
        return list(dict.fromkeys(item for value in values for item in self._references(value, place)))

    def _reach(self, place: Place, target: Block | Var, attribute: str, key: Key) -> list[str]:
        """The references by which `place` gets at an attribute, passing it through the modules between."""
        source = target.place if isinstance(target, Block) else self.stack.root
        if place.names == source.names:
            return _longest_first(target, attribute, key)
        if source.names[: len(place.names)] == place.names:
            child = _child_towards(source, place)
            module = self.modules[child.names]
            within = target.config_address if isinstance(target, Block) else target
            name = self._name(module, target, (within, attribute, key))
            if name not in module.outputs:
                secret = isinstance(target, Block) and attribute in schema(target.type).sensitive
                references = self._reach(child, target, attribute, key)
                module.outputs[name] = {
                    "expression": {"references": references},
                    **({"sensitive": True} if secret else {}),
                }
            called = f"module.{child.name}"
            keyed = [f"{called}{bracketed(child.key)}"] if child.key is not None else []
            return [f"{(keyed or [called])[0]}.{name}", *keyed, called]
        module = self.modules[place.names]
        name = self._name(module, target, (target, attribute, key))
        if name not in module.arguments and place.parent is not None:
            module.variables[name] = {"sensitive": True} if isinstance(target, Var) and target.sensitive else {}
            module.arguments[name] = {"references": self._reach(place.parent, target, attribute, key)}
        return [f"var.{name}"]

    @staticmethod
    def _name(module: _Module, target: Block | Var, wanted: tuple[Block | Var | str, str, Key]) -> str:
        """A name for the variable or output that carries this, the same one whenever the same is asked for."""
        attribute = wanted[1]
        if isinstance(target, Var):
            short, candidates = target.name, [target.name]
        else:
            kind = target.type.split("_", 1)[1]
            short = kind if target.name in {"this", "main"} else target.name
            attribute = attribute.replace(".", "_") or "all"
            candidates = [f"{short}_{attribute}", f"{kind}_{target.name}_{attribute}"]
        numbered = (f"{short}_{attribute}_{number}" for number in range(2, 1000))
        for name in [*candidates, *numbered]:
            if module.taken.get(name, wanted) == wanted and (name in module.taken or name not in module.variables):
                module.taken[name] = wanted
                return name
        raise LookupError(f"no name is left for {target}")


def parts_of(value: Any) -> list[Any]:
    """What a template, a list or an object is made of; nothing for a plain value."""
    match value:
        case Join(parts):
            return list(parts)
        case Json(inner):
            return [inner]
        case dict():
            return list(value.values())
        case list():
            return value
    return []


@dataclass(frozen=True, slots=True)
class _Own:
    """An attribute that differs per instance."""

    name: str
    block: Block


def _longest_first(target: Block | Var, attribute: str, key: Key) -> list[str]:
    """A reference, and all that it begins with, as Terraform lists them: `a.b["k"].c[0].d`, `a.b["k"].c[0]` … `a.b`."""
    if isinstance(target, Var):
        return [f"var.{target.name}"]
    base = target.local
    found = [base, f"{base}{bracketed(key)}"]
    for step in attribute.split(".") if attribute else ():
        found.append(f"{found[-1]}[{step}]" if step.isdigit() else f"{found[-1]}.{step}")
    return list(dict.fromkeys(reversed(found)))


def _child_towards(source: Place, place: Place) -> Place:
    """The module below `place` on the way down to `source`."""
    while source.parent is not None and source.parent.names != place.names:
        source = source.parent
    return source
