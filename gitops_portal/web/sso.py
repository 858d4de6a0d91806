"""To the operator's identity provider and back: what the browser keeps meanwhile, and where it goes then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.actions import once, sso
from gitops_portal.adapters.sso import Begun
from gitops_portal.core.errors import PortalError, TooManyTries
from gitops_portal.web import access
from gitops_portal.web.session import enter, own_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE: Final = "sso"
_PATH: Final = "/sign-in/sso/"


@never_cache
@login_not_required
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider. Nothing is kept here: what has to come back stands in the browser's cookie, signed."""
    if not sso.on():
        raise Http404
    try:
        address, begun = sso.begin()
    except PortalError as error:
        return _refused(request, error)
    answer = redirect(address)
    kept = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "next": own_page(request, request.GET.get("next", "")),
    }
    answer.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=COOKIE),
        max_age=60 * once.MINUTES,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@never_cache
@login_not_required
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """From the provider, with a code that only this browser can use, once."""
    if not sso.on():
        raise Http404
    kept = _kept(request)
    begun = Begun(kept["state"], kept["nonce"], kept["verifier"]) if kept else None
    try:
        person = sso.finish(request.GET.dict(), begun, access.client_address(request))
    except PortalError as error:
        return _refused(request, error)
    enter(request, person, sso.SSO)
    request.session.set_expiry(timezone.now() + timedelta(minutes=settings.OIDC_SESSION_MINUTES))
    answer = redirect(kept["next"])
    answer.delete_cookie(COOKIE, path=_PATH)
    return answer


def _kept(request: HttpRequest) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=60 * once.MINUTES)
    except signing.BadSignature:
        return {}
    return kept


def _refused(request: HttpRequest, error: PortalError) -> HttpResponse:
    shown = {"refused": str(error), "heading": "You are not signed in"}
    answer = render(request, "session/wait.html", shown, status=error.status)
    if isinstance(error, TooManyTries):
        answer["Retry-After"] = str(error.seconds)
    answer.delete_cookie(COOKIE, path=_PATH)
    return answer
