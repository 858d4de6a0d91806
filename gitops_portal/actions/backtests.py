"""A guardrails file held against the plans of earlier runs, in the background: run by run, and each result is kept.

Whoever works at one has claimed it until a time, and the clock finds it when that is over: a kill costs one run, which
is judged again. A run that ends its process every time is told as such, and the others go on.
"""

from __future__ import annotations

import hashlib
import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.actions import audit, clock, rounds
from gitops_portal.actions.guardrail_backtest import Tried, tried_on
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import cel, queue, rule_files
from gitops_portal.core.approval_rules.facts import Facts, Found
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Outcome, Status
from gitops_portal.core.payloads.organisation import BacktestTold
from gitops_portal.core.rules import backtest, book
from gitops_portal.records.models import Backtest, BacktestedRun
from gitops_portal.records.queries import asked, locks, rulebook
from gitops_portal.records.queries import backtests as queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.model import Actor, Judgement
    from gitops_portal.records.models import Run

log = logging.getLogger(__name__)

DAYS: Final = 90
MOST: Final = 10_000
"""Runs of one backtest, the newest of its days; those beyond are counted."""
LEASE: Final = timedelta(minutes=2)
"""For how long whoever works at one may be believed to be at it; every result begins it again."""
SECONDS: Final = 10.0
"""For how long one job begins to judge runs; then others that wait have their turn."""
AT_ONCE: Final = 50
FRUITLESS: Final = 3
"""Claims without a result, after which the run that comes next is told to be the reason."""
KEPT: Final = timedelta(days=90)
ASKED: Final = 10
"""Approval rules of one run that are kept by what they ask."""


def start(by: Actor, text: str, days: int, onto: str) -> Backtest:
    """Hold a file against the plans of so many days. Raises Wrong for a file that cannot be read, Invalid for other
    numbers of days, and Stale while another backtest runs.
    """
    if not 1 <= days <= DAYS:
        raise Invalid(f"Choose between 1 and {DAYS} days.")
    with rule_files.placed(text) as written:
        book.read(written.document, rulebook.built_in(), cel.evaluators)
    return _start(by, text, days, onto)


@in_one_transaction()
def _start(by: Actor, text: str, days: int, onto: str) -> Backtest:
    if other := queries.running():
        raise Stale(f"Backtest {other.pk} of {other.made_by} is running: wait until it is done, or stop it.")
    now = clock.now()
    reach = queries.reach(now - timedelta(days=days), now, MOST)
    made = Backtest.objects.create(
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        onto=onto,
        days=days,
        made_by=by.name[:200],
        made_at=now,
        first_run=reach.first,
        last_run=reach.last,
        total=reach.total,
        not_judged=reach.not_judged,
        beyond=reach.beyond,
        next_at=now,
    )
    audit.record(by, Verb.BACKTEST_STARTED, str(made), detail=_told(made))
    queue.enqueue_backtest(made.pk)
    return made


@in_one_transaction()
def stop(by: Actor, pk: int) -> None:
    """What was found so far is kept. One that has ended stays as it is."""
    held = locks.backtest(pk)
    if held is None or held.state != Backtest.RUNNING:
        return
    held.state, held.ended_at, held.ended_by = Backtest.STOPPED, clock.now(), by.name[:200]
    held.save(update_fields=["state", "ended_at", "ended_by"])
    audit.record(by, Verb.BACKTEST_STOPPED, str(held), detail=_told(held))


def _told(held: Backtest) -> BacktestTold:
    return BacktestTold(file=held.digest, days=held.days, runs=held.total)


def turn() -> int:
    """Go on with what nobody is at, or let a worker; forget what ended long ago. Returns how many that were."""
    found = queries.due(clock.now())
    Backtest.objects.filter(ended_at__lt=clock.now() - KEPT).delete()
    return rounds.take_up(found, queue.enqueue_backtest, go_on)


def go_on(pk: int) -> None:
    """Judge the next runs of a backtest. Whoever calls, and however often: each run has one result."""
    held = _claimed(pk)
    if held is None:
        return
    try:
        with rule_files.placed(held.text) as written:
            _judged(held, written.document)
    except rule_files.Wrong as error:  # it could be read once: the portal is of another version by now
        _ended(held, Backtest.FAILED, str(error))


@in_one_transaction()
def _claimed(pk: int) -> Backtest | None:
    """The backtest, if it is to be worked at now: then nobody else gets it until the lease ends."""
    held, now = locks.backtest(pk), clock.now()
    if held is None or held.state != Backtest.RUNNING or held.next_at > now:
        return None
    held.turn, held.fruitless, held.next_at = held.turn + 1, held.fruitless + 1, now + LEASE
    held.save(update_fields=["turn", "fruitless", "next_at"])
    return held


def _judged(held: Backtest, document: Mapping[str, Any]) -> None:
    until = time.monotonic() + SECONDS
    runs = queries.left(held, AT_ONCE)
    if runs and held.fruitless > FRUITLESS:
        kept = _kept(held, Tried(runs.pop(0), error=f"Judging it ended the process {FRUITLESS} times."))
        if not kept:
            return
    for tried in tried_on(document, runs):
        if tried.passes:
            log.warning("event=backtest_put_off backtest=%s reason=%s", held.pk, tried.error)
            _put_off(held)
            return
        if not _kept(held, tried):
            return
        if time.monotonic() > until:
            break
    if queries.left(held, 1):
        _handed_on(held)
    else:
        _ended(held, Backtest.DONE)


def _kept(held: Backtest, tried: Tried) -> bool:
    """Keep what came of a run; False where the backtest was stopped, or somebody else has it."""
    return _keep(held, _result(held, tried))


@in_one_transaction()
def _keep(held: Backtest, result: BacktestedRun) -> bool:
    mine = locks.backtest(held.pk)
    if mine is None or (mine.state, mine.turn) != (Backtest.RUNNING, held.turn):
        return False
    BacktestedRun.objects.bulk_create([result])
    mine.done, mine.fruitless, mine.next_at = mine.done + 1, 0, clock.now() + LEASE
    mine.save(update_fields=["done", "fruitless", "next_at"])
    return True


def _result(held: Backtest, tried: Tried) -> BacktestedRun:
    row = BacktestedRun(backtest=held, run=tried.run, error=tried.error)
    if tried.judged is None:
        return row
    before, after = tried.judged
    row.before = before.verdict.outcome
    row.becomes = "" if tried.before is tried.after else after.verdict.outcome
    row.undetermined = any(each.after == Status.UNDETERMINED for each in tried.otherwise)
    causes = backtest.causes(before, after)
    row.causes, row.more_causes = causes[: backtest.MOST], max(0, len(causes) - backtest.MOST)
    if row.becomes == Outcome.NEEDS_APPROVAL:
        row.asks = list(_asked(tried.run, after))[:ASKED]
    return row


def _asked(run: Run, judged: Judgement) -> Iterable[str]:
    """Whom approval rules would ask: by what the run changes, as its rows tell it, and what is found under the file."""
    kept = asked.facts_of(run)
    found = [
        Found(one.guardrail, one.severity, one.status)
        for one in judged.findings
        if not one.standing and one.status is not Status.WAIVED
    ]
    told = Facts(kept.touched, tuple(found), kept.cost_delta, kept.beside, kept.author)
    requirements = asked.worked_out(asked.book_of(run.workspace), told).requirements
    return dict.fromkeys(f"{each.count} of {each.whom} ({each.rule})" for each in requirements)


@in_one_transaction()
def _handed_on(held: Backtest) -> None:
    """Others have their turn first."""
    if Backtest.objects.filter(**_mine(held)).update(next_at=clock.now(), fruitless=0):
        queue.enqueue_backtest(held.pk)


@in_one_transaction()
def _put_off(held: Backtest) -> None:
    """A store is away: the clock goes on with it, and it was no fault of the run."""
    Backtest.objects.filter(**_mine(held)).update(next_at=clock.now(), fruitless=0)


@in_one_transaction()
def _ended(held: Backtest, state: str, failure: str = "") -> None:
    Backtest.objects.filter(**_mine(held)).update(state=state, failure=failure, ended_at=clock.now())
    log.info("event=backtest_ended backtest=%s state=%s", held.pk, state)


def _mine(held: Backtest) -> dict[str, Any]:
    return {"pk": held.pk, "state": Backtest.RUNNING, "turn": held.turn}
