"""A run in, the other workspaces that read its state, and the states that it reads, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gitops_portal.core.dependencies.remote_state import EVERY
from gitops_portal.records.models import Person, Run, StateRead, Workspace
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable

PROD: Final = frozenset({"prod", "production"})
"""Values of the label `env` that mean production."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A workspace whose newest plan reads a state. `touched` are outputs that it reads and the run changes."""

    workspace: Workspace
    outputs: tuple[str, ...]
    touched: tuple[str, ...]
    untold: bool
    """Whether some of the outputs that it reads can't be told."""


@dataclass(frozen=True, slots=True)
class Readers:
    """All that read a workspace's state; of those that the asking person may not see only the number is told."""

    seen: tuple[Reader, ...]
    prod: int
    hidden: int
    touched: tuple[str, ...]
    may_touch: bool
    """Whether an output changes that one of them may read."""

    @property
    def count(self) -> int:
        return len(self.seen) + self.hidden


@dataclass(frozen=True, slots=True)
class StateOf:
    """A state that a block reads, and whose it is, where that is known and may be seen."""

    address: str
    outputs: tuple[str, ...]
    workspace: Workspace | None


def readers(run: Run, person: Person) -> Readers | None:
    """None where nobody is known to read it: no address is declared, or none reads there."""
    address = run.workspace.state_address
    if not address:
        return None
    rows = StateRead.objects.filter(address=address).exclude(workspace=run.workspace).select_related("workspace")
    outputs: dict[int, set[str]] = {}
    known: dict[int, Workspace] = {}
    for row in rows.order_by("workspace__slug", "pk"):
        known[row.workspace_id] = row.workspace
        outputs.setdefault(row.workspace_id, set()).update(row.outputs or (EVERY,))
    if not known:
        return None
    changing = {output["name"] for output in run.summary.get("outputs", [])}
    found = [_reader(workspace, outputs[key], changing) for key, workspace in known.items()]
    mine = set(workspaces(person).filter(pk__in=known).values_list("pk", flat=True))
    return Readers(
        seen=tuple(reader for reader in found if reader.workspace.pk in mine),
        prod=sum(reader.workspace.labels.get("env") in PROD for reader in found),
        hidden=len(known) - len(mine),
        touched=tuple(sorted({name for reader in found for name in reader.touched})),
        may_touch=bool(changing) and any(reader.untold for reader in found),
    )


def _reader(workspace: Workspace, outputs: set[str], changing: Iterable[str]) -> Reader:
    touched = tuple(sorted(outputs.intersection(changing)))
    return Reader(workspace, tuple(sorted(outputs - {EVERY})), touched, EVERY in outputs)


def states_read(run: Run, block: str, person: Person) -> list[StateOf]:
    """What a `terraform_remote_state` block reads by the newest plan of the workspace."""
    if ".terraform_remote_state." not in block:
        return []
    rows = list(StateRead.objects.filter(workspace=run.workspace, block=block).order_by("address"))
    owners = workspaces(person).filter(state_address__in=[row.address for row in rows])
    by_address = {owner.state_address: owner for owner in owners}
    return [StateOf(row.address, tuple(row.outputs), by_address.get(row.address)) for row in rows]
