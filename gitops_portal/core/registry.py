"""A package of plug-ins in, its plug-ins by id out: every module of the package holds exactly one."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType


class Named(Protocol):
    """Whatever a plug-in folder holds: it says under which ids it is found."""

    @property
    def ids(self) -> tuple[str, ...]: ...


P = TypeVar("P", bound=Named)


def collect(package: ModuleType, kind: type[P]) -> Mapping[str, P]:
    """Import every module of `package` and return its instances of `kind` by id, in order of id.

    Raises LookupError when a module holds none, and when two share an id.
    """
    found: dict[str, P] = {}
    for info in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{info.name}")
        plugins = [value for value in vars(module).values() if isinstance(value, kind)]
        if not plugins:
            raise LookupError(f"{module.__name__} holds no {kind.__name__}")
        for plugin in plugins:
            for name in plugin.ids:
                if name in found and found[name] is not plugin:
                    raise LookupError(f"two plug-ins call themselves {name}")
                found[name] = plugin
    return dict(sorted(found.items()))
