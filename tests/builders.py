"""Core values in a line each: `change("aws_db_instance.main", Action.DELETE)`; what is left out has a harmless default."""

from __future__ import annotations

from typing import Any

from gitops_portal.core.address import parse
from gitops_portal.core.model import Action, Attributes, Change, ChangeSet, Mode


def change(
    address: str,
    action: Action = Action.CREATE,
    before: Attributes | None = None,
    after: Attributes | None = None,
    **fields: Any,
) -> Change:
    told = parse(address)
    if before is None and after is None:
        before = {} if action is not Action.CREATE else None
        after = {} if action not in {Action.DELETE, Action.FORGET} else None
    derived: dict[str, Any] = {
        "type": told.type,
        "name": told.name,
        "module": told.module,
        "index": told.key,
        "mode": Mode.DATA if told.mode == "data" else Mode.MANAGED,
        "raw_actions": _RAW.get(action, ()),
    }
    return Change(address=address, action=action, before=before, after=after, **(derived | fields))


def change_set(*changes: Change, **fields: Any) -> ChangeSet:
    return ChangeSet(**({"format_version": "1.2", "terraform_version": "1.9.5", "changes": changes} | fields))


_RAW: dict[Action, tuple[str, ...]] = {
    Action.CREATE: ("create",),
    Action.UPDATE: ("update",),
    Action.REPLACE: ("delete", "create"),
    Action.DELETE: ("delete",),
    Action.READ: ("read",),
    Action.FORGET: ("forget",),
    Action.NO_OP: ("no-op",),
    Action.UNKNOWN: ("ponder",),
}
