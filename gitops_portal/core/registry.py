"""A folder of plug-ins in, its plug-ins by id out: every module of the folder holds exactly one.

This is the one place that imports by name. A folder collects itself, and nothing beside it: that keeps the arrows that
`lint-imports` sees true.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Named(Protocol):
    """Whatever a plug-in folder holds: it says under which ids it is found."""

    @property
    def ids(self) -> tuple[str, ...]: ...


P = TypeVar("P", bound=Named)


def collect(name: str, path: Iterable[str], kind: type[P]) -> Mapping[str, P]:
    """Import every module below the package `name` at `path`; its instances of `kind` by id, in order of id.

    A package calls it with its own `__name__` and `__path__`. Folders inside of it only sort.
    Raises LookupError when a module holds none, and when two share an id.
    """
    found: dict[str, P] = {}
    for module in map(import_module, _modules(name, path)):
        plugins = [value for value in vars(module).values() if isinstance(value, kind)]
        if not plugins:
            raise LookupError(f"{module.__name__} holds no {kind.__name__}")
        for plugin in plugins:
            for own in plugin.ids:
                if own in found and found[own] is not plugin:
                    raise LookupError(f"two plug-ins call themselves {own}")
                found[own] = plugin
    return dict(sorted(found.items()))


def _modules(name: str, path: Iterable[str]) -> Iterator[str]:
    """The names of all modules below a package, in order of name."""
    for entry in sorted(entry for folder in path for entry in Path(folder).iterdir()):
        if entry.suffix == ".py" and entry.stem != "__init__":
            yield f"{name}.{entry.stem}"
        elif (entry / "__init__.py").exists():
            yield from _modules(f"{name}.{entry.name}", [str(entry)])
