"""What people decide about drift: accept, snooze, assign, ask CI to revert; told in the trail of each workspace."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.actions import audit, clock, outbox, people
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import permits
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.drift import Decided
from gitops_portal.records.queries import drifting, locks, operator, sight

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import DriftItem, Person, Workspace

MOST: Final = 500
"""Items that are decided about at once."""
LONGEST_REASON: Final = 2_000
LONGEST_SNOOZE: Final = 90
"""Days."""
UNSAID: Final[dict[str, Any]] = {"accepted_at": None, "snoozed_until": None, "said_by": "", "said_reason": ""}
"""The columns of an item about which nobody decided."""
VERBS: Final = {
    "accept": Verb.DRIFT_ACCEPTED,
    "snooze": Verb.DRIFT_SNOOZED,
    "assign": Verb.DRIFT_ASSIGNED,
    "revert": Verb.DRIFT_REVERT_ASKED,
    "reopen": Verb.DRIFT_REOPENED,
}
_EXPLAINED: Final = frozenset({"accept", "snooze"})


@dataclass(frozen=True, slots=True)
class Act:
    """One of VERBS, why, until when (to snooze), and who looks after it by e-mail (to assign; empty: nobody)."""

    name: str
    reason: str = ""
    until: datetime | None = None
    to: str = ""


@in_one_transaction()
def act(person: Person, address: str, keys: Collection[int], seen: datetime, act: Act) -> int:
    """Decide about all of these items, or about none; how many. `seen` is when they were looked at.

    Raises Invalid for what is no act, Refused without the role, Stale where one is over or differs otherwise by now.
    """
    now = clock.now()
    _check(act, keys, now)
    to = _assignee(act)
    items = drifting.chosen(person, keys)
    _permitted(items, person, to)
    places = {place.pk: place for place in locks.workspaces({item.workspace_id for item in items})}
    items = drifting.chosen(person, keys)
    _unchanged(items, keys, seen)
    by = people.as_actor(person, address)
    for some in drifting.items(item.pk for item in items):
        some.update(**_columns(act, by, to, now))
    for place, of_place in groupby(items, key=lambda item: item.workspace_id):
        _tell(places[place], list(of_place), by, act)
    return len(items)


def _check(act: Act, keys: Collection[int], now: datetime) -> None:
    if act.name not in VERBS:
        raise Invalid(f"“{act.name}” is nothing to do about drift: choose {', '.join(VERBS)}.")
    if not keys:
        raise Invalid("Choose at least one resource.")
    if len(keys) > MOST:
        raise Invalid(f"That is more than {MOST} resources at once: choose some of them.")
    if len(act.reason) > LONGEST_REASON or (act.name in _EXPLAINED and not act.reason.strip()):
        raise Invalid(f"Say why, in at most {LONGEST_REASON:,} characters: it stands in the audit trail.")
    if act.name == "snooze":
        days = (act.until - now).total_seconds() / 86_400 if act.until else 0
        if not 0 < days <= LONGEST_SNOOZE:
            raise Invalid(f"Choose a day within the next {LONGEST_SNOOZE}: it is shown again then.")


def _assignee(act: Act) -> Person | None:
    if act.name != "assign" or not act.to.strip():
        return None
    found = operator.active_person(act.to.strip())
    if found is None:
        raise Invalid(f"Nobody here has the e-mail {act.to.strip()}.")
    return found


def _permitted(items: Sequence[DriftItem], person: Person, to: Person | None) -> None:
    """Everything is this person's to decide, and whoever is to look after it can see it."""
    roles, theirs = sight.roles_of(person), sight.roles_of(to) if to else None
    for place in {item.workspace_id: item.workspace for item in items}.values():
        if why := permits.objection_to_drift(roles.of(place.pk, place.labels), place.slug):
            raise why
        if to and theirs and theirs.of(place.pk, place.labels) is None:
            raise Invalid(f"{to} can't see {place.slug}.")


def _unchanged(items: Sequence[DriftItem], keys: Collection[int], seen: datetime) -> None:
    if len(items) != len(set(keys)):
        raise Stale("Some of it no longer drifts: reload the page.")
    if changed := [item.address for item in items if item.changed_at > seen]:
        raise Stale(f"{changed[0]} has changed since: look at it again.")


def _columns(act: Act, by: Actor, to: Person | None, now: datetime) -> dict[str, Any]:
    said = {"said_by": by.name[:200], "said_reason": act.reason.strip()}
    match act.name:
        case "accept":
            return UNSAID | said | {"accepted_at": now}
        case "snooze":
            return UNSAID | said | {"snoozed_until": act.until}
        case "assign":
            return {"assignee": to}
        case "revert":
            return {"revert_asked_at": now, "revert_asked_by": by.name[:200]}
    return UNSAID


def _tell(place: Workspace, items: Sequence[DriftItem], by: Actor, act: Act) -> None:
    """The trail of one workspace; and CI, where it is asked for something."""
    addresses = [item.address for item in items]
    detail = Decided(
        addresses=addresses,
        digests=[item.digest for item in items],
        until=audit.rfc3339(act.until) if act.name == "snooze" and act.until else "",
        to=act.to.strip() if act.name == "assign" else "",
    )
    told = audit.record(by, VERBS[act.name], place.slug, workspace=place, reason=act.reason.strip(), detail=detail)
    if act.name == "revert" and not outbox.revert_asked(place, addresses, by, told):
        raise Invalid(
            f"Nobody would be notified: no channel subscribed to {place.slug} names the event drift.revert_asked."
            " An owner adds one that starts a GitHub workflow or a GitLab pipeline, or a webhook to CI."
        )
