"""The organisation's prices file, for scripts: what holds goes out, another comes in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gitops_portal.actions import own_prices as actions
from gitops_portal.core.errors import Refused
from gitops_portal.records.queries import own_prices as of_prices
from gitops_portal.web.api import yaml_files
from gitops_portal.web.api.budgets import must_see_everything
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS, UPLOAD_PROBLEMS

router = Router()


@router.get("/prices", response={200: dict[str, Any], **PROBLEMS}, summary="What is paid other than list prices")
def index(request: HttpRequest) -> dict[str, Any]:
    """The prices file as it was saved (`text`), and its version; 0 and an empty text where there never was one. For
    who sees every workspace.
    """
    must_see_everything(caller(request), "Prices are those of the organisation")
    return yaml_files.told(of_prices.newest())


@router.put(
    "/prices", response={200: dict[str, Any], **UPLOAD_PROBLEMS}, summary="Tell what is paid other than list prices"
)
def put_prices(request: HttpRequest) -> dict[str, Any]:
    """The body is the YAML file. It applies from the next plan on; the same file again makes no new version.
    For owners of the organisation: a token that sends plans must not change what those of others cost.
    """
    asking = caller(request)
    if not (asking.person and asking.person.owns_organisation):
        raise Refused("This takes an owner of the organisation.")
    actions.save(asking.actor, yaml_files.sent(request))
    return yaml_files.told(of_prices.newest())
