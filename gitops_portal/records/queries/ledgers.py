"""The name of an audit chain in, its head and its events out; and which chains the clock turns to next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, Max, Q

from gitops_portal.core.events import Verb
from gitops_portal.records.models import AuditChain, AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from gitops_portal.records.models import Run


class Row(NamedTuple):
    """An event as its chain holds it, by column: a model's instance takes longer to make than its hash."""

    version: int
    sequence: int
    at: datetime
    actor_kind: str
    actor: str
    actor_address: str
    verb: str
    subject: str
    run_number: int | None
    reason: str
    detail: dict[str, Any]
    previous: str
    hash: str


def chain(name: str) -> AuditChain | None:
    """A chain, with the `last` number of its events as it is in the same moment: both are read by one statement."""
    return AuditChain.objects.filter(name=name).annotate(last=Max("events__sequence")).first()


def chains_verified_before(since: datetime) -> list[tuple[str, int]]:
    """Names of chains that were not verified as a whole since then, the longest ago first, each with its length."""
    old = Q(verified_at=None) | Q(verified_at__lt=since)
    due = AuditChain.objects.filter(old, sequence__gt=0).order_by(F("verified_at").asc(nulls_first=True), "pk")
    return list(due.values_list("name", "sequence"))


def chains_longer_than_signed(events: int) -> list[str]:
    """Names of chains with at least so many events behind the last signed one, that were not broken when verified."""
    grown = AuditChain.objects.filter(sequence__gte=F("signed") + events, broken_at=None)
    return list(grown.order_by("pk").values_list("name", flat=True))


def upload_of(run: Run) -> int | None:
    """The number of the event that tells of a run's upload; None where it is no more."""
    events = AuditEvent.objects.filter(chain__name=run.workspace.slug, run_number=run.number, verb=Verb.RUN_UPLOADED)
    return events.values_list("sequence", flat=True).first()


def last_before(chain: str, moment: datetime) -> int:
    """The last event before anything of that moment or later happened; 0 where there is none."""
    events = AuditEvent.objects.filter(chain__name=chain)
    later = events.filter(at__gte=moment).order_by("sequence").values_list("sequence", flat=True).first()
    if later is not None:
        events = events.filter(sequence__lt=later)
    return events.order_by("-sequence").values_list("sequence", flat=True).first() or 0


def events_of(chain: str, after: int = 0, until: int | None = None) -> Iterator[AuditEvent]:
    """The events of a chain, the oldest first, a few thousand at a time: a trail may be longer than memory."""
    return _between(chain, after, until).select_related("chain").iterator(chunk_size=2000)


def rows_of(chain: str, after: int, until: int) -> Iterator[Row]:
    """The same as rows, for who computes their hashes."""
    rows = _between(chain, after, until).values_list(*Row._fields)
    return map(Row._make, rows.iterator(chunk_size=2000))


def _between(chain: str, after: int, until: int | None) -> QuerySet[AuditEvent]:
    rows = AuditEvent.objects.filter(chain__name=chain, sequence__gt=after)
    if until is not None:
        rows = rows.filter(sequence__lte=until)
    return rows.order_by("sequence")
