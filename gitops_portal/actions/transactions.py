"""An action in, the same as one transaction out: done again while the database is busy, away or at odds with itself."""

from __future__ import annotations

import logging
import sqlite3
import time
from functools import partial, wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from gitops_portal.core.errors import Lost, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""For how many seconds an action is tried again before whoever asked is told to come back."""
SHORTEST_PAUSE: Final = 0.02
LONGEST_PAUSE: Final = 0.5

_UNDONE: Final = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL's codes for: not serial, a deadlock, a lock that could not be had."""
_AWAY: Final = ("08", "53", "57", "58")
"""Its classes for: no connection, no disk or memory left, an operator's shutdown, an error of the system."""
_SQLITE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)


def in_one_transaction(patience: float = PATIENCE) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let an action happen whole or not at all; it may be called several times, so it reads again what it changes.

    Inside a caller's transaction it is a part of that one. Raises Unavailable when the database does not recover in
    time, and when it went away as it was told to commit: then nobody knows.
    """

    def decorated(action: Callable[P, R]) -> Callable[P, R]:
        @wraps(action)
        def whole(*args: P.args, **kwargs: P.kwargs) -> R:
            if connection.in_atomic_block:
                with transaction.atomic():
                    return action(*args, **kwargs)
            return _persistently(partial(action, *args, **kwargs), action.__qualname__, patience)

        return whole

    return decorated


def _persistently(action: Callable[[], R], name: str, patience: float) -> R:
    until, pause = time.monotonic() + patience, SHORTEST_PAUSE
    while True:
        reached: list[str] = []
        try:
            with transaction.atomic():
                transaction.on_commit(partial(reached.append, "committed"))
                answer = action()
                reached.append("commit")
        except (OperationalError, InterfaceError) as error:
            if "committed" in reached or not passing(error):
                raise  # what was to follow the commit failed, or it is a fault of ours
            connection.close_if_unusable_or_obsolete()
            if "commit" in reached and not _code(error):
                raise Unavailable(
                    "The database went away before it said whether this was kept: look before you send it again."
                ) from error
            if time.monotonic() + pause > until:
                raise Unavailable("The database is busy or does not answer: try again in half a minute.") from error
            log.info("event=transaction_again action=%s code=%s", name, _code(error))
        else:
            return answer
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def passing(error: Exception) -> bool:
    """Whether a fault of the database or a store may be over when the same is tried again."""
    if not isinstance(error, OperationalError | InterfaceError):
        return isinstance(error, Unavailable) and not isinstance(error, Lost)
    code = _code(error)
    if isinstance(code, int):
        return code & 0xFF in _SQLITE  # the rest of the number tells which kind of each
    return not code or code in _UNDONE or code.startswith(_AWAY)


def _code(error: Exception) -> int | str:
    """SQLite's number or PostgreSQL's code of a fault; empty where the connection was lost before any came."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return int(getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR))
    return str(getattr(cause, "sqlstate", None) or "")
