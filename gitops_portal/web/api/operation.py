"""What operators' machines ask: is it alive, is it ready, how much of what, and which key signs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gitops_portal.actions import health, keys, tokens
from gitops_portal.web import metrics as measured


@login_not_required
@require_safe
@never_cache
def healthz(_: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(_: HttpRequest) -> HttpResponse:
    """Whether uploads would be kept, else which part is not as it should be. Details need a sign-in (settings page)."""
    needed = {"Database", "Artifacts"}
    ailing = [part.name for part in health.check() if not part.ok]
    if not ailing:
        return HttpResponse("ok\n", content_type="text/plain")
    ready = needed.isdisjoint(ailing)
    word = f"{'degraded' if ready else 'not ready'}: {', '.join(ailing)}\n"
    return HttpResponse(word, status=200 if ready else 503, content_type="text/plain")


@login_not_required
@require_safe
def jwks(_: HttpRequest) -> HttpResponse:
    """The public keys by which the gate's attestations are checked (RFC 7517)."""
    return JsonResponse(keys.published())


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """In the format of Prometheus that is asked for, for a token of the whole organisation."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokens.find(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None or token.workspace_id is not None or "read" not in token.may:
        return HttpResponse(
            "a token of the whole organisation that may read is needed\n", status=401, content_type="text/plain"
        )
    body, content_type = measured.scrape(request.headers.get("Accept", ""))
    return HttpResponse(body, content_type=content_type)
