"""What went wrong in, a sentence out where a store is away or full: no fault of the portal, and it passes by itself."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

from django.db import InterfaceError, OperationalError
from django.shortcuts import render

from gitops_portal.actions.transactions import passing
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from django.http import HttpResponse

AGAIN_AFTER: Final = "30"
"""Seconds, for `Retry-After`."""
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE}


def told(error: BaseException | None) -> str:
    """What is away, as a sentence; empty for everything that is the portal's own fault."""
    if isinstance(error, Unavailable):
        return str(error)
    if isinstance(error, OSError) and error.errno in _FULL:
        return "The disk of the portal is full or cannot be written: free some space. Nothing was half saved."
    if isinstance(error, (OperationalError, InterfaceError)) and passing(error):
        return "The database does not answer. Nothing was half saved: try again in half a minute."
    return ""


def sentence(title: str, detail: str, status: int) -> HttpResponse:
    """A page that asks nobody who is signed in, and no database: without a request, no context processor runs."""
    return render(None, "told.html", {"title": title, "detail": detail}, status=status)
