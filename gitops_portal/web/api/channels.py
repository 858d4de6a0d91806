"""Channels, for owners who script: which there are, and making, testing, changing and removing them.

Secrets go in and never come out. A channel of a workspace is for its owners, one of the organisation for those of that.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from msgspec import structs
from ninja import Field, Router, Schema, Status

from gitops_portal.actions import channels, digests, questions
from gitops_portal.adapters.notifiers import kinds
from gitops_portal.core.errors import Invalid, Refused
from gitops_portal.core.model import Gravity, Role
from gitops_portal.core.quiet import Times
from gitops_portal.records import queries
from gitops_portal.records.queries import channels as of_channels
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Channel, Subscription, Workspace

router = Router()
ANSWERS = {200: dict[str, Any], **PROBLEMS}
MADE = {201: dict[str, Any], **PROBLEMS}
GONE = {204: None, **PROBLEMS}
_OF_RATES = ("rate_left", "rate_most", "rate_resets_at", "rate_seen_at")


class ChannelIn(Schema):
    """`settings` are those that the kind asks for, secrets among them. No `workspace`: the organisation's."""

    kind: str
    name: str
    workspace: str = ""
    settings: dict[str, str] = Field(default_factory=dict)


class ChangeIn(Schema):
    """What is left out stays as it is, each of the `settings` by itself."""

    name: str | None = None
    settings: dict[str, str] = Field(default_factory=dict)


class TimesIn(Schema):
    """Quiet hours and the digest, of kinds that people read as they come; `through` is a gravity."""

    time_zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time | None = None
    through: str = ""


class SubscriptionIn(Schema):
    """One `workspace`, else all that have the `labels` (`env=prod,team=network`), else every one; no events are all."""

    workspace: str = ""
    labels: str = ""
    events: list[str] = Field(default_factory=list)
    least: str = str(Gravity.INFORMS)


@router.get("/channels", response=ANSWERS, summary="The channels of the organisation, or of a workspace")
def index(request: HttpRequest, workspace: str = "") -> dict[str, Any]:
    """With what each kind asks for. For owners, as all below `/channels`: a token is refused."""
    _, place = _owner(request, workspace)
    return {
        "channels": [_out(one) for one in of_channels.channels(place)],
        "kinds": [
            {
                "id": kind.id,
                "title": kind.title,
                "fields": [
                    {"name": field.name, "secret": field.secret, "required": field.required} for field in kind.fields
                ],
            }
            for kind in kinds().values()
        ],
    }


@router.post("/channels", response=MADE, summary="Add a channel")
def create(request: HttpRequest, told: ChannelIn) -> Status[dict[str, Any]]:
    """`secret`, which signs messages of some kinds, stands in this answer alone. It is told of nothing yet."""
    by, place = _owner(request, told.workspace)
    _known(told.kind, told.settings)
    made, secret = channels.add(by, told.kind, told.name, told.settings, workspace=place)
    return Status(201, _out(of_channels.channel(made.pk, place)) | ({"secret": secret} if secret else {}))


@router.get("/channels/{int:pk}", response=ANSWERS, summary="One channel")
def detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _out(_owned(request, pk)[1])


@router.patch("/channels/{int:pk}", response=ANSWERS, summary="Change a channel's name or settings")
def change(request: HttpRequest, pk: int, told: ChangeIn) -> dict[str, Any]:
    """A secret that is left out, or empty, stays."""
    by, found = _owned(request, pk)
    _known(found.kind, told.settings)
    name = found.name if told.name is None else told.name
    channels.change(by, pk, name, {**found.settings, **told.settings})
    return _out(of_channels.any_channel(pk))


@router.delete("/channels/{int:pk}", response=GONE, summary="Remove a channel, and what waits in it")
def remove(request: HttpRequest, pk: int) -> Status[None]:
    by, _ = _owned(request, pk)
    channels.remove(by, pk)
    return Status(204, None)


@router.post("/channels/{int:pk}/test", response=ANSWERS, summary="Send a test, and say what came of it")
def send_test(request: HttpRequest, pk: int) -> dict[str, Any]:
    """`error` is empty where it arrived; 409 for kinds that start a pipeline, or speak of commits and pull requests
    alone.
    """
    by, found = _owned(request, pk)
    error = channels.test(by, found)
    return {"arrived": not error, "error": error}


@router.post("/channels/{int:pk}/pause", response=ANSWERS, summary="Send nothing more, and write nothing new")
def pause(request: HttpRequest, pk: int) -> dict[str, Any]:
    by, _ = _owned(request, pk)
    channels.pause(by, pk)
    return _out(of_channels.any_channel(pk))


@router.post("/channels/{int:pk}/resume", response=ANSWERS, summary="Send again, and what waited, too")
def resume(request: HttpRequest, pk: int) -> dict[str, Any]:
    by, _ = _owned(request, pk)
    channels.resume(by, pk)
    return _out(of_channels.any_channel(pk))


@router.put("/channels/{int:pk}/times", response=ANSWERS, summary="Set quiet hours and the digest")
def times(request: HttpRequest, pk: int, told: TimesIn) -> dict[str, Any]:
    """All of them at once; times are by the clock of `time_zone`."""
    by, _ = _owned(request, pk)
    digests.set_times(by, pk, Times(**{name: getattr(told, name) for name in Times.__struct_fields__}))
    return _out(of_channels.any_channel(pk))


@router.post("/channels/{int:pk}/subscriptions", response=MADE, summary="Let a channel be told of runs")
def subscribe(request: HttpRequest, pk: int, told: SubscriptionIn) -> Status[dict[str, Any]]:
    by, _ = _owned(request, pk)
    place = caller(request).workspace(told.workspace) if told.workspace else None
    made = channels.subscribe(by, pk, workspace=place, labels=told.labels, events=told.events, least=told.least)
    return Status(201, _told_of(made))


@router.delete("/channels/{int:pk}/subscriptions/{int:subscription}", response=GONE, summary="Tell it no more of these")
def unsubscribe(request: HttpRequest, pk: int, subscription: int) -> Status[None]:
    by, found = _owned(request, pk)
    try:
        one = of_channels.subscription(found, subscription)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    channels.unsubscribe(by, one)
    return Status(204, None)


@router.post(
    "/channels/{uuid:key}/asked",
    response={200: None, **PROBLEMS},
    auth=None,
    summary="What a forge asks a channel",
)
def asked(request: HttpRequest, key: UUID) -> HttpResponse:
    """For webhooks of GitHub (a deployment protection rule) and GitLab (an external status check), signed by the
    channel's secret. 200 says that it arrived; the answer goes to the API of the forge. The same may come twice.
    """
    try:
        found = of_channels.asked_at(key)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    questions.receive(found, request.headers, request.body)
    return HttpResponse(status=200)


def _owner(request: HttpRequest, slug: str) -> tuple[Actor, Workspace | None]:
    """Who asks, who owns the workspace of this name or, without one, the organisation. Raises Http404, Refused."""
    asking = caller(request)
    if asking.person is None:
        raise Refused("Channels take an owner's session: a token neither reads nor changes them.")
    place = asking.workspace(slug) if slug else None
    role = queries.role_in(asking.person, place) if place else None
    if not (asking.person.owns_organisation or (role and role.covers(Role.OWNER))):
        raise Refused(f"Channels of {slug or 'the organisation'} are for its owners.")
    return asking.actor, place


def _owned(request: HttpRequest, pk: int) -> tuple[Actor, Channel]:
    """Who asks, and the channel. Raises Http404, Refused."""
    try:
        found = of_channels.any_channel(pk)
    except ObjectDoesNotExist as error:
        _owner(request, "")
        raise Http404 from error
    return _owner(request, found.workspace.slug if found.workspace else "")[0], found


def _known(kind: str, settings: dict[str, str]) -> None:
    fields = {field.name for field in kinds()[kind].fields} if kind in kinds() else set(settings)
    if unknown := sorted(set(settings) - fields):
        raise Invalid(f"“{unknown[0]}” is not a setting of {kind}: it has {', '.join(sorted(fields))}.")


def _out(one: Channel) -> dict[str, Any]:
    return {
        "id": one.pk,
        "kind": one.kind,
        "name": one.name,
        "workspace": one.workspace.slug if one.workspace else None,
        "leads_to": one.shown,
        "asked_at": questions.address(one) or None,
        "settings": one.settings,
        "paused": one.paused_at is not None,
        "paused_for": one.paused_for,
        "times": {name: _plain(value) for name, value in structs.asdict(one.times).items()},
        "rate": {name.removeprefix("rate_"): _plain(getattr(one, name)) for name in _OF_RATES},
        "subscriptions": [_told_of(each) for each in one.subscriptions.all()],
    }


def _told_of(one: Subscription) -> dict[str, Any]:
    return {
        "id": one.pk,
        "workspace": one.workspace.slug if one.workspace else None,
        "labels": one.labels,
        "events": one.events,
        "least": one.least,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (time, datetime)) else value
