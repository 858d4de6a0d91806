"""Many new rows of one table in, written at once: COPY where the database has it, one prepared statement elsewhere.

`bulk_create` makes an expression of every value of every row, which takes longer than the database does.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from django.db import connection, models
from django.db.backends.utils import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Field = models.Field[Any, Any]


def insert(model: type[models.Model], rows: Sequence[NamedTuple], **same: Any) -> None:
    """Write rows whose names are those of columns, in the caller's transaction. No signal is sent.

    `same` is what all rows have in common, by column; columns that nobody names have their default.
    """
    if not rows:
        return
    told = model._meta  # noqa: SLF001 - Django's public way to the columns
    fields = [field for field in told.concrete_fields if not field.primary_key]
    table, *columns = map(connection.ops.quote_name, [told.db_table, *(str(field.column) for field in fields)])
    values = list(zip(*(_values(field, rows, same) for field in fields), strict=False))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our models
            cursor.executemany(statement, values)


def _values(field: Field, rows: Sequence[NamedTuple], same: dict[str, Any]) -> Iterable[Any]:
    """One column, as the database's driver takes it."""
    write = _writer(field)
    if field.attname in rows[0]._fields:
        place = rows[0]._fields.index(field.attname)
        return [write(row[place]) for row in rows]
    value = same[field.attname] if field.attname in same else field.get_default()
    return repeat(write(value), len(rows))


def _writer(field: Field) -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return lambda value: msgspec.json.encode(value).decode()
    if isinstance(field, models.DecimalField):
        digits, places = field.max_digits, field.decimal_places
        return lambda value: format_number(value, digits, places)
    if isinstance(field, models.CharField | models.TextField):
        return str
    return lambda value: value
