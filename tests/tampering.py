"""A statement in, a trail edited behind the portal's back out: by somebody who owns the database."""

from __future__ import annotations

from django.db import connection

from gitops_portal.records.append_only import lifted


def tamper(statement: str) -> None:
    with lifted(), connection.cursor() as cursor:
        cursor.execute(statement)
