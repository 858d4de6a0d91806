"""A run in, the approvals that it needs yet out, as the API tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.core.lifecycle import State
from gitops_portal.records import queries
from gitops_portal.records.queries.deciding import wanted

if TYPE_CHECKING:
    from gitops_portal.records.queries import Run


def needs_out(run: Run) -> list[dict[str, Any]]:
    """What the workspace asks for, of anybody who may approve, and what each approval rule does.

    Who approves may count for several of them. A run that is blocked takes an override instead.
    """
    if run.state == State.BLOCKED:
        return []
    found = queries.approvals(run)
    anybody = max(0, (found.required or 0) - found.given)
    asked = f"the workspace asks for {found.required} approval{'' if found.required == 1 else 's'}"
    here = {"rule": "", "missing": anybody, "whom": "anybody who may approve here", "team": "", "reason": asked}
    return [
        *([{**here, "can": [], "can_more": 0}] if anybody else []),
        *(
            {
                "rule": need.rule,
                "missing": need.missing,
                "whom": need.whom,
                "team": need.team,
                "reason": need.why,
                "can": [*need.can],
                "can_more": need.more,
            }
            for need in wanted(run, found)
        ),
    ]
