"""Who asks in, the change requests of the workspaces that they reach out: what waits for somebody first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Max, Value, When, Window
from django.db.models.functions import RowNumber

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import Run
from gitops_portal.records.queries.sight import reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from gitops_portal.records.models import Person, Token
    from gitops_portal.records.queries.sight import Places

_WAITING = [state for state in State if state.open or state.moving or state.allows_apply]
"""States that somebody has yet to do something about: decide, evaluate or apply."""
MOST = 200
"""Workspaces of one change request that are shown; of more the number is told."""
LISTED = 20
"""The same where change requests are listed."""
_SHOWN = (
    *("number", "state", "verdict", "headline", "request", "pull_request", "commit", "title", "actor", "created_at"),
    *("workspace__slug", "workspace__name"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """A change request with the newest run of each of its workspaces, by name."""

    key: str
    runs: tuple[Run, ...]
    left_out: int = 0

    @property
    def workspaces(self) -> int:
        """How many it is about, those that are left out included."""
        return len(self.runs) + self.left_out

    @property
    def newest(self) -> Run:
        return max(self.runs, key=lambda run: run.pk)

    @property
    def waits(self) -> bool:
        return any(run.state in _WAITING for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of all change requests, a part at a time: those where something waits first, then the newest."""

    known: QuerySet[Run]
    waiting: list[str]

    def __len__(self) -> int:
        return self.known.values("request").distinct().count()

    def __getitem__(self, part: slice) -> list[str]:
        """A part that waits is read without a look at the others, which may be a thousand times as many."""
        first, behind = part.start - len(self.waiting), part.stop - len(self.waiting)
        found = self.waiting[part]
        if behind <= 0:
            return found
        rest = _by_age(self.known.exclude(request__in=self.waiting))
        return [*found, *rest[max(0, first) : behind]]


def _by_age(runs: QuerySet[Run]) -> QuerySet[Run, str]:
    newest = runs.values("request").annotate(newest=Max("pk")).order_by("-newest")
    return newest.values_list("request", flat=True)


def change_requests_of(caller: Person | Token | Places, page: int | str = 1, size: int = 50) -> Page[Request]:
    """Those that wait first, then the newest; in four queries at most, however many there are."""
    known = _runs(caller)
    waiting = list(_by_age(known.filter(state__in=_WAITING)))
    found: Any = Paginator(cast("Any", _Keys(known, waiting)), size).get_page(page)
    by_key = _listed(known.filter(request__in=found.object_list))
    found.object_list = [_request(key, by_key[key]) for key in found.object_list if key in by_key]
    shown: Page[Request] = found
    return shown


def _listed(known: QuerySet[Run]) -> dict[str, list[Run]]:
    """The newest run of each workspace by change request, LISTED of each: what waits first."""
    waits = Case(When(state__in=_WAITING, then=Value(0)), default=Value(1))
    placed = _newest(known).annotate(
        place=Window(RowNumber(), partition_by=["request"], order_by=[waits, F("workspace__slug")]),
        of=Window(Count("pk"), partition_by=["request"]),
    )
    by_key: dict[str, list[Run]] = {}
    for run in placed.filter(place__lte=LISTED).only(*_SHOWN).order_by("request", "workspace__slug"):
        by_key.setdefault(run.request, []).append(run)
    return by_key


def _request(key: str, runs: list[Any]) -> Request:
    return Request(key, tuple(runs), runs[0].of - len(runs))


def change_request(caller: Person | Token | Places, key: str) -> Request | None:
    """One of them; None where there is none, or none that the caller reaches."""
    newest = _newest(_runs(caller).filter(request=key))
    runs = tuple(newest.prefetch_related("decisions").order_by("workspace__slug")[: MOST + 1])
    if not runs:
        return None
    return Request(key, runs[:MOST], newest.count() - MOST if len(runs) > MOST else 0)


def _runs(caller: Person | Token | Places) -> QuerySet[Run]:
    """Runs of change requests; drift runs belong to none."""
    return Run.objects.filter(reach(caller), request__gt="").order_by()


def _newest(known: QuerySet[Run]) -> QuerySet[Run]:
    """The newest run of each workspace in each change request: older ones gave way."""
    newest = known.values("request", "workspace").annotate(newest=Max("pk")).values("newest")
    return Run.objects.filter(pk__in=newest).select_related("workspace").defer("summary")


def briefs_of(runs: Iterable[Run]) -> Mapping[int, Mapping[str, Any]]:
    """What each run's brief is made of, by the run's key; nothing of a run that is not evaluated."""
    told = Run.objects.filter(pk__in=[run.pk for run in runs], evaluated_at__isnull=False)
    named = told.values_list("pk", "summary__brief", "summary__reasons")
    return {
        pk: {"plan": {}, **({"brief": brief} if brief else {}), "reasons": reasons or []}
        for pk, brief, reasons in named
    }
