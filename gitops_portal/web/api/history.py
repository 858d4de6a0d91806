"""The history of a resource over all workspaces that the caller reaches."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gitops_portal.core.errors import Invalid
from gitops_portal.records.queries import history
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS, uploaded
from gitops_portal.web.history import asked

router = Router()
PAGE = 100


@router.get("/history", response={200: dict[str, Any], **PROBLEMS}, summary="What changed a resource, in any workspace")
def index(
    request: HttpRequest,
    address: str = "",
    type: str = "",  # noqa: A002 - the field's name in the interface
    module: str = "",
    behind: str = "",
) -> dict[str, Any]:
    """Its changes, the newest run first, 100 at a time: go on with `behind` = `next`, which is null at the end.

    `address` is of a resource or of its block; `type` and `module` are how those begin, for which 2,000 runs are
    looked through at a time: then a page may be empty and have a `next`. `result` is what the apply told of the
    resource, null where it did not tell.
    """
    wanted = asked({"address": address, "type": type, "module": module})
    if not wanted.anything:
        raise Invalid("Say of what: address, type or module.")
    page = history.resource_changes(caller(request).who, wanted, behind, PAGE)
    return {"changes": [_out(line) for line in page.lines], "next": page.following or None}


def _out(line: history.Line) -> dict[str, Any]:
    change, run = line.change, line.change.run
    return {
        "workspace": run.workspace.slug,
        "run": uploaded(run),
        "at": run.created_at.isoformat(),
        "address": change.address,
        "action": change.action,
        "marks": change.marks,
        "actor": run.actor,
        "actor_verified": "actor" in run.identity.get("proves", ()),
        "title": run.title,
        "commit": run.commit,
        "decisions": [
            {"action": one.action, "by": one.name, "reason": one.reason, "at": one.created_at.isoformat()}
            for one in run.decisions.all()
        ],
        "applied_at": run.applied_at and run.applied_at.isoformat(),
        "result": line.result or None,
    }
