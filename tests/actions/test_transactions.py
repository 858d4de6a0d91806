"""An action is one transaction, done again while the database is busy or away, and never twice for one that was kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection, transaction

from gitops_portal.actions import evaluate, ingest, reconcile, workspaces
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Invalid, Lost, Unavailable
from gitops_portal.core.lifecycle import State
from gitops_portal.records import bulk
from gitops_portal.records.models import AuditEvent, Run, Workspace
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS

errors = psycopg.errors


def fault(cause: Exception | int, kind: type[Exception] = OperationalError) -> Exception:
    """What Django raises for what the driver raised: PostgreSQL's by its class, SQLite's by its number."""
    if isinstance(cause, int):
        number, cause = cause, sqlite3.OperationalError("made up")
        cause.sqlite_errorcode = number
    found = kind(str(cause))
    found.__cause__ = cause
    return found


def failing(*faults: Exception) -> tuple[Callable[[], str], list[str]]:
    """An action that fails so many times and then makes a workspace; and its calls."""
    calls: list[str] = []

    @in_one_transaction(patience=0.2)
    def action() -> str:
        calls.append("called")
        Workspace.objects.create(slug=f"made-{len(calls)}", name="made")
        if len(calls) <= len(faults):
            raise faults[len(calls) - 1]
        return "done"

    return action, calls


PASSING = {
    "SQLite is busy": fault(sqlite3.SQLITE_BUSY),
    "SQLite is busy with its snapshot": fault(sqlite3.SQLITE_BUSY | 2 << 8),
    "a table of SQLite is locked": fault(sqlite3.SQLITE_LOCKED),
    "the disk is full": fault(sqlite3.SQLITE_FULL),
    "a deadlock": fault(errors.DeadlockDetected()),
    "not serial": fault(errors.SerializationFailure()),
    "a lock not to be had": fault(errors.LockNotAvailable()),
    "PostgreSQL is told to stop": fault(errors.AdminShutdown()),
    "PostgreSQL starts": fault(errors.CannotConnectNow()),
    "too many connections": fault(errors.TooManyConnections()),
    "PostgreSQL's disk is full": fault(errors.DiskFull()),
    "the connection is gone": fault(psycopg.OperationalError("server closed the connection unexpectedly")),
    "the connection is closed": fault(psycopg.InterfaceError("the connection is closed"), InterfaceError),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", PASSING.values(), ids=PASSING)
def test_what_passes_is_tried_again(error: Exception) -> None:
    action, calls = failing(error, error)
    assert action() == "done"
    assert len(calls) == 3
    assert [found.slug for found in Workspace.objects.all()] == ["made-3"], "what failed left nothing"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", PASSING.values(), ids=PASSING)
def test_what_does_not_pass_in_time_is_told(error: Exception) -> None:
    action, calls = failing(*[error] * 100)
    with pytest.raises(Unavailable, match="try again"):
        action()
    assert 1 < len(calls) < 100
    assert not Workspace.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "error",
    [fault(sqlite3.SQLITE_ERROR), fault(errors.UndefinedTable()), Invalid("no"), ZeroDivisionError()],
    ids=["SQLite's error", "PostgreSQL's error", "a sentence", "a fault of ours"],
)
def test_what_stays_wrong_is_tried_once(error: Exception) -> None:
    action, calls = failing(error)
    with pytest.raises(type(error)):
        action()
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_what_follows_a_commit_does_not_repeat_it() -> None:
    calls: list[str] = []

    def after() -> None:
        raise PASSING["SQLite is busy"]

    @in_one_transaction()
    def action() -> None:
        calls.append("called")
        transaction.on_commit(after)

    with pytest.raises(OperationalError):
        action()
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_in_the_commit_is_told_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise PASSING["the connection is gone"]

    action, calls = failing()
    monkeypatch.setattr(connection, "_commit", lost)
    with pytest.raises(Unavailable, match="look before you send it again"):
        action()
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_an_action_inside_another_is_a_part_of_it() -> None:
    inner, calls = failing(PASSING["a deadlock"])

    @in_one_transaction()
    def outer() -> str:
        Workspace.objects.create(slug="outer", name="outer")
        return inner()

    assert outer() == "done"
    assert len(calls) == 2
    assert set(Workspace.objects.values_list("slug", flat=True)) == {"outer", "made-2"}


OUTAGES = {
    "a store that is away": (Unavailable("The artifact bucket does not answer."), State.EVALUATING),
    "a connection that is lost": (PASSING["the connection is gone"], State.EVALUATING),
    "a document that is lost": (Lost("The stored document is damaged."), State.ERRORED),
    "a fault of ours": (ZeroDivisionError(), State.ERRORED),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("error", "state"), OUTAGES.values(), ids=OUTAGES)
def test_an_outage_puts_an_evaluation_off(error: Exception, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(evaluate, "evaluate", away)
        run = ingest.accept(HARMLESS, workspace=workspaces.create(OPERATOR, "orders-prod"), by=CI)
        for _ in range(2 * ingest.ATTEMPTS):
            reconcile.turn()
    run.refresh_from_db()
    assert run.state == state
    assert AuditEvent.objects.filter(verb="run.errored").count() == (state == State.ERRORED)
    reconcile.turn()
    run.refresh_from_db()
    assert run.state == (State.AWAITING if state == State.EVALUATING else State.ERRORED)


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_kept_is_answered_though_its_evaluation_cannot_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: int) -> None:
        raise Unavailable("The database is busy.")

    monkeypatch.setattr(ingest, "_claim", busy)
    run = ingest.accept(HARMLESS, workspace=workspaces.create(OPERATOR, "orders-prod"), by=CI)
    assert (run.state, Run.objects.count()) == (State.QUEUED, 1)


@pytest.mark.django_db(transaction=True)
def test_rows_are_made_before_the_transaction_that_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite has one writer: it is nobody's for longer than writing takes."""
    inside: list[bool] = []

    def watched(make: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*arguments: Any, **same: Any) -> Any:
            inside.append(connection.in_atomic_block)
            return make(*arguments, **same)

        return watching

    monkeypatch.setattr(bulk, "rows", watched(bulk.rows))
    monkeypatch.setattr(bulk, "columns", watched(bulk.columns))
    ingest.accept(HARMLESS, workspace=workspaces.create(OPERATOR, "orders-prod"), by=CI)
    assert inside == [False] * 10, "the run's own columns, and the rows of nine tables"
