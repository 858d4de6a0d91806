"""Many new rows of one table in, written at once: COPY where the database has it, one prepared statement elsewhere.

`bulk_create` makes an expression of every value of every row, which takes longer than the database does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection, models
from django.db.backends.utils import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Written = Any
"""A value as the database's driver takes it."""


def insert(rows: Sequence[models.Model]) -> None:
    """Write rows that have no key yet, and do not learn it, in the caller's transaction. No signal is sent."""
    if not rows:
        return
    model = rows[0]._meta  # noqa: SLF001 - Django's public way to the columns
    fields = [field for field in model.concrete_fields if not field.primary_key]
    table, *columns = map(connection.ops.quote_name, [model.db_table, *(str(field.column) for field in fields)])
    values = _written(rows, fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our models
            cursor.executemany(statement, values)


def _written(rows: Sequence[models.Model], fields: Sequence[models.Field[Any, Any]]) -> list[tuple[Written, ...]]:
    writers = [(field.attname, _writer(field)) for field in fields]
    return [tuple([write(getattr(row, name)) for name, write in writers]) for row in rows]


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], Written]:
    if isinstance(field, models.JSONField):
        return lambda value: msgspec.json.encode(value).decode()
    if isinstance(field, models.DecimalField):
        digits, places = field.max_digits, field.decimal_places
        return lambda value: format_number(value, digits, places)
    if isinstance(field, models.CharField | models.TextField):
        return str
    return lambda value: value
