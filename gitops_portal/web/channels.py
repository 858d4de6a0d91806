"""Channels that messages go to: of the organisation, for its owners; or of one workspace, for the owners of that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import structs

from gitops_portal.actions import channels, digests, questions
from gitops_portal.adapters.notifiers import kinds
from gitops_portal.core import message
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.queries import channels as of_channels
from gitops_portal.web import access, channel_forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Channel, Workspace

SHOWN: Final = 50
"""Messages of one channel."""


class _Place(NamedTuple):
    """Whose channels a page is about: one workspace's, or the organisation's where it is None."""

    workspace: Workspace | None

    @property
    def all(self) -> str:
        """The address of the list; a channel's lies below it."""
        return (
            reverse("workspaces.channels", args=[self.workspace.slug]) if self.workspace else reverse("channels.index")
        )

    def one(self, channel: Channel) -> str:
        return f"{self.all}{channel.pk}/"


def _place(request: HttpRequest, slug: str) -> _Place:
    if slug:
        return _Place(access.workspace(request, slug, Role.OWNER))
    access.require_owner(request)
    return _Place(None)


def _found(request: HttpRequest, slug: str, channel: int) -> tuple[_Place, Channel]:
    place = _place(request, slug)
    try:
        return place, of_channels.channel(channel, place.workspace)
    except ObjectDoesNotExist as error:
        raise Http404 from error


@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The channels; `?kind=` shows the form for a new one of a kind, and what is sent makes it."""
    place, known = _place(request, slug), kinds()
    kind = known.get(request.GET.get("kind", ""))
    sent = request.method == "POST"
    form = channel_forms.ChannelSettings(request.POST if sent else None, kind=kind) if kind else None
    if sent and form and kind and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            made, secret = channels.add(access.actor(request), kind.id, name, form.told, workspace=place.workspace)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            then = ", then test it" if kind.can_be_tested else ""
            messages.success(request, f"Channel {made.name} is created. Choose what it is notified about{then}.")
            found = of_channels.channel(made.pk, place.workspace)
            return _page(request, place, found, secret=secret) if secret else redirect(place.one(made))
    context = {
        "workspace": place.workspace,
        "channels": [(one, known[one.kind].title) for one in of_channels.channels(place.workspace)],
        "kinds": known,
        "kind": kind,
        "form": form,
        "here": place.all,
    }
    return render(request, "channels/index.html", context, status=422 if sent else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    """One channel; what is sent changes it."""
    place, found = _found(request, slug, channel)
    if request.method == "GET":
        return _page(request, place, found)
    form = channel_forms.ChannelSettings(request.POST, kind=kinds()[found.kind], kept=True)
    if form.is_valid():
        try:
            channels.change(access.actor(request), found.pk, form.cleaned_data["name"], form.told)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect(place.one(found))
    return _page(request, place, found, status=422, form=form)


def _page(request: HttpRequest, place: _Place, channel: Channel, status: int = 200, **shown: Any) -> HttpResponse:
    """The page with whichever form was sent and refused, or the secret that was just made."""
    kind = kinds()[channel.kind]
    initial = {"name": channel.name, **channel.settings}
    context = {
        "workspace": place.workspace,
        "channel": channel,
        "kind": kind,
        "only": [message.called(event) for event in kind.only],
        "form": channel_forms.ChannelSettings(initial=initial, kind=kind, kept=True),
        "subscribe": channel_forms.Subscribe(workspace=place.workspace, kind=kind),
        "times": channel_forms.Times(initial=structs.asdict(channel.times)) if kind.to_people else None,
        "asked_at": questions.address(channel),
        "deliveries": of_channels.deliveries(channel, SHOWN),
        "all": place.all,
        "here": place.one(channel),
    }
    return render(request, "channels/detail.html", {**context, **shown}, status=status)


@require_POST
def times(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    """When it may speak: quiet hours, and a digest."""
    place, found = _found(request, slug, channel)
    form = channel_forms.Times(request.POST)
    if form.is_valid():
        try:
            digests.set_times(access.actor(request), found.pk, form.told)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect(place.one(found))
    return _page(request, place, found, status=422, times=form)


@require_POST
def send_test(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    """Sends a test while whoever asked waits, and says what came of it."""
    place, found = _found(request, slug, channel)
    try:
        failed = channels.test(access.actor(request), found)
    except PortalError as error:
        failed = str(error)
    if failed:
        messages.error(request, f"The test did not arrive. {failed}")
    else:
        messages.success(request, "The test arrived.")
    return redirect(place.one(found))


_ON: Final[dict[str, tuple[Callable[[Actor, int], None], str]]] = {
    "pause": (channels.pause, "Nothing is sent until somebody resumes it."),
    "resume": (channels.resume, "Messages are sent again."),
}


@require_POST
def switch(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    """Pause it, or resume it."""
    place, found = _found(request, slug, channel)
    if request.POST.get("to") not in _ON:
        raise Http404
    act, told = _ON[request.POST["to"]]
    return access.done(request, partial(act, access.actor(request), found.pk), told, place.one(found))


@never_cache
@require_POST
def new_secret(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    """The one answer that shows the new secret."""
    place, found = _found(request, slug, channel)
    try:
        secret = channels.new_secret(access.actor(request), found.pk)
    except PortalError as error:
        messages.error(request, str(error))
        return redirect(place.one(found))
    return _page(request, place, found, secret=secret)


@require_POST
def remove(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    place, found = _found(request, slug, channel)
    act = partial(channels.remove, access.actor(request), found.pk)
    return access.done(request, act, f"Channel {found.name} is removed.", place.all)


@require_POST
def subscribe(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    place, found = _found(request, slug, channel)
    form = channel_forms.Subscribe(request.POST, workspace=place.workspace, kind=kinds()[found.kind])
    told = dict(form.cleaned_data) if form.is_valid() else {}
    if form.is_valid() and (named := told.pop("workspace", "")):
        try:
            told["workspace"] = queries.workspace(named, access.person(request))
        except ObjectDoesNotExist:
            form.add_error("workspace", f"There is no workspace “{named}”.")
    if form.is_valid():
        try:
            made = channels.subscribe(access.actor(request), found.pk, **told)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{found.name} is notified about {made} from now on.")
            return redirect(place.one(found))
    return _page(request, place, found, status=422, subscribe=form)


@require_POST
def unsubscribe(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    place, found = _found(request, slug, channel)
    form = channel_forms.OneSubscription(request.POST)
    one = access.named(form, "subscription", lambda pk: of_channels.subscription(found, pk))
    act = partial(channels.unsubscribe, access.actor(request), one)
    return access.done(request, act, f"{found.name} is no longer told of {one} by that.", place.one(found))


@require_POST
def again(request: HttpRequest, channel: int, slug: str = "") -> HttpResponse:
    """Let one message be sent once more."""
    place, found = _found(request, slug, channel)
    form = channel_forms.OneDelivery(request.POST)
    one = access.named(form, "delivery", lambda pk: of_channels.delivery(found, pk))
    act = partial(channels.again, access.actor(request), one)
    return access.done(request, act, "It is on its way again.", place.one(found))
