"""A workflow on GitHub is started, where somebody asks for a run to revert drift: its plan comes back as any other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.adapters import github, pipelines
from gitops_portal.adapters.notify import Field, Kind, Letter, NotifyError, Sent, Target, judged
from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NEEDS: Final = {"actions": "write"}
_WORKFLOW: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\.ya?ml")


def dispatch(letter: Letter, target: Target) -> dict[str, Any]:
    """The body of the request. GitHub refuses inputs that the workflow does not declare. Raises NotifyError."""
    return {"ref": pipelines.ref(letter, target), "inputs": pipelines.told(letter.message)}


def send(letter: Letter, target: Target) -> Sent:
    told, place = dispatch(letter, target), github.Repository(letter, target, NEEDS)
    body, answer = place.ask("POST", f"/actions/workflows/{target.settings['workflow']}/dispatches", told)
    return judged(answer, letter.now, body=body)


def check(settings: Mapping[str, str], allowed: Collection[str]) -> None:
    github.check(settings, allowed)
    pipelines.check_ref(settings)
    if not _WORKFLOW.fullmatch(settings["workflow"]):
        raise Invalid("A workflow is named by its file in .github/workflows, such as plan.yml.")
    if told := settings.get("repository"):
        try:
            github.repository(told, (settings.get("api") or github.API).rstrip("/"))
        except NotifyError:
            raise Invalid("A repository is named as owner/name, or by its address at this API.") from None


def shown(settings: Mapping[str, str]) -> str:
    return f"{settings['workflow']} of {settings.get('repository') or 'each repository'} at {github.shown(settings)}"


github_workflow = Kind(
    id="github_workflow",
    title="GitHub workflow",
    fields=(
        Field("workflow", "Workflow file", "Its name in .github/workflows, such as plan.yml."),
        Field("repository", "Repository", "As owner/name. Empty: the one of each workspace.", required=False),
        pipelines.REF,
        *github.FIELDS,
    ),
    send=send,
    check=check,
    shown=shown,
    only=pipelines.ONLY,
)
