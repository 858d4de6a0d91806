"""A usage file and the resources of a plan in, the entries of the file that nothing in the plan takes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Unmatched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.model import PricedComponent
    from gitops_portal.core.pricing.usage import Usage


class Matching:
    """Which entries are met, and which of their uses a bill has."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage
        self._open = {entry: set(told) for entry, told in (*usage.types.items(), *usage.resources.items())}
        self._met: set[str] = set()
        self._seen: set[tuple[tuple[str, ...], frozenset[str] | None]] = set()

    def meet(self, address: str, kind: str, parts: Iterable[PricedComponent] | None) -> None:
        """A resource stands on one side of a change; `parts` are of its bill, None where nobody knows that."""
        entries = self._usage.entries(address, kind)
        had = None if parts is None else frozenset(part.use.name for part in parts if part.use)
        if (entries, had) in self._seen:
            return
        self._seen.add((entries, had))
        for entry in entries:
            if entry in self._open:
                self._met.add(entry)
                self._open[entry] -= self._open[entry] if had is None else had

    def unmatched(self) -> Iterator[Unmatched]:
        """As the file has them, types first: those that no resource meets whole, of others what no bill has."""
        for entry, names in self._open.items():
            if entry not in self._met:
                yield Unmatched(entry)
            elif names:
                yield Unmatched(entry, tuple(sorted(names)))
