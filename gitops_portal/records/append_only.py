"""The trail's table in, one whose triggers let events go out; and events taken away that are kept elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE: Final = "records_auditevent"


@contextmanager
def lifted() -> Iterator[None]:
    """Without the triggers, within the caller's transaction; afterwards they stand again as they stood.

    PostgreSQL lets nobody else write to the table until the transaction ends.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It alters no table whose foreign keys are still to be checked at the end of the transaction.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
            yield
            cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, statement in triggers:
            cursor.execute(statement)


def take_away(chain: int, until: int) -> int:
    """Remove the events of a chain up to that number, in the caller's transaction. Returns how many."""
    with lifted(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE chain_id = %s AND sequence <= %s", [chain, until])  # noqa: S608 - our own table
        return int(cursor.rowcount)
