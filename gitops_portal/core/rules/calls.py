"""A plan in; the modules that its own configuration calls, and where each comes from, out.

What a module from elsewhere calls is the business of whoever wrote it, and is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core import address as addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import ModuleCall
    from gitops_portal.core.rules.facts import Facts

_LOCAL: Final = re.compile(r"[./\\]|[A-Za-z]:[\\/]")
_GIT: Final = re.compile(r"git::|git@|(?:https?://)?(?:www\.)?(?:github\.com|bitbucket\.org|gitlab\.com)/|ssh://")
_REGISTRY: Final = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?/)?[\w-]+/[\w-]+/[\w-]+(?://.*)?", re.ASCII)
_PLAIN: Final = re.compile(r"(?:[a-z]+::)?(?:http|git)://", re.IGNORECASE)
_REF: Final = re.compile(r"[?&]ref=([^&]*)")


def own(facts: Facts) -> Iterator[tuple[str, ModuleCall]]:
    """The calls of the root module and of the folders beside it, each with its address."""
    waiting = [("", facts.changes.root)]
    while waiting:
        path, module = waiting.pop()
        for name, call in module.calls.items():
            address = addresses.call(path, name)
            yield address, call
            if _LOCAL.match(call.source):
                waiting.append((address, call.module))


def from_registry(call: ModuleCall) -> bool:
    """Whether a registry has it, which knows its versions."""
    return not _GIT.match(call.source) and _REGISTRY.fullmatch(call.source) is not None


def from_git(call: ModuleCall) -> bool:
    return _GIT.match(call.source) is not None


def revision(call: ModuleCall) -> str:
    """The branch, tag or commit that a source in Git names; empty where it names none."""
    found = _REF.search(call.source)
    return found[1] if found else ""


def in_clear(call: ModuleCall) -> bool:
    """Whether it is fetched by a protocol that tells nobody whether it was changed on the way."""
    return _PLAIN.match(call.source) is not None
