"""The second step of signing in: a code, after a password or a link that fits."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import second_factor
from gitops_portal.core.errors import Refused, TooManyTries
from gitops_portal.records import queries
from gitops_portal.web import access, forms
from gitops_portal.web.session import HALFWAY, enter, wait

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Person


class _Halfway(NamedTuple):
    """Who has shown one factor in this browser, how, and where they were going."""

    person: Person
    how: str
    going: str


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    found = _halfway(request)
    if found is None:
        return redirect("session.sign_in")
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            how = second_factor.check(found.person, code, found.how, access.client_address(request))
        except TooManyTries as error:
            return wait(request, error)
        except Refused as error:
            form.add_error("code", str(error))
        else:
            del request.session[HALFWAY]
            enter(request, found.person, how)
            return redirect(found.going)
    shown = {"form": form, "factors": queries.second_factors(found.person), "email": found.person.email}
    return render(request, "session/second.html", shown)


def _halfway(request: HttpRequest) -> _Halfway | None:
    """None where nobody is, or what they showed holds no more: their password is new, their account is closed."""
    kept: dict[str, Any] | None = request.session.get(HALFWAY)
    if not kept:
        return None
    try:
        person = queries.person(kept["person"])
    except ObjectDoesNotExist:
        return None
    holds = hmac.compare_digest(kept["holds"], person.get_session_auth_hash())
    return _Halfway(person, kept["how"], kept["next"]) if holds and person.is_active else None
