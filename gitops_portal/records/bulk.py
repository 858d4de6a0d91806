"""Much for one table in, made ready before the transaction and written at once in it.

New rows go by COPY where the database has it, by one prepared statement elsewhere: `bulk_create` makes an expression of
every value of every row, which takes longer than the database does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from django.db import connection, models
from django.db.backends.utils import format_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Field = models.Field[Any, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """New rows of one table, as the database's driver takes them: making them takes longer than writing them."""

    model: type[models.Model]
    fields: Sequence[Field]
    values: Sequence[Sequence[Any]]
    """Column by column; empty without rows."""

    def only(self, places: Iterable[int]) -> Rows:
        """Those of them that stand at these places."""
        wanted = list(places)
        kept = [[column[place] for place in wanted] for column in self.values] if wanted else []
        return Rows(self.model, self.fields, kept)

    def write(self, **late: Any) -> None:
        """In the caller's transaction, as often as that is tried. No signal is sent.

        `late` is what all rows have in common that is not known before, by column, such as the key of a new owner.
        """
        if not self.values:
            return
        given = {field.attname: place for place, field in enumerate(self.fields)}
        values = list(self.values)
        for name, value in late.items():
            values[given[name]] = [value] * len(values[given[name]])
        quoted = connection.ops.quote_name
        table = quoted(self.model._meta.db_table)  # noqa: SLF001 - Django's public way to the table
        columns = ", ".join(quoted(str(field.column)) for field in self.fields)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in zip(*values, strict=True):
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(self.fields))
                statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of our models
                cursor.executemany(statement, list(zip(*values, strict=True)))


def rows(model: type[models.Model], told: Sequence[NamedTuple], **same: Any) -> Rows:
    """Rows whose names are those of columns; `same` is what all of them have in common, by column.

    Columns that nobody names have their default; one that `write` is told late is given here all the same.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - as above
    return Rows(model, fields, [_values(field, told, same) for field in fields] if told else [])


@dataclass(frozen=True, slots=True)
class Columns:
    """New values of one row that is there, as the database's driver takes them."""

    model: type[models.Model]
    values: Mapping[str, Any]

    def write(self, key: int) -> None:
        """In the caller's transaction. No signal is sent."""
        quoted = connection.ops.quote_name
        table = quoted(self.model._meta.db_table)  # noqa: SLF001 - as above
        places = ", ".join(f"{quoted(column)} = %s" for column in self.values)
        with connection.cursor() as cursor:
            statement = f"UPDATE {table} SET {places} WHERE id = %s"  # noqa: S608 - names of our models
            cursor.execute(statement, [*self.values.values(), key])


def columns(model: type[models.Model], told: Mapping[str, Any]) -> Columns:
    """What a row is to say, by the names of its fields."""
    fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001 - as above
    return Columns(
        model,
        {fields[name].column or name: fields[name].get_db_prep_save(value, connection) for name, value in told.items()},
    )


def _values(field: Field, told: Sequence[NamedTuple], same: dict[str, Any]) -> list[Any]:
    """One column, as the database's driver takes it."""
    write = _writer(field)
    if field.attname in told[0]._fields:
        place = told[0]._fields.index(field.attname)
        return [write(row[place]) for row in told]
    value = same[field.attname] if field.attname in same else field.get_default()
    return [write(value)] * len(told)


def _writer(field: Field) -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return lambda value: msgspec.json.encode(value).decode()
    if isinstance(field, models.DecimalField):
        digits, places = field.max_digits, field.decimal_places
        return lambda value: format_number(value, digits, places)
    if isinstance(field, models.CharField | models.TextField):
        return str
    return lambda value: value
