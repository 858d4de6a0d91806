"""The rules of runs written a second time, small and pure: what two acts at once may come to, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.actions.acts import Act

OPEN = ("awaiting", "approved", "changes_requested")
UNJUDGED = ("queued",)
OVERTAKEN = ("superseded", "outdated")


@dataclass
class Kept:
    """A run."""

    branch: str
    body: int
    state: str = "queued"
    successor: int = 0
    applied: bool = False
    approved_by: set[str] = field(default_factory=set)
    held_by: set[str] = field(default_factory=set)
    before: str = ""
    """What it was until another one overtook it."""
    gate: tuple[object, ...] = ()
    """What the gate said last."""
    let: bool = False
    """Whether the gate ever said yes."""
    bypassed: bool = False

    @property
    def shown(self) -> tuple[object, ...]:
        """What the database tells of it, too."""
        people = tuple(sorted(self.approved_by)), tuple(sorted(self.held_by))
        return self.branch, self.state, self.successor, self.applied, *people


@dataclass
class World:
    """A workspace: its runs by number, which key made which, and how often each event happened to each run."""

    required: int
    runs: dict[int, Kept] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    events: Counter[tuple[str, int]] = field(default_factory=Counter)
    said: dict[int, str] = field(default_factory=dict)
    """What came of the acts of this moment, by their place."""
    asked: dict[int, tuple[object, ...]] = field(default_factory=dict)
    """What the gate saw."""

    def tell(self, verb: str, number: int) -> None:
        self.events[verb, number] += 1

    def end(self, number: int, state: str, by: int) -> None:
        run = self.runs[number]
        run.before, run.state, run.successor = run.state, state, by
        self.tell(f"run.{state}", number)

    # ── uploads: two steps, between which anything may happen ────────────────────────────────────────────────────

    def create(self, place: int, act: Act) -> None:
        if known := self.keys.get(act.key):
            same = (self.runs[known].branch, self.runs[known].body) == (act.branch, act.body)
            self.said[place] = f"done {known}" if same else "Invalid"
            return
        number = len(self.runs) + 1
        older = [one for one, run in self.runs.items() if run.branch == act.branch and run.state in (*UNJUDGED, *OPEN)]
        self.runs[number] = Kept(act.branch, act.body)
        if act.key:
            self.keys[act.key] = number
        self.tell("run.uploaded", number)
        for one in older:
            self.end(one, "superseded", number)
        self.said[place] = f"done {number}"

    def judge(self, place: int, _act: Act) -> None:
        word, _, number = self.said[place].partition(" ")
        run = self.runs[int(number)] if word == "done" else None
        if run is None or run.state != "queued":
            return
        run.state = "awaiting"
        self.tell("run.evaluated", int(number))
        replaced = [one for one in self.runs.values() if one.successor == int(number) and one.approved_by]
        before = replaced[-1] if replaced else None
        if before and not before.held_by and before.body == run.body:
            run.approved_by = {*before.approved_by}
            self.tell("run.approval_carried_over", int(number))
            if len(run.approved_by) >= self.required:
                run.state = "approved"

    # ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────

    def decide(self, place: int, act: Act) -> None:
        run, seen = self.runs[act.run], self.runs[act.seen]
        if not self._may(act, run) or not self._same(run, seen):
            self.said[place] = "Stale"
            self.tell("run.decision_refused", act.run)
            return
        self.said[place] = f"done {act.does}"
        if act.does == "approve":
            run.approved_by.add(act.who)
            run.state = "approved" if len(run.approved_by) >= self.required else run.state
            self.tell("run.approved", act.run)
        elif act.does == "reject":
            run.state = "rejected"
            self.tell("run.rejected", act.run)
        else:
            run.held_by.add(act.who)
            run.state = "changes_requested"
            self.tell("run.changes_requested", act.run)

    @staticmethod
    def _may(act: Act, run: Kept) -> bool:
        if act.does == "approve":
            return run.state == "awaiting" and act.who not in run.approved_by
        return run.state in OPEN and not (act.does == "request_changes" and act.who in run.held_by)

    @staticmethod
    def _same(run: Kept, seen: Kept) -> bool:
        """Whether both pages showed the same: a run that was never judged showed nothing."""
        judged = [one.state != "queued" and one.before != "queued" for one in (run, seen)]
        return judged[0] == judged[1] and (not judged[0] or run.body == seen.body)

    # ── CI ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, place: int, act: Act) -> None:
        run = self.runs[act.run]
        held_by = sorted(run.held_by) if run.state == "changes_requested" else ()
        self.asked[place] = (run.state, run.successor, *held_by)
        self.said[place] = "done allowed" if run.state == "approved" else "done closed"

    def note(self, place: int, act: Act) -> None:
        """A no is told as it was said; a yes only where it is one still."""
        if self.said[place] == "done allowed":
            self.ask(place, act)
        run, told = self.runs[act.run], self.asked[place]
        if told != run.gate:
            run.gate, run.let = told, run.let or told[0] == "approved"
            self.tell("run.gate_allowed" if told[0] == "approved" else "run.gate_refused", act.run)

    def outcome(self, place: int, act: Act) -> None:
        run = self.runs[act.run]
        late = act.does == "applied" and run.state in OVERTAKEN
        if run.state == act.does or (late and run.applied):
            self.said[place] = f"done {run.state}"
            return
        self._notice(run, act.run)
        if not late and not self._applies(act, run):
            self.said[place] = "Stale"
            return
        run.state = run.state if late else act.does
        run.applied = act.does == "applied"
        self.said[place] = f"done {run.state}"
        self.tell(f"run.{act.does}", act.run)
        for number, other in self.runs.items() if run.applied else ():
            if number != act.run and other.state in (*UNJUDGED, *OPEN):
                self.end(number, "outdated", act.run)

    @staticmethod
    def _applies(act: Act, run: Kept) -> bool:
        return run.state == "approved" or (act.does == "applied" and run.state == "apply_failed")

    def _notice(self, run: Kept, number: int) -> None:
        """An apply that nobody approved is noticed once."""
        fine = run.state in {"approved", "applied", "apply_failed"}
        fine |= run.state in OVERTAKEN and run.before == "approved" and run.let
        if not fine and not run.bypassed:
            run.bypassed = True
            self.tell("workspace.bypassed", number)

    # ── at once ──────────────────────────────────────────────────────────────────────────────────────────────────

    def steps(self, place: int, act: Act) -> list[Callable[[World], None]]:
        """What an act does one after the other: each step whole, or not at all."""
        if act.does == "upload":
            return [lambda world: world.create(place, act), lambda world: world.judge(place, act)]
        if act.does == "ask the gate":
            return [lambda world: world.ask(place, act), lambda world: world.note(place, act)]
        if act.does in {"applied", "apply_failed"}:
            return [lambda world: world.outcome(place, act)]
        return [lambda world: world.decide(place, act)]

    def foretold(self, *acts: Act) -> list[World]:
        """Every world that these acts may lead to, and what each of them is answered there."""
        found = []
        for order in orders(*(self.steps(place, act) for place, act in enumerate(acts))):
            world = deepcopy(self)
            world.said, world.asked = {}, {}
            for step in order:
                step(world)
            found.append(world)
        return found

    def answers(self) -> list[str]:
        return [self.said[place] for place in sorted(self.said)]

    def shown(self) -> dict[int, tuple[object, ...]]:
        return {number: run.shown for number, run in self.runs.items()}


def orders(*queues: list[Callable[[World], None]]) -> Iterator[list[Callable[[World], None]]]:
    """All ways to put the steps into one line in which each act keeps its order."""
    if not any(queues):
        yield []
    for place, queue in enumerate(queues):
        if queue:
            rest = [one[1:] if number == place else one for number, one in enumerate(queues)]
            yield from ([queue[0], *later] for later in orders(*rest))
