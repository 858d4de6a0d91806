"""A run in, what became of its apply out, as the API tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.applying import Result
from gitops_portal.records.queries import outcomes

if TYPE_CHECKING:
    from gitops_portal.records.queries import Run

LISTED: Final = 100
"""Resources in one answer."""


def apply_out(run: Run) -> dict[str, Any] | None:
    """What became of the apply; `resources` and what follows are null where the tool's own lines were not sent."""
    told = outcomes.outcome(run)
    if told is None:
        return None
    said = ("outcome", "serial", "lineage", "tool", "seconds", "diagnostics", "told")
    counts = {str(name): getattr(told, name) for name in Result}
    return {
        **{name: getattr(told, name) for name in said},
        "at": told.created_at.isoformat(),
        "counts": counts if told.digest else None,
        "resources": [
            {
                "address": one.address,
                "action": one.action,
                "result": one.result,
                "seconds": one.seconds,
                "error": one.error,
            }
            for one in outcomes.ended(told, LISTED)
        ]
        if told.digest
        else None,
    }
