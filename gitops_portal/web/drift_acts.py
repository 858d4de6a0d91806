"""What people decide about drift on its pages: about those that are chosen, or all of a cause."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.http import require_POST

from gitops_portal.actions import drift_acts as actions
from gitops_portal.core import permits
from gitops_portal.records import queries
from gitops_portal.records.queries import drifting, sight
from gitops_portal.web import access
from gitops_portal.web.drift_forms import DriftAct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.models import DriftItem, Person

_DONE: Final = {
    "accept": "Accepted",
    "snooze": "Snoozed",
    "assign": "Assigned",
    "revert": "CI is asked to revert",
    "reopen": "To be looked at again",
}
_LONGEST_EMAIL: Final = 254
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_ONE_BY_ONE: Final = frozenset({"accept", "snooze"})
"""What is done to a grave item only where it is chosen by itself."""


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    person, form = access.person(request), DriftAct(request.POST)
    form.is_valid()
    told = form.cleaned_data
    every = "every" in request.POST
    keys = _every(request, person) if every else form.items
    found = drifting.chosen(person, keys[: actions.MOST + 1])
    mine = [item for item, may in zip(found, permitted(person, found), strict=True) if may]
    if keys and not mine:
        raise PermissionDenied
    name = told.get("act", "")
    wanted = [item for item in mine if not (every and item.grave and name in _ONE_BY_ONE)]
    to = told.get("to", request.POST.get("to", "")[:_LONGEST_EMAIL])  # one that is no e-mail is nobody's
    asked = actions.Act(name, told.get("reason", ""), told.get("until"), to)
    seen = moment(request.POST.get("seen", "")) or _NEVER
    address = access.client_address(request)
    do = partial(actions.act, person, address, [item.pk for item in wanted], seen, asked)
    page, where = _back(request)
    return access.done(request, do, _told(name, len(wanted), len(keys) - len(wanted)), page, *where)


def _every(request: HttpRequest, person: Person) -> list[int]:
    asked = request.POST.get("cause", ""), request.POST.get("show", "")
    return drifting.keys_of_cause(person, *asked, timezone.now(), actions.MOST)


def permitted(person: Person, items: Iterable[DriftItem]) -> list[bool]:
    """Of each item whether this person may decide about it."""
    roles = sight.roles_of(person)
    places = [item.workspace for item in items]
    return [permits.objection_to_drift(roles.of(each.pk, each.labels), each.slug) is None for each in places]


def _told(name: str, done: int, left: int) -> str:
    said = f"{_DONE.get(name, name)}: {done:,} resource{'' if done == 1 else 's'}."
    return f"{said} {left:,} left unchanged: they are serious, or not yours to decide." if left else said


def _back(request: HttpRequest) -> tuple[str, tuple[str, ...]]:
    """The page that was acted on; the list of causes, where nothing of one may be left."""
    slug = request.POST.get("workspace", "")
    return ("drift.history", (slug,)) if slug in queries.slugs(access.person(request)) else ("drift.index", ())


def moment(text: str) -> datetime | None:
    """When a page was looked at, as it says itself; None where it says nothing that can be read."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
