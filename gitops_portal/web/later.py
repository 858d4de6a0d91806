"""What guardrails could not tell before the apply and can since, on the pages of its run and of its workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.records.queries import afterwards

if TYPE_CHECKING:
    from gitops_portal.records.queries import Run, Workspace

SHOWN: Final = 20
"""Of what turned out violated; how many more there are is told."""


def of(run: Run) -> dict[str, Any]:
    """For the page of a run; nothing before it was applied."""
    if not (run.applied_at and run.undetermined):
        return {}
    found, passed = afterwards.answers(run, SHOWN + 1)
    return {"later": found[:SHOWN], "later_more": len(found) > SHOWN, "later_passed": passed}


def of_workspace(workspace: Workspace) -> dict[str, Any]:
    """For the page of a workspace: of the run that was applied last alone."""
    found = afterwards.of_last_apply(workspace, SHOWN + 1)
    return {"later": found[:SHOWN], "later_more": len(found) > SHOWN}
