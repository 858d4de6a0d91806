"""A run in, the zip that proves it out: for its page and for the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from gitops_portal.actions import evidence
from gitops_portal.core.errors import PortalError
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gitops_portal.core.model import Actor
    from gitops_portal.records.queries import Run


@require_GET
def download(request: HttpRequest, slug: str, number: int) -> FileResponse | HttpResponseRedirect:
    run = access.run(request, slug, number)
    try:
        return answer(run, access.actor(request))
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("runs.detail", slug, number)


def answer(run: Run, by: Actor) -> FileResponse:
    """The bundle as a file. Raises as `actions.evidence.bundle` does."""
    name = f"{run.workspace.slug}-run-{run.number}-evidence.zip"
    response = FileResponse(evidence.bundle(run, by), as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response
