"""A folder of plug-ins in, its plug-ins by id out: every module of the folder holds one, or a tuple of them.

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


def collect(name: str, path: Iterable[str], kind: type[P], *, folder: str = "") -> Mapping[str, P]:
    """Import every module below the package `name` at `path`; its instances of `kind` by id, in order of id.

    A package calls it with its own `__name__` and `__path__`. Folders inside of it only sort; `folder` is the one that
    is asked for, where it is not all.
    Raises LookupError when a module holds none, and when two share an id.
    """
    found: dict[str, P] = {}
    if folder:
        name, path = f"{name}.{folder}", [place for own, place in _folders(path) if own == folder]
    for module in map(import_module, _modules(name, path)):
        held = [each for value in vars(module).values() for each in (value if isinstance(value, tuple) else (value,))]
        plugins = [each for each in held if isinstance(each, kind)]
        if not plugins:
            raise LookupError(f"{module.__name__} holds no {kind.__name__}")
        for plugin in plugins:
            for own in plugin.ids:
                if own in found and found[own] is not plugin:
                    raise LookupError(f"two plug-ins call themselves {own}")
                found[own] = plugin
    return dict(sorted(found.items()))


def folders(path: Iterable[str]) -> list[str]:
    """The names of the folders that plug-ins are sorted into."""
    return sorted({name for name, _ in _folders(path)})


def _folders(path: Iterable[str]) -> Iterator[tuple[str, str]]:
    for entry in (entry for folder in path for entry in Path(folder).iterdir()):
        if not entry.suffix and (entry / "__init__.py").exists():
            yield entry.name, str(entry)


def _modules(name: str, path: Iterable[str]) -> Iterator[str]:
    """The names of all modules below a package, in order of name."""
    path = list(path)
    for own in sorted(entry.stem for folder in path for entry in Path(folder).glob("*.py")):
        if own != "__init__":
            yield f"{name}.{own}"
    for folder, place in sorted(_folders(path)):
        yield from _modules(f"{name}.{folder}", [place])
