"""A change request and who reads whose outputs in; its graph, and what is told of one of its workspaces, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core import money, words
from gitops_portal.core.change_requests import Read, circles
from gitops_portal.core.model import GRAVEST_ACTIONS, Weight
from gitops_portal.core.view.workspaces import Box, Line, Named, Workspace, draw
from gitops_portal.records import queries
from gitops_portal.web.currency import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from gitops_portal.core.approvals import Approvals
    from gitops_portal.core.model import Action
    from gitops_portal.records.queries import Person, Reads, Request, Run

OTHER_STATES: Final = "other states"
OTHER_READERS: Final = "other workspaces"
"""What stands for all that is not named; no slug has a space in it."""
NAMED: Final = 5
"""Resources that stand beside the graph; of the others the run tells."""
_NOTHING: Final[Mapping[str, Any]] = {"rows": (), "left_out": 0}


@dataclass(frozen=True, slots=True)
class Shown:
    """A box, and what stands in it: the run of a workspace, or none where it stands outside. `place`: its turn."""

    box: Box
    run: Run | None
    place: int | None
    mix: Sequence[tuple[Action, int]]
    weight: str
    delta: str
    told: str
    """All of it for whoever can't see it."""
    current: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line; `told` says what is read, `lit` whether it leads from or to what is selected."""

    line: Line
    told: str
    lit: bool


@dataclass(frozen=True, slots=True)
class Card:
    """What is told of one workspace. `run` is None outside of the change request; others that are not named are not
    `known`, and their edges tell how many they are.
    """

    name: str
    known: bool
    run: Run | None
    approvals: Approvals | None
    place: int | None
    first: Sequence[str]
    delta: Decimal | None
    reads: Sequence[Read]
    read_by: Sequence[Read]
    named: Sequence[Mapping[str, Any]]
    """Of what it destroys, replaces or is blocked by, the gravest, and how many `more` there are."""
    more: int


@dataclass(frozen=True, slots=True)
class Ties:
    """How the workspaces of a change request depend on each other and on others."""

    reads: Reads
    places: Mapping[str, int]
    """Workspace -> its turn among the applies; without those in a circle, or behind one."""
    first: Mapping[str, Sequence[str]]
    """Workspace -> what has to be applied before it, and is not yet."""
    ordered: bool
    """Whether any has to wait for another."""

    def read_by(self, name: str) -> list[Read]:
        return [read for read in (*self.reads.inside, *self.reads.outside) if read.reader == name]

    def readers_of(self, name: str) -> list[Read]:
        return [read for read in (*self.reads.inside, *self.reads.outside) if read.read == name]

    @property
    def circles(self) -> list[list[str]]:
        return circles(self.reads.inside)


def ties(found: Request, person: Person) -> Ties:
    reads = queries.reads_of(found, person)
    turns, circle = queries.apply_order(found, reads)
    places = {slug: place for place, turn in enumerate(turns, start=1) for slug in turn}
    return Ties(reads, places, queries.apply_first(found, reads), ordered=len(turns) > 1 or bool(circle))


def page(found: Request, tied: Ties, asked: str) -> dict[str, Any]:
    """The graph, and what is told of the box that was asked for, else of the gravest; nothing of a single workspace."""
    runs = {run.workspace.slug: run for run in found.runs}
    edges = [*tied.reads.inside, *tied.reads.outside, *_others(tied.reads)]
    if len(runs) == 1 and not edges:
        return {}
    shown = card(found, tied, asked) or card(found, tied, gravest(found, tied))
    selected = shown.name if shown else ""
    beyond = dict.fromkeys(name for edge in edges for name in edge[:2] if name not in runs)
    outside = (Workspace(name, outside=True) for name in beyond)
    drawing = draw([*map(_workspace, found.runs), *outside], edges)
    boxes = [_shown(box, runs.get(box.name), tied.places.get(box.name), selected) for box in drawing.boxes]
    return {
        "card": shown,
        "drawing": drawing,
        "boxes": boxes,
        "lines_drawn": [Drawn(line, _told(line.read), lit=selected in line.read[:2]) for line in drawing.lines],
        "legend": [action for action in _ORDER if any(action in dict(box.mix) for box in boxes)],
        "weights": [weight for weight in map(str, Weight) if any(box.weight == weight for box in boxes)],
        "beyond": bool(beyond),
    }


def gravest(found: Request, tied: Ties) -> str:
    """The workspace that is selected first: blocked, else one that destroys something, else the first to be applied."""

    def need(run: Run) -> tuple[bool, bool, int]:
        place = tied.places.get(run.workspace.slug, len(found.runs))
        return not run.blocking, not (run.deletes or run.replaces), place

    return min(found.runs, key=need).workspace.slug


def card(found: Request, tied: Ties, name: str) -> Card | None:
    """None where the graph has no such box."""
    run = next((run for run in found.runs if run.workspace.slug == name), None)
    if run is None and name not in {*tied.reads.names, OTHER_STATES, OTHER_READERS}:
        return None
    others = [edge for edge in _others(tied.reads) if name in edge[:2]]
    kept = _kept(run) if run else _NOTHING
    return Card(
        name=name,
        known=name not in {OTHER_STATES, OTHER_READERS},
        run=run,
        approvals=queries.approvals_of([run])[run.pk] if run else None,
        place=tied.places.get(name),
        first=tied.first.get(name, ()),
        delta=_delta(run) if run else None,
        reads=[*tied.read_by(name), *(edge for edge in others if edge.reader == name)],
        read_by=[*tied.readers_of(name), *(edge for edge in others if edge.read == name)],
        named=kept["rows"][:NAMED],
        more=kept["left_out"] + max(0, len(kept["rows"]) - NAMED),
    )


def _others(reads: Reads) -> Iterator[Read]:
    for name, count in reads.other_states.items():
        yield Read(name, OTHER_STATES, (f"{count} state{'s' if count > 1 else ''}",))
    for name, count in reads.other_readers.items():
        yield Read(OTHER_READERS, name, (f"{count} workspace{'s' if count > 1 else ''}",))


# ── what stands in a box ─────────────────────────────────────────────────────────────────────────────────────────

_ORDER: Final = tuple(action for action in GRAVEST_ACTIONS if action.changes)
"""The gravest first."""


def _workspace(run: Run) -> Workspace:
    kept = _kept(run)
    named = [Named(row["address"], row["action"], blocks=row["blocks"]) for row in kept["rows"]]
    return Workspace(run.workspace.slug, named, kept["left_out"], _money(run))


def _shown(box: Box, run: Run | None, place: int | None, selected: str) -> Shown:
    mix = _mix(run) if run else []
    weight = _weight(run) if run else ""
    state = words.STATES.get(run.state, run.state) if run else "not in this change request"
    told = [state, *(words.counted(action, count) for action, count in mix)]
    told += [f"number {place} in the order of applies"] if place else []
    told += [f"guardrails: {words.WEIGHTS[weight]}"] if weight else []
    delta, said = _money(run) if run else "", f"{box.name}: {', '.join(told)}"
    return Shown(box, run, place, mix, weight, delta, said, current=box.name == selected)


def _kept(run: Run) -> Mapping[str, Any]:
    return run.gravest or _NOTHING


def _mix(run: Run) -> list[tuple[Action, int]]:
    counts = run.counts
    return [(action, counts[action]) for action in _ORDER if counts[action]]


def _weight(run: Run) -> str:
    found = (Weight.BLOCKS, run.blocking), (Weight.WARNS, run.warnings), (Weight.CANNOT_TELL, run.undetermined)
    return next((str(weight) for weight, count in found if count), "")


def _delta(run: Run) -> Decimal | None:
    """A month; None where it is not known."""
    known = run.cost_before is not None and run.cost_after is not None
    return run.cost_after - run.cost_before if known else None  # type: ignore[operator]  # both are known


def _money(run: Run) -> str:
    delta = _delta(run)
    return money.signed_rounded(*shown(delta)) if delta else ""


def _told(read: Read) -> str:
    told = [*read.outputs, *(["outputs that are not known"] if read.untold else [])]
    return f"{read.reader} reads from {read.read}: {', '.join(told)}"
