"""What a block of the configuration says in; what it sets, and what of that may be known after apply only, out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.documents.reader import names
from gitops_portal.core.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.documents.secrecy.known import Secrets

_STEPS: Final = re.compile(r"[.\[]")
EXPRESSION: Final = frozenset({"constant_value", "references"})
"""Members of an expression; what has others is a block."""
_PLAIN_SCOPES: Final = frozenset({"count", "path", "terraform"})


def _two_steps(reference: str) -> tuple[str, str]:
    kind, name, *_ = *_STEPS.split(reference, 2), ""
    return kind, name


class Scope(Struct, frozen=True, gc=False):
    """What, inside one module or block, may stand for a value that is known after apply only."""

    variables: frozenset[str] = frozenset()
    each: bool = False
    known: frozenset[str] | None = None
    """The variables of the root module, whose values are known whenever there is a plan; others are none of its own."""

    def pending(self, references: Iterable[str]) -> bool:
        return any(map(self._opaque, references))

    def inside(self, for_each: list[str]) -> Scope:
        return replace(self, each=self.pending(for_each)) if for_each else self

    def _opaque(self, reference: str) -> bool:
        kind, name = _first_steps[reference]
        if kind == "var":
            return name in self.variables if self.known is None else name not in self.known
        return self.each and name != "key" if kind == "each" else kind not in _PLAIN_SCOPES


_first_steps: Final = Memo[str, tuple[str, str]](_two_steps, 16_384)


class Told:
    """What is set in a block, by name, and inside its blocks as `block.name`.

    Names that are cut out would pass for unset, so then nothing is told.
    """

    def __init__(self, secrets: Secrets, scope: Scope) -> None:
        self.arguments: set[str] = set()
        self.pending: set[str] = set()
        self._secrets = secrets
        self._scope = scope

    def read(self, written: Any, path: str = "") -> bool:
        if not isinstance(written, dict) or self._secrets.know_name_in(written):
            return False
        for name, part in written.items():
            place = path + name
            self.arguments.add(place)
            if isinstance(part, dict) and part.keys() <= EXPRESSION:
                # an empty one is a call of a function without references, such as uuid()
                if not part or ("references" in part and self._scope.pending(names(part["references"]))):
                    self.pending.add(place)
            elif isinstance(part, dict | list) and not self._blocks(place, part if isinstance(part, list) else [part]):
                return False
        return True

    def _blocks(self, place: str, blocks: list[Any]) -> bool:
        pending = len(self.pending)
        if not all(self.read(block, f"{place}.") for block in blocks):
            return False
        if len(self.pending) > pending:
            self.pending.add(place)
        return True
