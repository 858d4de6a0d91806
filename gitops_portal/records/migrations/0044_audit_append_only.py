"""The database itself refuses to change or remove an event of the trail.

SQLite forgets the triggers of a table whose columns are altered: a migration that does so makes them again.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models

CHANGED = "audit events are never changed"
REMOVED = "audit events are removed by audit prune alone"
TAKEN = "id = NEW.id OR (chain_id = NEW.chain_id AND (sequence = NEW.sequence OR previous = NEW.previous))"

ON = {
    "sqlite": (
        f"""
        CREATE TRIGGER audit_event_changed BEFORE UPDATE ON records_auditevent
        BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END
        """,
        f"""
        CREATE TRIGGER audit_event_removed BEFORE DELETE ON records_auditevent
        BEGIN SELECT RAISE(ABORT, '{REMOVED}'); END
        """,
        # INSERT OR REPLACE removes what stood there without a delete that a trigger sees
        f"""
        CREATE TRIGGER audit_event_replaced BEFORE INSERT ON records_auditevent
        WHEN EXISTS (SELECT 1 FROM records_auditevent WHERE {TAKEN})
        BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END
        """,
    ),
    "postgresql": (
        f"""
        CREATE FUNCTION audit_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                RAISE EXCEPTION '{CHANGED}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RAISE EXCEPTION '{REMOVED}' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON records_auditevent
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_stays()
        """,
    ),
}
OFF = {
    "sqlite": tuple(f"DROP TRIGGER audit_event_{what}" for what in ("changed", "removed", "replaced")),
    "postgresql": ("DROP TRIGGER audit_event_stays ON records_auditevent", "DROP FUNCTION audit_event_stays()"),
}


def on(_: Any, editor: Any) -> None:
    for statement in ON[editor.connection.vendor]:
        editor.execute(statement)


def off(_: Any, editor: Any) -> None:
    for statement in OFF[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("records", "0043_version_of_events")]

    operations: ClassVar = [
        migrations.AddField("auditchain", "pruned", models.PositiveBigIntegerField(default=0, db_default=0)),
        migrations.AddField(
            "auditchain", "pruned_head", models.CharField(max_length=64, default="0" * 64, db_default="0" * 64)
        ),
        migrations.AddField("auditchain", "signed", models.PositiveBigIntegerField(default=0, db_default=0)),
        migrations.AddField("auditchain", "signed_at", models.DateTimeField(null=True, blank=True)),
        migrations.RunPython(on, off),
    ]
