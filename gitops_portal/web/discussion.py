"""Threads of comments and who looks in, how they stand on pages out: pieces, places, and what one may do with each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core import comments, permits
from gitops_portal.core.comments import Known
from gitops_portal.core.view.differences import at_path, lines
from gitops_portal.records import queries
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.http import HttpRequest

    from gitops_portal.core.comments import Piece
    from gitops_portal.core.permits import Standing
    from gitops_portal.records.queries import Comment, Person, Request, Run, RunChange

REQUEST: Final = "request"
"""Where somebody came from who writes on the page of a change request."""
MOST: Final = 100
"""Threads that stand among the changes; of more the discussion tells."""


@dataclass(frozen=True, slots=True)
class Told:
    """One comment; `mine` where whoever looks wrote it and may edit it."""

    row: Comment
    pieces: Sequence[Piece]
    mine: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as it stands under one run: `elsewhere` where it began in another one."""

    first: Told
    replies: Sequence[Told]
    elsewhere: bool
    outdated: str
    """Why what it speaks of is no longer there; empty while it is."""
    may_reply: bool
    may_resolve: bool

    @property
    def row(self) -> Comment:
        return self.first.row

    @property
    def count(self) -> int:
        return 1 + len(self.replies)


def told(rows: Collection[Comment], run: Run | None, person: Person) -> list[Thread]:
    """Threads as a page of this run shows them, or a page of many runs (None); four queries at most."""
    standings = queries.voices({row.run_id: row.run for row in rows}.values(), person)
    old = outdated(rows, run)
    return [_thread(row, run, person, standings[row.run_id], old[row.pk]) for row in rows]


def _thread(row: Comment, run: Run | None, person: Person, standing: Standing, old: str) -> Thread:
    mine = row.identity == person.identity
    return Thread(
        first=_told(row, person),
        replies=[_told(each, person) for each in row.replies.all()],
        elsewhere=run is not None and row.run_id != run.pk,
        outdated=old,
        may_reply=permits.objection_to_comment(standing) is None,
        may_resolve=permits.objection_to_resolve(standing, mine=mine) is None,
    )


def _told(row: Comment, person: Person) -> Told:
    known = comments.handles(Known(each.pk, each.email, each.name) for each in row.mentioned.all())
    mine = row.identity == person.identity and row.removed_at is None
    return Told(row, comments.pieces(row.text, known), mine)


def outdated(rows: Collection[Comment], run: Run | None) -> Mapping[int, str]:
    """By thread, why what it speaks of is no longer there in this run; empty while it is, and where no run is told."""
    earlier = [row for row in rows if run and row.address and row.run_id != run.pk]
    now = queries.diffs(run, {row.address for row in earlier}) if run and earlier else {}
    return dict.fromkeys((row.pk for row in rows), "") | {row.pk: _gone(row, now.get(row.address)) for row in earlier}


def _gone(row: Comment, diff: Sequence[Mapping[str, Any]] | None) -> str:
    if diff is None:
        return "this run does not change the resource"
    if not row.attribute:
        return ""
    found = at_path(diff, row.attribute)
    if found is None:
        return "this run does not change the attribute"
    return "" if comments.seen(found) == row.seen else "the attribute changes differently in this run"


@dataclass(slots=True)
class Beside:
    """The threads beside one change: by the path of a listed attribute, and the others."""

    at: dict[str, list[Thread]] = field(default_factory=dict)
    others: list[Thread] = field(default_factory=list)
    count: int = 0
    """Comments in those that nobody resolved."""


def beside(request: HttpRequest, run: Run, changes: Collection[RunChange], rows: int) -> dict[str, Any]:
    """The threads by the address of a change, of which so many attributes are listed."""
    person = access.person(request)
    listed = {change.address: {row["path"] for row in lines(change.diff)[:rows]} for change in changes}
    found: dict[str, Beside] = {}
    for thread in told(queries.threads_at(run, person, listed, MOST), run, person):
        place = found.setdefault(thread.row.address, Beside())
        place.count += 0 if thread.row.resolved_at else thread.count
        if thread.row.attribute in listed[thread.row.address]:
            place.at.setdefault(thread.row.attribute, []).append(thread)
        else:
            place.others.append(thread)
    query = request.GET.copy()
    query["tab"] = "changes"
    return {"talks": found, "back": query.urlencode(), "longest": comments.LONGEST, "may_comment": _may(run, person)}


def _may(run: Run, person: Person) -> bool:
    return permits.objection_to_comment(queries.voices([run], person)[run.pk]) is None


def box(request: HttpRequest, run: Run) -> dict[str, Any]:
    """What a box to write in needs: the change that it is about, its attributes, and where it leads back to."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("address", "attribute", "back")}
    found = queries.diffs(run, [asked["address"]]) if asked["address"] else {}
    return {
        "longest": comments.LONGEST,
        "may_comment": _may(run, access.person(request)),
        "place": next(iter(found), ""),
        "paths": [row["path"] for diff in found.values() for row in diff],
        "attribute": asked["attribute"],
        "back": asked["back"],
    }


def tab(request: HttpRequest, run: Run) -> dict[str, Any]:
    """The discussion of a run."""
    person = access.person(request)
    page = queries.threads(run, person, request.GET.get("page", "1"))
    return {"page": page, "threads": told(list(page), run, person), **box(request, run)}


def of_request(request: HttpRequest, found: Request) -> dict[str, Any]:
    """The discussion of a change request, and on which of its runs whoever looks may write."""
    person = access.person(request)
    page = queries.threads_of_request(found, person, request.GET.get("page", "1"))
    voices = queries.voices(found.runs, person)
    may = [run for run in found.runs if run.evaluated_at and permits.objection_to_comment(voices[run.pk]) is None]
    return {
        "page": page,
        "threads": told(list(page), None, person),
        "writable": may,
        "back": REQUEST,
        "longest": comments.LONGEST,
    }
