"""A store that is away or full is told as such, on pages and by the API; a fault of our own is not."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError
from django.test import Client

from gitops_portal.core.errors import Unavailable
from gitops_portal.web import outage


def caused(error: Exception, cause: Exception, code: int = 0) -> Exception:
    if code:
        cause.sqlite_errorcode = code  # type: ignore[attr-defined]  # as the driver sets it
    error.__cause__ = cause
    return error


AWAY = [
    caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_FULL),
    caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_BUSY),
    caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_IOERR_READ),
    caused(OperationalError(), psycopg.OperationalError()),
    caused(OperationalError(), psycopg.errors.DiskFull()),
    caused(InterfaceError(), psycopg.InterfaceError()),
    InterfaceError("connection already closed"),
    OSError(errno.ENOSPC, "no space"),
    Unavailable("The artifact bucket does not answer."),
]
OURS = [
    caused(OperationalError(), sqlite3.OperationalError("Expression tree is too large"), sqlite3.SQLITE_ERROR),
    caused(DatabaseError(), psycopg.ProgrammingError()),
    FileNotFoundError(errno.ENOENT, "gone"),
    ValueError(),
]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    def break_(error: Exception) -> Client:
        def fail(*_: Any) -> Any:
            raise error

        monkeypatch.setattr("gitops_portal.actions.sign_in.look", fail)
        monkeypatch.setattr("gitops_portal.actions.tokens.find", fail)
        return Client(raise_request_exception=False, headers={"Authorization": "Bearer gop_any"})

    return break_


@pytest.mark.parametrize("error", AWAY, ids=repr)
def test_what_is_away_is_told(broken: Any, error: Exception) -> None:
    client = broken(error)
    for path in ("/sign-in/any/", "/api/v1/workspaces"):
        answer = client.get(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, outage.AGAIN_AFTER)
        assert outage.told(error).encode()[:20] in answer.content
    assert answer.json()["title"] == "Temporarily unavailable"


@pytest.mark.parametrize("error", OURS, ids=repr)
def test_our_own_fault_is_no_outage(broken: Any, error: Exception) -> None:
    client = broken(error)
    assert client.get("/sign-in/any/").status_code == 500
    answer = client.get("/api/v1/workspaces")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")


def test_a_failure_around_the_views_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise AWAY[3]

    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request", fail)
    client = Client(raise_request_exception=False)
    assert client.get("/").status_code == 503
    assert client.get("/api/v1/workspaces")["Content-Type"] == "application/problem+json"
