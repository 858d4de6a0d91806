"""A row that is about to be kept in; Invalid out when a field of it has no usable value, whatever the database says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import Model


def fields(row: Model, exclude: Collection[str] = ()) -> None:
    """Lengths and patterns as the model states them: SQLite keeps no lengths, and no database knows a pattern."""
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(f"{field}: {messages[0]}") from error
