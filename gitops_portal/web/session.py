"""Coming in and going out: by password, by a link that works once, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from gitops_portal.actions import sign_in as sign_in_actions
from gitops_portal.actions import sso
from gitops_portal.core import browsers
from gitops_portal.core.errors import Refused, TooManyTries
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Person
    from gitops_portal.records.sessions import SessionStore

HALFWAY: Final = "halfway"
HALFWAY_SECONDS: Final = 600
BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, person: Person, known_by: str) -> None:
    """Begin a session of somebody who has shown who they are."""
    login(request, person, backend=BACKEND)
    request.session.set_expiry(None)
    said = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))[: browsers.LONGEST]
    cast("SessionStore", request.session).begin(known_by=known_by, browser=said, address=access.client_address(request))


def halfway(request: HttpRequest, person: Person, how: str, going: str) -> HttpResponse:
    """Keep, for a few minutes, that this browser has shown one factor and owes the second. Nobody is signed in yet."""
    logout(request)
    request.session[HALFWAY] = {
        "person": person.pk,
        "holds": person.get_session_auth_hash(),
        "how": how,
        "next": going,
    }
    request.session.set_expiry(HALFWAY_SECONDS)
    return redirect("session.second")


def own_page(request: HttpRequest, asked: str) -> str:
    """Where somebody was going, when that is a page of ours; else the first."""
    fine = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if fine and asked.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)


class _SignIn(LoginView):
    template_name = "session/sign_in.html"
    authentication_form = forms.SignIn
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the name of the identity provider, where there is one; it is not asked."""
        return super().get_context_data(sso=settings.OIDC_NAME if sso.on() else "", **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the try, then look at the password."""
        try:
            sign_in_actions.begin(self._named, access.client_address(request))
        except TooManyTries as error:
            return wait(request, error)
        return super().post(request, *args, **kwargs)

    @property
    def _named(self) -> str:
        return self.request.POST.get("username", "")

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        person, going = form.get_user(), self.get_success_url()
        if not sign_in_actions.succeed(person, access.client_address(self.request)):
            return halfway(self.request, person, sign_in_actions.PASSWORD, going)
        enter(self.request, person, sign_in_actions.PASSWORD)
        return redirect(going)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        sign_in_actions.fail(self._named, access.client_address(self.request))
        return super().form_invalid(form)


def wait(request: HttpRequest, error: TooManyTries) -> HttpResponse:
    """The page that says how long."""
    answer = render(request, "session/wait.html", {"refused": str(error)}, status=error.status)
    answer["Retry-After"] = str(error.seconds)
    return answer


sign_in = _SignIn.as_view()
sign_out = LogoutView.as_view()


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Looking at the link changes nothing, so that a mail scanner cannot use it up; the button does."""
    address = access.client_address(request)
    try:
        if request.method == "GET":
            invited = sign_in_actions.look(secret, address)
            return render(request, "session/link.html", {"invited": invited}, status=200 if invited else 404)
        person, enough = sign_in_actions.redeem(secret, address)
    except TooManyTries as error:
        return wait(request, error)
    except Refused as error:
        return render(request, "session/link.html", {"refused": str(error)}, status=403)
    if not enough:
        return halfway(request, person, sign_in_actions.LINK, resolve_url(settings.LOGIN_REDIRECT_URL))
    enter(request, person, sign_in_actions.LINK)
    return redirect(settings.LOGIN_REDIRECT_URL)


# Django's admin has pages of its own for coming in, going out and passwords: ours stand there, with their trail.
admin_sign_in = RedirectView.as_view(pattern_name="session.sign_in", query_string=True)
admin_password = RedirectView.as_view(pattern_name="settings.index")
