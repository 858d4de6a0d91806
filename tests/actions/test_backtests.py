"""A guardrails file against the plans of earlier runs: run by run, through kills, stops and stores that are away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import backtests, guardrail_book
from gitops_portal.core.errors import Invalid, PortalError, Stale, Unavailable
from gitops_portal.core.model import Outcome
from gitops_portal.records.models import AuditEvent, Backtest, BacktestedRun, Run
from gitops_portal.records.queries import backtests as queries
from tests.actors import OPERATOR
from tests.documents import HARMLESS, OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    Upload = Callable[..., Run]

OFF = "guardrails: {sg-open-ssh: off}"
PICKY = """\
rules:
  no-buckets:
    title: No buckets
    severity: high
    enforcement: {strict}
    kind: membership
    parameters: {{what: type, forbidden: [aws_s3_bucket]}}
"""


def started(text: str = OFF, days: int = 30) -> Backtest:
    return backtests.start(OPERATOR, text, days, guardrail_book.digest())


def finished(held: Backtest) -> Backtest:
    backtests.go_on(held.pk)
    held.refresh_from_db()
    return held


def test_every_run_is_judged_once_and_the_results_are_kept(upload: Upload) -> None:
    blocked, fine = upload(OPEN_SSH), upload(HARMLESS)
    held = finished(started())
    assert (held.state, held.done, held.total) == (Backtest.DONE, 2, 2)
    by_run = {row.run_id: row for row in held.runs.all()}
    assert (by_run[fine.pk].before, by_run[fine.pk].becomes) == (Outcome.PASSED, "")
    assert by_run[blocked.pk].before == Outcome.BLOCKED
    assert ["sg-open-ssh", "aws_security_group.web", "violated", "passed", "mandatory"] in by_run[blocked.pk].causes
    assert not AuditEvent.objects.filter(verb="guardrails.applied").exists()
    told: Any = AuditEvent.objects.get(verb="backtest.started")
    assert told.detail == {"file": held.digest, "days": 30, "runs": 2}


@pytest.mark.parametrize(
    ("strict", "becomes", "asks"),
    [("mandatory", Outcome.BLOCKED, []), ("soft_mandatory", Outcome.NEEDS_APPROVAL, []), ("advisory", "", [])],
)
def test_what_would_newly_block_or_ask(upload: Upload, strict: str, becomes: str, asks: list[str]) -> None:
    upload(HARMLESS)
    types: Any = Run.objects.get().types
    text = PICKY.format(strict=strict).replace("aws_s3_bucket", types[0])
    (row,) = finished(started(text)).runs.all()
    assert (row.becomes, row.asks) == (becomes, asks)
    assert bool(row.causes) is bool(becomes)


def test_a_kill_costs_one_run(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        upload(HARMLESS)
    held = started()
    keep = backtests._keep
    kept: list[int] = []

    def killed(of: Backtest, result: BacktestedRun) -> bool:
        if len(kept) == 1:
            raise SystemExit
        kept.append(result.run_id)
        return keep(of, result)

    monkeypatch.setattr(backtests, "_keep", killed)
    with pytest.raises(SystemExit):
        backtests.go_on(held.pk)
    monkeypatch.setattr(backtests, "_keep", keep)
    assert finished(held).done == 1, "whoever was killed has it until the lease ends"
    Backtest.objects.update(next_at=timezone.now())
    assert backtests.turn() == 1
    held.refresh_from_db()
    assert (held.state, held.done, held.runs.count()) == (Backtest.DONE, 3, 3)
    assert backtests.turn() == 0


def test_a_run_that_ends_its_process_each_time_is_told_and_the_others_go_on(upload: Upload) -> None:
    upload(HARMLESS)
    newest = upload(HARMLESS)
    held = started()
    Backtest.objects.update(fruitless=backtests.FRUITLESS)
    assert finished(held).state == Backtest.DONE
    errors = {row.run_id: bool(row.error) for row in held.runs.all()}
    assert errors[newest.pk]
    assert sum(errors.values()) == 1


def test_two_at_once_do_no_more_than_one(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(HARMLESS)
    held = started()
    result = backtests._result

    def overtaken(of: Backtest, tried: Any) -> BacktestedRun:
        Backtest.objects.filter(pk=of.pk).update(turn=9)
        return result(of, tried)

    monkeypatch.setattr(backtests, "_result", overtaken)
    assert finished(held).done == 0
    assert not held.runs.exists()


def test_a_plan_that_is_gone_is_told_and_counted(upload: Upload) -> None:
    upload(OPEN_SSH)
    Run.objects.update(artifact="0" * 64)
    held = finished(started())
    assert held.state == Backtest.DONE
    assert held.runs.get().error
    (told,) = queries.by_workspace(held)
    assert (told["runs"], told["error"], told["blocked"]) == (1, 1, 0)


def test_a_store_that_is_away_is_waited_for(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(HARMLESS)
    held = started()

    def away(_run: Run) -> None:
        raise Unavailable("The store does not answer.")

    with monkeypatch.context() as patch:
        patch.setattr("gitops_portal.actions.guardrail_backtest.planned", away)
        for _ in range(backtests.FRUITLESS + 2):
            assert finished(held).state == Backtest.RUNNING
    assert not held.runs.exists()
    assert finished(held).state == Backtest.DONE
    assert not held.runs.get().error


def test_what_it_leaves_out_is_counted(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [upload(HARMLESS) for _ in range(4)]
    Run.objects.filter(pk=runs[0].pk).update(created_at=timezone.now() - timedelta(days=8))
    Run.objects.filter(pk=runs[1].pk).update(evaluated_at=None)
    monkeypatch.setattr(backtests, "MOST", 1)
    held = finished(started(days=7))
    assert (held.total, held.beyond, held.not_judged) == (1, 1, 1)
    assert [row.run_id for row in held.runs.all()] == [runs[3].pk]


def test_one_that_is_stopped_stays_so(upload: Upload) -> None:
    upload(HARMLESS)
    held = started()
    with pytest.raises(Stale, match="is running"):
        started()
    backtests.stop(OPERATOR, held.pk)
    backtests.stop(OPERATOR, held.pk)
    assert finished(held).state == Backtest.STOPPED
    assert (held.done, held.ended_by) == (0, OPERATOR.name)
    assert AuditEvent.objects.filter(verb="backtest.stopped").count() == 1
    assert started().state == Backtest.RUNNING


@pytest.mark.parametrize(
    ("text", "days", "why"),
    [
        (OFF, 0, Invalid),
        (OFF, 91, Invalid),
        ("guardrails: {sg-open: off}", 7, PortalError),
        ("guardrails: [", 7, PortalError),
    ],
)
def test_what_cannot_be_held_against_anything_begins_nothing(
    db: None, text: str, days: int, why: type[Exception]
) -> None:
    with pytest.raises(why):
        started(text, days)
    assert not Backtest.objects.exists()


def test_a_file_that_a_later_version_cannot_read_ends_it(upload: Upload) -> None:
    upload(HARMLESS)
    held = started()
    Backtest.objects.update(text="guardrails: {gone: off}")
    assert finished(held).state == Backtest.FAILED
    assert "gone" in held.failure


def test_what_ended_long_ago_is_forgotten(db: None) -> None:
    held = finished(started())
    backtests.turn()
    assert Backtest.objects.exists()
    Backtest.objects.filter(pk=held.pk).update(ended_at=timezone.now() - backtests.KEPT - timedelta(days=1))
    backtests.turn()
    assert not Backtest.objects.exists()


def test_the_page_asks_as_often_for_many_runs(
    upload: Upload, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        upload(OPEN_SSH)
    held = finished(started())
    with django_assert_num_queries(2):
        assert len(queries.by_workspace(held)) == 1
        assert {str(row.run) for row in queries.otherwise(held)}
