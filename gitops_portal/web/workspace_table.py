"""Lines of the overview and a person in, rows of the table of workspaces out: who acts next, narrowed and sorted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gitops_portal.core import words
from gitops_portal.core.lifecycle import State
from gitops_portal.records import queries
from gitops_portal.web.sparkline import Sparkline, sparkline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gitops_portal.records.queries import Line, Person, Run, Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """A workspace as its table shows it."""

    workspace: Workspace
    labels: list[str]
    run: Run | None
    waits_for_me: int | None
    """The number of the run that has waited longest for whoever looks."""
    next: str
    cost: Decimal | None
    over_budget: bool
    costs: tuple[Decimal, ...]

    @property
    def trend(self) -> Sparkline | None:
        """What it cost lately, drawn when the row is shown: thousands may stand behind one page."""
        return sparkline(self.costs)


SHOWN: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "waiting": ("Waiting for me", lambda row: row.waits_for_me is not None),
    "blocked": ("Blocked", lambda row: row.run is not None and row.run.state == State.BLOCKED),
    "awaiting": ("Needs approval", lambda row: row.run is not None and row.run.state == State.AWAITING),
    "errored": ("Errored", lambda row: row.run is not None and row.run.state in {State.ERRORED, State.APPLY_FAILED}),
    "drifted": ("Drifted", lambda row: bool(row.workspace.drifted)),
    "unverified": ("Unverified", lambda row: row.workspace.unverified),
    "over-budget": ("Over budget", lambda row: row.over_budget),
    "empty": ("No plan yet", lambda row: row.run is None),
}
"""What the table may be narrowed to, in the order of the select."""

_GRAVITY: dict[str, int] = {State.BLOCKED: 1, State.AWAITING: 2, State.ERRORED: 3, State.APPLY_FAILED: 3}


def _attention(row: Row) -> tuple[Any, ...]:
    """What needs a person stands on top: mine first, then the gravest, then what drifted, then the rest by name."""
    gravity = _GRAVITY.get(row.run.state, 9) if row.run else 9
    return (
        row.waits_for_me is None,
        gravity,
        not row.workspace.drifted,
        not row.workspace.unverified,
        row.workspace.slug,
    )


SORTS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "attention": ("What needs somebody", _attention),
    "name": ("Name", lambda row: row.workspace.slug),
    "newest": ("Newest plan", lambda row: -row.run.pk if row.run else 1),
    "cost": ("Cost", lambda row: -(row.cost or Decimal(0))),
    "drift": ("Drift", lambda row: -(row.workspace.drifted or 0)),
    "verified": (
        "Longest unverified",
        lambda row: row.workspace.verified_at.timestamp() if row.workspace.verified_at else 0,
    ),
}


def rows(lines: Iterable[Line], person: Person) -> list[Row]:
    newest_first = reversed(queries.waiting_for(person))
    waiting = {run.workspace: run.number for run in newest_first}  # the longest waiting of each workspace stays
    return [_row(line, waiting.get(line.workspace.pk)) for line in lines]


def _row(line: Line, waits: int | None) -> Row:
    cost = line.costs[-1] if line.costs else None
    budget = line.workspace.budget
    return Row(
        workspace=line.workspace,
        labels=[f"{name}={value}" for name, value in line.workspace.labels.items()],
        run=line.run,
        waits_for_me=waits,
        next="You: decide" if waits else words.NEXT.get(line.run.state, "") if line.run else "CI: sends a plan",
        cost=cost,
        over_budget=cost is not None and budget is not None and cost > budget,
        costs=line.costs,
    )


def narrowed(rows: Iterable[Row], asked: dict[str, str]) -> list[Row]:
    text, (label, _, value) = asked["q"].casefold(), asked["label"].partition("=")
    test = SHOWN[asked["state"]][1] if asked["state"] in SHOWN else None
    return [
        row
        for row in rows
        if (not text or text in f"{row.workspace.slug}\n{row.workspace.name}".casefold())
        and (not label or row.workspace.labels.get(label) == value)
        and (test is None or test(row))
    ]


def order(asked: str) -> Callable[[Row], Any]:
    """The key to sort by; what needs somebody stands first where no such order is known."""
    return SORTS.get(asked, SORTS["attention"])[1]
