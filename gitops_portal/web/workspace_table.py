"""What an address asks for and lines of the overview in; rows and columns of the table of workspaces out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gitops_portal.core import words
from gitops_portal.core.lifecycle import State
from gitops_portal.records import queries
from gitops_portal.web.sparkline import Sparkline, sparkline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from django.http import QueryDict

    from gitops_portal.records.queries import Asked, Line, Run, Workspace

STATES: Final = {
    "waiting": "Waiting for you",
    "blocked": "Blocked",
    "awaiting": "Needs approval",
    "changes-requested": "Changes requested",
    "errored": "Errored",
    "over-budget": "Over budget",
    "unpriced": "Cost not known",
    "empty": "No plan yet",
}
POSTURES: Final = {"drifted": "Drifted", "unverified": "Unverified", "same": "As declared"}
SORTS: Final = {
    "attention": "What needs somebody",
    "name": "Name",
    "newest": "Newest plan",
    "changes": "Most changes",
    "guardrails": "Guardrails",
    "drift": "Most drift",
    "verified": "Longest unverified",
    "cost": "Monthly cost",
    "delta": "Change of cost",
}
_HEADS: Final = (
    ("name", "Workspace"),
    ("newest", "Last run"),
    ("changes", "Changes"),
    ("guardrails", "Guardrails"),
    ("drift", "Drift"),
    ("cost", "Monthly cost"),
    ("delta", "Change"),
    ("attention", "Acts next"),
)
_NUMBERS: Final = {"cost", "delta"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: `sort` is what its link asks for, `sorted` how the table is sorted by it now, if it is."""

    name: str
    word: str
    sort: str
    sorted: str
    number: bool


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
    delta: Decimal | None
    """What the plan that is open would change of the monthly cost."""
    over_budget: bool
    trend: Sparkline | None


def asked(query: QueryDict, month: datetime) -> Asked:
    """What an address asks for; no character that a database refuses is passed on."""
    told = {name: query.get(name, "")[:200].replace("\0", "") for name in ("q", "state", "posture", "sort")}
    labels = (label[:400].replace("\0", "") for label in query.getlist("label")[:20])
    return queries.Asked(
        text=told["q"].strip(),
        state=told["state"],
        posture=told["posture"],
        labels=tuple(dict.fromkeys(filter(None, labels))),
        applied_since=month if told["state"] == "applied" else None,
        sort=told["sort"],
    )


def kept(query: QueryDict) -> str:
    """What a saved view keeps of an address: what narrows and sorts, not the page."""
    found = query.copy()
    found.clear()
    for name in ("q", "state", "posture", "label", "sort"):
        if said := [value for value in query.getlist(name) if value]:
            found.setlist(name, said)
    return found.urlencode()


def heads(sort: str) -> list[Head]:
    """Every column's head, where the table is sorted by `sort`."""
    now = sort.removeprefix("-") if sort.removeprefix("-") in SORTS else "attention"
    return [_head(name, word, sort if name == now else None) for name, word in _HEADS]


def _head(name: str, word: str, sort: str | None) -> Head:
    """`sort` is None where the table is sorted by another column."""
    turned = sort is not None and sort.startswith("-")
    falls = queries.SORTS[name][0] != turned
    order = "other" if name == "attention" else "descending" if falls else "ascending"
    following = name if sort is None or turned else f"-{name}"
    return Head(name, word, following, order if sort is not None else "", name in _NUMBERS)


def rows(lines: Iterable[Line], waiting: Mapping[int, int]) -> list[Row]:
    """`waiting` has the number of the run that waits for whoever looks, by the key of its workspace."""
    return [_row(line, waiting.get(line.workspace.pk)) for line in lines]


def _row(line: Line, waits: int | None) -> Row:
    run, budget = line.run, line.workspace.budget
    return Row(
        workspace=line.workspace,
        labels=[f"{name}={value}" for name, value in line.workspace.labels.items()],
        run=run,
        waits_for_me=waits,
        next="You: decide" if waits else words.NEXT.get(run.state, "") if run else "CI: sends a plan",
        cost=line.cost,
        delta=_delta(run) if run else None,
        over_budget=line.cost is not None and budget is not None and line.cost > budget,
        trend=sparkline(line.costs),
    )


def _delta(run: Run) -> Decimal | None:
    if run.cost_before is None or run.cost_after is None or State(run.state) not in queries.PENDING:
        return None
    return run.cost_after - run.cost_before
