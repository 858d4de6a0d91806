"""Core values in a line each: `change("aws_db_instance.main", Action.DELETE)`; what is left out has a harmless default."""

from __future__ import annotations

import json
import re
from typing import Any

from gitops_portal.core.model import Action, Attributes, Change, ChangeSet, Mode

_SEGMENT = re.compile(r'([^.\[\]]+)(\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])?(?:\.|$)')


def change(
    address: str,
    action: Action = Action.CREATE,
    before: Attributes | None = None,
    after: Attributes | None = None,
    **fields: Any,
) -> Change:
    segments = [(match[1], match[2] or "") for match in _SEGMENT.finditer(address)]
    steps = 0
    while steps + 1 < len(segments) and segments[steps][0] == "module":
        steps += 2
    module = ".".join(name + key for name, key in segments[:steps])
    own = segments[steps:]
    mode = Mode.DATA if own[0][0] == "data" and len(own) > 2 else Mode.MANAGED
    (kind, _), (name, key) = own[-2:]
    if before is None and after is None:
        before = {} if action is not Action.CREATE else None
        after = {} if action not in {Action.DELETE, Action.FORGET} else None
    derived: dict[str, Any] = {
        "type": kind,
        "name": name,
        "module": module,
        "index": json.loads(key[1:-1]) if key else None,
        "mode": mode,
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
