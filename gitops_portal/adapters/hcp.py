"""HCP Terraform and Terraform Enterprise: a plan's address and a short-lived token in, the plan out; an answer sent.

The token goes to the host that the run task names and nowhere else: where the plan lies for a minute is asked without.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from gitops_portal.adapters import outbound
from gitops_portal.core.errors import DocumentTooLarge, Invalid, Refused, Unavailable

if TYPE_CHECKING:
    from gitops_portal.adapters.outbound import Answer

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PLAN_SECONDS: Final = 90.0
"""For how long a plan may be on its way."""
_ACCEPTED: Final = {"Accept": "application/json"}
_PASSING: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


def leads_to(url: str, host: str) -> bool:
    """Whether an address is at this very host, given as `host` or `host:port`, under no name of a user."""
    try:
        return urlsplit(url).netloc.lower() == host.lower()
    except ValueError:
        return False


def plan(url: str, token: str, host: str) -> bytes | None:
    """The plan's JSON; None while there is none yet. Raises Invalid, Refused, DocumentTooLarge and Unavailable."""
    answer = _call("GET", url, b"", _ACCEPTED | {"Authorization": f"Bearer {token}"}, host)
    if answer.status in REDIRECTS:
        answer = _away(urljoin(url, answer.headers.get("location", "")))
    if answer.status == HTTPStatus.NO_CONTENT:
        return None
    if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        raise Invalid("HCP has no JSON of this plan: Terraform before 0.12 writes none.")
    _check(answer, "the plan")
    if len(answer.body) > settings.MAX_PLAN_BYTES:
        raise DocumentTooLarge(f"The plan is larger than {settings.MAX_PLAN_BYTES:,} bytes (MAX_PLAN_BYTES).")
    return answer.body


def tell(url: str, token: str, host: str, said: bytes) -> None:
    """Answer a request. Raises Invalid and Refused where the answer is not taken, Unavailable where nobody is there."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/vnd.api+json"}
    _check(_call("PATCH", url, said, headers, host), "the answer")


def _call(method: str, url: str, body: bytes, headers: dict[str, str], host: str) -> Answer:
    if not leads_to(url, host):
        raise Refused(f"An address of the request does not lead to {host}: the token is sent nowhere else.")
    bounds = _of_plans() if method == "GET" else outbound.Bounds()
    return outbound.send(method, url, body, headers, allowed=settings.OUTBOUND_HOSTS, bounds=bounds)


def _away(url: str) -> Answer:
    """Where HCP keeps the plan for a minute: asked without the token, and not sent on from there."""
    return outbound.send("GET", url, b"", _ACCEPTED, allowed=settings.OUTBOUND_HOSTS, bounds=_of_plans())


def _of_plans() -> outbound.Bounds:
    return outbound.Bounds(settings.MAX_PLAN_BYTES + 1, PLAN_SECONDS)


def _check(answer: Answer, what: str) -> None:
    """Raises Unavailable for what may pass, Refused for a token that ended, Invalid for anything else but success."""
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status in _PASSING:
        raise Unavailable(f"HCP answers {answer.status} for {what}.")
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        raise Refused(f"HCP answers {answer.status} for {what}: the token of the request holds no more.")
    raise Invalid(f"HCP answers {answer.status} for {what}.")
