"""A machine that lets two acts meet at the same moment, again and again, and holds what came of it against a model.

A program, run by test_concurrency.py with the settings of a portal, so that the same machine runs on PostgreSQL with
threads and on SQLite with processes: `python -m tests.actions.together threads|processes EXAMPLES STEPS`.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from itertools import count
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.actions.acts import Act, Hands, Said, perform, processes, runs_of, threads
from tests.actions.foretold import World

from django.db import connection  # isort: skip - tests.actions.acts sets Django up

from gitops_portal.actions import people, verification, workspaces  # isort: skip
from gitops_portal.core.model import Role  # isort: skip
from gitops_portal.records.models import AuditEvent  # isort: skip
from tests.actors import OPERATOR  # isort: skip

LIVE = {"queued", "evaluating", "awaiting", "blocked", "approved", "auto_approved", "changes_requested"}
PEOPLE = ("ana", "ben")
numbers = count(1)
met: Counter[str] = Counter()
"""How often two acts met, and in which ways they ended: printed, for a machine at which nothing meets tests nothing."""

BACK = st.sampled_from([0, 0, 0, 0, 1])
DECISIONS = st.builds(
    Act,
    does=st.sampled_from(["approve", "approve", "approve", "request_changes", "reject"]),
    run=BACK,
    who=st.sampled_from(PEOPLE),
    seen=st.sampled_from([0, 0, 1]),
)
UPLOADS = st.builds(
    Act,
    does=st.just("upload"),
    body=st.sampled_from([0, 0, 1]),
    branch=st.sampled_from(["main", "main", "main", "other"]),
    key=st.sampled_from(["", "", "job 1", "job 2"]),
)
OF_CI = st.builds(Act, does=st.sampled_from(["ask the gate", "ask the gate", "applied", "apply_failed"]), run=BACK)
ACTS = DECISIONS | UPLOADS | OF_CI
ANA, BEN, ASKS = Act("approve", who="ana"), Act("approve", who="ben"), Act("ask the gate")
CLOSES = (Act("reject", who="ana"), Act("request_changes", who="ben"), Act("upload"), Act("upload", body=1))
CONTESTS = st.sampled_from(
    [
        (ANA, BEN),
        (ANA, Act("approve", who="ana")),
        *((ANA, closes) for closes in CLOSES),
        *((ASKS, closes) for closes in CLOSES),
        *((Act("applied"), closes) for closes in CLOSES),
        (ASKS, ASKS),
        (Act("applied"), ASKS),
        (Act("applied"), Act("apply_failed")),
    ]
).flatmap(lambda pair: st.permutations(pair).map(tuple))
"""Of these, one closes what the other needs, whichever is first."""
LATER = st.sampled_from([0, 0, 0.003, 0.008, 0.02])


class Together(RuleBasedStateMachine):
    """One workspace. Each rule is a moment: whatever came of it, the model knows an order in which it may."""

    hands: Hands

    @initialize(required=st.sampled_from([1, 1, 2]))
    def begin(self, required: int) -> None:
        self.slug = f"orders-{next(numbers)}"
        workspaces.create(OPERATOR, self.slug, required_approvals=required, requires_plan_file=False)
        self.world = World(required)
        self._happened([Act("upload")])

    @rule(first=ACTS, second=ACTS, later=LATER)
    def two_at_once(self, first: Act, second: Act, later: float) -> None:
        self._happened([self._about(first), self._about(second)], later)

    @rule(act=ACTS, later=LATER)
    def twice_at_once(self, act: Act, later: float) -> None:
        """A double click, a retry."""
        self._happened([self._about(act)] * 2, later)

    @rule(pair=CONTESTS, body=st.sampled_from([0, 1]), later=LATER)
    def two_that_cannot_both_be_first(self, pair: tuple[Act, Act], body: int, later: float) -> None:
        """About a new run, which is approved where one of the two is CI with the plan file in its hand."""
        self._happened([Act("upload", body=body)])
        of_ci = {act.does for act in pair} & {"ask the gate", "applied", "apply_failed"}
        for who in PEOPLE[: self.world.required] if of_ci else ():
            self._happened([self._about(Act("approve", who=who))])
        self._happened([self._about(act) for act in pair], later)

    def _about(self, act: Act) -> Act:
        """Of the runs there are: counted from the newest."""
        newest = len(self.world.runs)
        return act._replace(run=max(1, newest - act.run), seen=max(1, newest - act.run - act.seen))

    def _happened(self, acts: list[Act], later: float = 0) -> None:
        possible = self.world.foretold(*acts)
        said = self.hands(self.slug, acts, later) if len(acts) > 1 else [perform(self.slug, acts[0])]
        found, events = _shown(self.slug), _events(self.slug)
        told = (self.world, acts, said, found, events)
        assert all(one.word != "broke" and _is_a_sentence(one) for one in said), told
        alike = [world for world in possible if world.answers() == [one.short for one in said]]
        assert alike, ("no order of these acts is answered so", *told)
        fitting = [world for world in alike if (world.shown(), world.events) == (found, events)]
        assert fitting, ("no order of these acts leads here", *told, alike)
        self.world = fitting[0]
        if len(acts) > 1:
            met[", ".join(sorted(f"{act.does}: {one.word}" for act, one in zip(acts, said, strict=True)))] += 1

    @invariant()
    def one_live_run_of_each_target(self) -> None:
        live = Counter(run.branch for run in runs_of(self.slug) if run.state in LIVE)
        assert not live or max(live.values()) == 1, live

    @invariant()
    def trail_is_intact_and_tells_every_move(self) -> None:
        assert verification.verify(self.slug).intact
        assert _retold(self.slug) == {run.number: str(run.state) for run in runs_of(self.slug)}


def _is_a_sentence(said: Said) -> bool:
    return said.word == "done" or (said.told[:1].isupper() and said.told[-1] in ".:…")


def _shown(slug: str) -> dict[int, tuple[object, ...]]:
    """What the database tells of each run, as `Kept.shown` does."""
    found: dict[int, tuple[object, ...]] = {}
    for run in runs_of(slug):
        approved = sorted(one.name for one in run.decisions.all() if one.action == "approve")
        held = sorted(one.name for one in run.decisions.all() if one.action == "request_changes")
        successor = run.superseded_by.number if run.superseded_by else 0
        applied = run.applied_at is not None
        found[run.number] = (run.branch, str(run.state), successor, applied, tuple(approved), tuple(held))
    return found


def _events(slug: str) -> Counter[tuple[str, int]]:
    told = AuditEvent.objects.filter(chain__name=slug, run_number__isnull=False).values_list("verb", "run_number")
    return Counter((verb, number or 0) for verb, number in told)


def _retold(slug: str) -> dict[int, str]:
    """The state of every run by the trail alone, each move from where the one before it led."""
    states: dict[int, str] = {}
    for event in AuditEvent.objects.filter(chain__name=slug, run_number__isnull=False).order_by("sequence"):
        number, detail = event.run_number or 0, event.detail
        now = states.get(number, "")
        if "before" in detail:
            assert detail["before"].replace("evaluating", "queued") == now, (event, detail, now)
        assert event.verb != "run.gate_allowed" or now == "approved", ("the gate let through what was", now, event)
        states[number] = _after(event, detail, now)
    return states


def _after(event: AuditEvent, detail: dict[str, Any], now: str) -> str:
    match event.verb:
        case "run.uploaded":
            return "queued"
        case "run.evaluated":
            return str(detail["state"])
        case "run.approval_carried_over":
            return now if detail["approvals_missing"] else "approved"
        case "run.superseded" | "run.outdated":
            return event.verb.removeprefix("run.")
        case "run.applied" | "run.apply_failed":
            return now if event.reason else event.verb.removeprefix("run.")
        case _:
            return str(detail.get("after", now))


def main() -> None:
    how, examples, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for name in PEOPLE:
        people.invite(OPERATOR, f"{name}@example.org", name, Role.REVIEWER)
    told = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=os.environ.get("HYPOTHESIS_PROFILE") == "repeatable",
        database=None,
        phases=[Phase.generate],  # what met by chance may not meet again, so there is nothing to shrink
    )
    with {"threads": threads, "processes": processes}[how]() as hands:
        run_state_machine_as_test(type("Machine", (Together,), {"hands": staticmethod(hands)}), settings=told)
    sys.stdout.write(json.dumps({"vendor": connection.vendor, "met": met}) + "\n")


if __name__ == "__main__":
    main()
