"""The configuration of a plan in; who refers to whom and what is set out; constants stay behind."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.core import address as addresses
from gitops_portal.core.documents.plan.document import ConfiguredModule
from gitops_portal.core.documents.plan.written import EXPRESSION, Scope, Told
from gitops_portal.core.documents.reader import names
from gitops_portal.core.documents.secrecy import detectors
from gitops_portal.core.memo import Memo
from gitops_portal.core.model import Block, Module, ModuleCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_portal.core.documents.plan import document
    from gitops_portal.core.documents.secrecy.known import Secrets

PROVISIONERS: Final = frozenset({"chef", "file", "habitat", "local-exec", "puppet", "remote-exec", "salt-masterless"})
"""Those that Terraform has, or had."""

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_USER: Final = re.compile(r"(?<=//)[^/@]*@")
_LONGEST: Final = 300
"""Characters of a source or a version."""
_SCALARS: Final = frozenset({str, int, float, bool, Decimal, type(None)})
_CONSTANT: Final = frozenset({"constant_value"})


# ── who refers to whom ───────────────────────────────────────────────────────────────────────────────────────────


def module(written: ConfiguredModule | None, secrets: Secrets, variables: Iterable[str]) -> Module:
    """The root module, and all that it calls. `variables` are the names of those that the plan gives a value."""
    declared = (written and written.variables) or ()
    return _Modules(secrets).module(written, Scope(known=frozenset((*variables, *declared))))


class _Modules:
    """Modules of one plan. Where one is called a hundred times, what its blocks say alike is read once."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._blocks: dict[tuple[bytes, Scope], Block] = {}

    def module(self, written: ConfiguredModule | None, scope: Scope) -> Module:
        written = written or ConfiguredModule()
        return Module(
            blocks=tuple(self._block(resource, scope) for resource in written.resources or ()),
            calls={name: self._call(call, scope) for name, call in (written.module_calls or {}).items()},
            outputs={
                name: _distinct(references(output.expression), names(output.depends_on))
                for name, output in (written.outputs or {}).items()
            },
        )

    def _block(self, resource: document.ConfiguredResource, scope: Scope) -> Block:
        key = _ENCODER.encode(resource), scope
        if key not in self._blocks:
            self._blocks[key] = _block(resource, self._secrets, scope)
        return self._blocks[key]

    def _call(self, call: document.ModuleCall, scope: Scope) -> ModuleCall:
        passed, within = call.expressions or {}, scope.inside(references(call.for_each_expression))
        referred = {name: references(argument) for name, argument in passed.items()}
        pending = frozenset(name for name, found in referred.items() if not passed[name] or within.pending(found))
        return ModuleCall(
            module=self.module(call.module, Scope(pending)),
            arguments={name: _distinct(found) for name, found in referred.items()},
            references=_distinct(references([call.count_expression, call.for_each_expression]), names(call.depends_on)),
            source=_source(call.source or "", self._secrets),
            version=spared(call.version_constraint or "", self._secrets),
        )


def _block(resource: document.ConfiguredResource, secrets: Secrets, scope: Scope) -> Block:
    address = resource.address or ""
    if resource.type and resource.name:
        address = addresses.block("", resource.mode or "", resource.type, resource.name)
    told = Told(secrets, scope.inside(references(resource.for_each_expression)))
    known = told.read({} if resource.expressions is None else resource.expressions)  # an empty object is left out
    links = _links(resource.expressions)
    beside = [resource.count_expression, resource.for_each_expression, resource.provisioners]
    if not isinstance(resource.expressions, dict):
        beside.insert(0, resource.expressions)
    return Block(
        address=address,
        provider_key=resource.provider_config_key or "",
        references=_distinct(*links.values(), references(beside), names(resource.depends_on)),
        arguments=frozenset(told.arguments) if known else None,
        pending=frozenset(told.pending) if known else frozenset(),
        counts=_counts(resource.expressions or {}) if known else {},
        links=links,
        provisioners=_provisioners(resource.provisioners),
        provisioners_tell=_tells(resource.provisioners),
    )


def _is_expression(part: Any) -> bool:
    return not isinstance(part, dict) or part.keys() <= EXPRESSION


def _counts(expressions: dict[str, Any], path: str = "") -> dict[str, int]:
    """How many nested blocks there are: they stand as lists of objects, or as one that is no expression.

    Inside of blocks they are counted where there is one to count them in.
    """
    found = {}
    for name, part in expressions.items():
        blocks = part if type(part) is list else [] if _is_expression(part) else [part]
        if blocks:
            found[path + name] = len(blocks)
        if len(blocks) == 1 and isinstance(blocks[0], dict):
            found |= _counts(blocks[0], f"{path}{name}.")
    return found


def _links(expressions: Any) -> dict[str, tuple[str, ...]]:
    named = expressions.items() if isinstance(expressions, dict) else ()
    return {
        name: found
        for name, expression in named
        if not (type(expression) is dict and expression.keys() <= _CONSTANT)  # most, and these refer to nothing
        and (found := _distinct(references(expression)))
    }


def _provisioners(written: Any) -> tuple[str, ...]:
    """The types alone: what they run is often a secret. A type that is none of Terraform's is told as unknown."""
    found = written if isinstance(written, list) else ()
    kinds = [each.get("type") if isinstance(each, dict) else None for each in found]
    return tuple(kind if isinstance(kind, str) and kind in PROVISIONERS else "unknown" for kind in kinds)


def _tells(part: Any, name: str = "") -> bool:
    """Whether a tree of expressions holds a text that looks like a secret, by itself or by its name."""
    if isinstance(part, dict):
        # of an expression, the name is that of the argument
        return any(_tells(inner, name if key in EXPRESSION else key) for key, inner in part.items())
    if isinstance(part, list):
        return any(_tells(inner, name) for inner in part)
    if not isinstance(part, str):
        return False
    return bool(detectors.parts(part)) or (detectors.named(name) and detectors.secret(name, part))


def references(expression: Any) -> list[str]:
    """What an expression, or a tree of blocks of expressions, refers to: each traversal once, whole."""
    found: list[str] = []
    _refer(expression, found)
    return found


def _refer(expression: Any, found: list[str]) -> None:
    kind = type(expression)
    if kind is dict:
        for name, part in expression.items():
            if name == "constant_value":
                continue
            if name == "references" and type(part) is list and _SCALARS.issuperset(map(type, part)):
                found.extend(_traversals[tuple(part)])
            else:
                _refer(part, found)
    elif kind is list:
        for part in expression:
            _refer(part, found)


def traversals(references: Sequence[str]) -> list[str]:
    """What stands in the expression itself, in order: behind each, Terraform lists the shorter ones it begins with.

    `module.m.out`, `module.m` is one; a second `module.m` behind them is the module as a whole.
    """
    found: list[str] = []
    expected: str | None = None
    for reference in references:
        if reference != expected:
            found.append(reference)
        expected = _shorter(reference, found[-1])
    return list(dict.fromkeys(found))


_traversals: Final = Memo[tuple[Any, ...], list[str]](lambda references: traversals(names(references)), 16_384)
"""A module that is called a hundred times refers to the same a hundred times."""


def _shorter(reference: str, whole: str) -> str | None:
    """What is listed behind a part of `whole`; nothing behind the instance of a module of which an output is named."""
    shorter = addresses.shorter(reference)
    told = addresses.parse(reference)
    is_instance = len(told.modules) == 1 and not told.inside and bool(told.modules[0].brackets)
    return None if shorter == reference or (is_instance and reference != whole) else shorter


def _distinct(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _source(written: str, secrets: Secrets) -> str:
    """Where a module comes from, with the version it is taken at, and without what lets somebody in there."""
    place, _, query = written.partition("?")
    at = next((part for part in query.split("&") if part.startswith("ref=")), "")
    return spared(_USER.sub("", place) + (f"?{at}" if at else ""), secrets)


def spared(text: str, secrets: Secrets) -> str:
    """A text that holds nothing secret, nor anything that looks so; else nothing."""
    return text if len(text) <= _LONGEST and not detectors.parts(text) and secrets.spares(text) else ""
