"""A YAML file that holds from now on: the text that is sent in, the version that holds out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gitops_portal.core.errors import Invalid
from gitops_portal.web.api import body
from gitops_portal.web.limits import largest_body

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gitops_portal.records.models import PricesFile, UsageFile


def sent(request: HttpRequest) -> str:
    """The body. Raises Invalid for what is no text."""
    try:
        return body.small(request, largest_body(request.method or "", request.path_info)).decode()
    except UnicodeDecodeError as error:
        raise Invalid("The body is no text: send the YAML file as UTF-8.") from error


def told(held: PricesFile | UsageFile | None) -> dict[str, Any]:
    """The version that holds; 0 and an empty text where there never was one."""
    return {
        "version": held.version if held else 0,
        "digest": held.digest if held else "",
        "saved_by": held.saved_by if held else "",
        "saved_at": held.saved_at.isoformat() if held else None,
        "text": held.source if held else "",
    }
