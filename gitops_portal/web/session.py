"""Coming in and going out: by password, by a link that works once, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import people
from gitops_portal.core.errors import Refused
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse

BACKEND = "django.contrib.auth.backends.ModelBackend"


class _SignIn(LoginView):
    template_name = "session/sign_in.html"
    authentication_form = forms.SignIn
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        answer = super().form_valid(form)
        people.came_in(user, access.client_address(self.request))
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
