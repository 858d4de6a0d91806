"""A workspace's usage file, for scripts: what holds goes out, another comes in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gitops_portal.actions import usage as actions
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.errors import Refused
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.queries import Workspace
from gitops_portal.records.queries import usage as of_usage
from gitops_portal.web.api import yaml_files
from gitops_portal.web.api.caller import Caller, caller
from gitops_portal.web.api.runs import PROBLEMS, UPLOAD_PROBLEMS

router = Router()


@router.get(
    "/workspaces/{slug}/usage", response={200: dict[str, Any], **PROBLEMS}, summary="The usage file of a workspace"
)
def usage(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The usage file as it was saved (`text`), and its version; 0 and an empty text where there never was one."""
    return yaml_files.told(of_usage.newest(caller(request).workspace(slug)))


@router.put(
    "/workspaces/{slug}/usage",
    response={200: dict[str, Any], **UPLOAD_PROBLEMS},
    summary="Save the usage file of a workspace",
)
def put_usage(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The body is the YAML file. It applies from the next plan on; the same file again makes no new version."""
    asking = caller(request, Scope.UPLOAD)
    workspace = asking.workspace(slug)
    _must_set(asking, workspace)
    actions.save(asking.actor, workspace, yaml_files.sent(request))
    return yaml_files.told(of_usage.newest(workspace))


@router.post(
    "/usage/from-infracost",
    response={200: dict[str, Any], **UPLOAD_PROBLEMS},
    summary="Make our usage file of Infracost's",
)
def from_infracost(request: HttpRequest) -> dict[str, Any]:
    """The body is an infracost-usage.yml. Nothing is kept: `text` is our file; `left_out` is what it can't tell."""
    caller(request)
    made = actions.of_infracost(yaml_files.sent(request))
    return {
        "text": made.text,
        "told": made.told,
        "left_out": [{"entry": one.entry, "name": one.name, "why": one.why} for one in made.left_out],
    }


def _must_set(asking: Caller, workspace: Workspace) -> None:
    """What may send plans may say what they are priced by; of people, owners. Raises Refused."""
    role = queries.role_in(asking.person, workspace) if asking.person else Role.OWNER
    if role is None or not role.covers(Role.OWNER):
        raise Refused("This takes an owner of the workspace, or a CI token.")
    asking.must_see_the_real_world()
