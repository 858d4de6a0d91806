"""Coming in and going out: by password, by a link that works once, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from gitops_portal.actions import people
from gitops_portal.actions import sign_in as sign_in_actions
from gitops_portal.core.errors import Refused, TooManyTries
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse

BACKEND = "django.contrib.auth.backends.ModelBackend"


class _SignIn(LoginView):
    template_name = "session/sign_in.html"
    authentication_form = forms.SignIn
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the try, then look at the password."""
        try:
            sign_in_actions.begin(self._named, access.client_address(request))
        except TooManyTries as error:
            return _wait(request, error)
        return super().post(request, *args, **kwargs)

    @property
    def _named(self) -> str:
        return self.request.POST.get("username", "")

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        answer = super().form_valid(form)
        sign_in_actions.succeed(user, access.client_address(self.request))
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        sign_in_actions.fail(self._named, access.client_address(self.request))
        return super().form_invalid(form)


def _wait(request: HttpRequest, error: TooManyTries) -> HttpResponse:
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
    if request.method == "POST":
        try:
            person = people.redeem(secret, access.client_address(request))
        except Refused as error:
            return render(request, "session/link.html", {"refused": str(error)}, status=403)
        login(request, person, backend=BACKEND)
        return redirect(settings.LOGIN_REDIRECT_URL)
    invited = people.look(secret)
    return render(request, "session/link.html", {"invited": invited}, status=200 if invited else 404)


# Django's admin has pages of its own for coming in, going out and passwords: ours stand there, with their trail.
admin_sign_in = RedirectView.as_view(pattern_name="session.sign_in", query_string=True)
admin_password = RedirectView.as_view(pattern_name="settings.index")
