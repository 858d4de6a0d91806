"""A function or a kind of rule in, a digest of the code that decides what it answers out.

That is the code of its module and of every module of the core that this imports, at any distance. It is read as Python
compiled it: comments and layout do not count, texts and docstrings in those modules do. Another version of Python
compiles it to something else, and gets another digest: then the gate judges again what was judged.
"""

from __future__ import annotations

import dis
import hashlib
import sys
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORE: Final = "gitops_portal.core"


def digest(check: Callable[..., Any]) -> str:
    """Of a check's code, in hexadecimal. A kind is an instance: it is its class's code that counts."""
    owner = check if hasattr(check, "__qualname__") else type(check)
    return _of_all(owner.__module__)


@cache
def _of_all(module: str) -> str:
    told = [f"{name} {_digest(name)}" for name in sorted(closure(module))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@cache
def _digest(name: str) -> str:
    code = _code(name)
    return hashlib.sha256("\n".join(_told(code)).encode()).hexdigest() if code else ""


def closure(module: str) -> frozenset[str]:
    """A module and every module of the core that it imports, at any distance; names that are no module among them."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports(name)
    return frozenset(found)


@cache
def _imports(name: str) -> tuple[str, ...]:
    code = _code(name)
    return tuple(dict.fromkeys(_imported(code))) if code else ()


@cache
def _code(name: str) -> CodeType | None:
    """The compiled code of a module, loaded or not; None of what has none to tell, such as a name in a module."""
    loader: Any = getattr(_spec(name), "loader", None)
    compiled: CodeType | None = loader.get_code(name) if hasattr(loader, "get_code") else None
    return compiled


@cache
def _spec(name: str) -> ModuleSpec | None:
    """Where a module lies. What is imported for its types alone may not be loaded, and counts all the same."""
    package, _, _ = name.rpartition(".")
    if not package:
        return sys.modules[name].__spec__
    above = _spec(package)
    places = above.submodule_search_locations if above else None
    return None if places is None else PathFinder.find_spec(name, places)


def _imported(code: CodeType) -> Iterator[str]:
    """The modules of the core that are imported by name anywhere in it: of `from a.b import c`, both a.b and a.b.c."""
    instructions = [*dis.get_instructions(code)]
    for place, one in enumerate(instructions):
        if one.opname == "IMPORT_NAME" and str(one.argval).startswith(CORE):
            yield one.argval
            for after in instructions[place + 1 :]:
                if after.opname == "IMPORT_FROM":
                    yield f"{one.argval}.{after.argval}"
                elif not after.opname.startswith("STORE_"):
                    break
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _imported(constant)


def _told(code: CodeType) -> Iterator[str]:
    """What the code says, the same in every process: sets have no order of their own."""
    yield code.co_name
    yield code.co_code.hex()
    yield code.co_exceptiontable.hex()  # where a try begins and ends
    yield repr((code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars))
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _told(constant)
        else:
            yield repr(sorted(map(repr, constant)) if isinstance(constant, frozenset) else constant)
