"""What operators' machines ask: is it alive, is it ready, how much of what, and which key signs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gitops_portal.actions import health, tokens
from gitops_portal.actions.gate import SIGNING_KEY_FILE
from gitops_portal.adapters import signing
from gitops_portal.records.queries import api as api_queries


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
    """The public key behind the gate's attestations (RFC 7517)."""
    return JsonResponse(signing.key_set(settings.SIGNING_KEY, settings.PORTAL_DATA_DIR / SIGNING_KEY_FILE))


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text format 0.0.4, for a token of the whole organisation. No labels of high cardinality."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokens.find(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None or token.workspace_id is not None:
        return HttpResponse("a token of the whole organisation is needed\n", status=401, content_type="text/plain")
    lines = ["# HELP portal_runs Runs by state.", "# TYPE portal_runs gauge"]
    lines += [f'portal_runs{{state="{state}"}} {count}' for state, count in api_queries.runs_by_state().items()]
    for name, (told, count) in api_queries.workspace_counts().items():
        lines += [f"# HELP portal_{name} {told}", f"# TYPE portal_{name} gauge", f"portal_{name} {count}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")
