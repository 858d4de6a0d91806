"""What drifted, item by item: for actions as it is, for people as far as they see its workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery

from gitops_portal.core.drift.causes import said
from gitops_portal.core.drift.following import Known
from gitops_portal.records.models import DriftItem, Run
from gitops_portal.records.queries.sight import reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from gitops_portal.records.models import Person, Workspace

AT_ONCE: Final = 500
"""Rows that one statement names."""


def known(workspace: Workspace, source: str = "plan", subject: str = "") -> list[Known]:
    """What this source told of that is open in a locked workspace."""
    told = {"source": source, "subject": subject, "closed_at": None}
    rows = DriftItem.objects.filter(workspace=workspace, **told).order_by("pk")
    return [Known(*row) for row in rows.values_list("pk", "key", "digest")]


def items(keys: Iterable[int]) -> Iterator[QuerySet[DriftItem]]:
    """Rows by their keys, so many at once as a statement may name."""
    wanted = sorted(keys)
    for first in range(0, len(wanted), AT_ONCE):
        yield DriftItem.objects.filter(pk__in=wanted[first : first + AT_ONCE]).order_by("pk")


def applied_last(workspace: Workspace) -> datetime | None:
    """When a run of the workspace was applied last."""
    found: datetime | None = Run.objects.filter(workspace=workspace).aggregate(at=Max("applied_at"))["at"]
    return found


# ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────

_RUNS: Final = ("first_run", "told_run", "last_run", "closed_run")


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """What drifted of one cause, over all workspaces that a person sees."""

    key: str
    kind: str
    subject: Sequence[str]
    """As `core.drift.causes.Cause`."""
    items: int
    workspaces: int
    grave: int
    """How many of the items may not be silenced."""
    since: datetime
    """When the oldest was seen first."""

    @property
    def said(self) -> str:
        """The cause in words."""
        return said(self.kind, self.subject)


LOOK: Final = "look"
"""What nobody said anything about yet: what is shown where nothing is asked for."""


def _standings(person: Person, now: datetime) -> dict[str, Q]:
    """How an open item stands, each of them by itself."""
    ignored, snoozed, accepted = Q(ignored_until__gt=now), Q(snoozed_until__gt=now), Q(accepted_at__isnull=False)
    return {
        LOOK: ~ignored & ~snoozed & ~accepted,
        "mine": Q(assignee=person),
        "snoozed": snoozed,
        "accepted": accepted,
        "ignored": ignored,
    }


def counts(person: Person, show: str, now: datetime) -> tuple[dict[str, int], int]:
    """How many open items stand how, by the names of standings, and how many causes those have that are shown."""
    which = _standings(person, now)
    told: dict[str, Any] = {f"count_{name}": Count("pk", filter=each) for name, each in which.items()}
    found = _open(person).aggregate(
        **told, causes=Count("cause_key", distinct=True, filter=which.get(show, which[LOOK]))
    )
    return {name: found[f"count_{name}"] for name in which}, found["causes"]


def causes(person: Person, show: str, now: datetime, total: int, page: int | str, size: int = 50) -> Page[CauseGroup]:
    """The largest group first. `total` is how many there are, as `counts` tells."""
    items = _shown(person, show, now)
    found: Any = _grouped(items).order_by("-items", "since", "cause_key")
    paginator = Paginator(found, size)
    paginator.count = total
    shown: Any = paginator.get_page(page)
    shown.object_list = _named(list(shown.object_list), items)
    groups: Page[CauseGroup] = shown
    return groups


def cause(person: Person, key: str, show: str, now: datetime) -> CauseGroup | None:
    """One group; None where nothing that is open, stands so and this person sees stands under it."""
    items = _shown(person, show, now).filter(cause_key=key)
    found = _named(list(_grouped(items)), items)
    return found[0] if found else None


def of_cause(person: Person, key: str, show: str, now: datetime, page: int | str, size: int = 50) -> Page[DriftItem]:
    """The open items of a cause, what may not be silenced first, then by workspace."""
    found = _shown(person, show, now).filter(cause_key=key)
    ordered = found.annotate(mild=Q(grave="")).order_by("mild", "workspace__slug", "address", "pk")
    return _paged(ordered, page, size)


def of_workspace(workspace: Workspace, page: int | str, size: int = 50) -> Page[DriftItem]:
    """All that ever drifted of a workspace: what is open first, then what was closed last."""
    found = DriftItem.objects.filter(workspace=workspace)
    ordered = found.annotate(over=Q(closed_at__isnull=False)).order_by("over", "-closed_at", "-opened_at", "-pk")
    return _paged(ordered, page, size)


def keys_of_cause(person: Person, key: str, show: str, now: datetime, most: int) -> list[int]:
    """The items of a cause by their keys, one more than `most` where there are more."""
    found = _shown(person, show, now).filter(cause_key=key).order_by("pk")
    return list(found.values_list("pk", flat=True)[: most + 1])


def chosen(person: Person, keys: Collection[int]) -> list[DriftItem]:
    """Those of these items that are open and this person's to see, by workspace."""
    found = _open(person).filter(pk__in=keys).select_related("workspace")
    return list(found.order_by("workspace__slug", "address", "pk"))


def open_in(workspace: Workspace) -> int:
    """How many items of a workspace are open."""
    return DriftItem.objects.filter(workspace=workspace, closed_at=None).count()


def _paged(found: QuerySet[DriftItem], page: int | str, size: int) -> Page[DriftItem]:
    summaries = [f"{name}__summary" for name in _RUNS]
    return Paginator(found.select_related("workspace", "rule", "assignee", *_RUNS).defer(*summaries), size).get_page(
        page
    )


def _shown(person: Person, show: str, now: datetime) -> QuerySet[DriftItem]:
    """What stands so; everything that is open where `show` names nothing that is known."""
    return _open(person).filter(_standings(person, now).get(show, Q()))


def _open(person: Person) -> QuerySet[DriftItem]:
    return DriftItem.objects.filter(reach(person), closed_at=None)


def _grouped(found: QuerySet[DriftItem]) -> Any:
    return (
        found.order_by()
        .values("cause_key")
        .annotate(
            items=Count("pk"),
            places=Count("workspace", distinct=True),
            since=Min("opened_at"),
            one=Min("pk"),
        )
    )


def _named(rows: list[dict[str, Any]], found: QuerySet[DriftItem]) -> list[CauseGroup]:
    """Each with what any of its items says of the cause: they all say the same. What is grave, which no index holds, is
    counted of those that are shown alone.
    """
    same = found.filter(cause_key=OuterRef("cause_key")).exclude(grave="").order_by().values("cause_key")
    ones: Any = DriftItem.objects.filter(pk__in=[row["one"] for row in rows]).only("cause_kind", "cause")
    told = {one.pk: one for one in ones.annotate(weighty=Subquery(same.annotate(some=Count("pk")).values("some")))}
    return [
        CauseGroup(
            key=row["cause_key"],
            kind=told[row["one"]].cause_kind,
            subject=told[row["one"]].cause,
            items=row["items"],
            workspaces=row["places"],
            grave=told[row["one"]].weighty or 0,
            since=row["since"],
        )
        for row in rows
        if row["one"] in told
    ]
