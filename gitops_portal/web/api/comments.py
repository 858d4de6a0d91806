"""Comments, for scripts: the threads of a run or a change request; and writing, resolving and reopening, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from gitops_portal.actions import comments
from gitops_portal.actions.comments import Place
from gitops_portal.core.errors import Invalid, Refused
from gitops_portal.records import queries
from gitops_portal.web import discussion
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS

if TYPE_CHECKING:
    from django.core.paginator import Page

    from gitops_portal.records.queries import Comment, Person, Run
    from gitops_portal.web.api.caller import Caller

router = Router()
ANSWERS = {200: dict[str, Any], **PROBLEMS}


class CommentIn(Schema):
    """`address` names a resource that the run changes, `attribute` one of its attributes that change; without them it
    is about the run, or with `whole_request` about its change request. `thread` answers in a thread instead.
    """

    text: str
    address: str = ""
    attribute: str = ""
    whole_request: bool = False
    thread: int | None = None


@router.get("/runs/{int:pk}/comments", response=ANSWERS, summary="The threads of a run")
def index(request: HttpRequest, pk: int, page: int = 1) -> dict[str, Any]:
    """With open threads of earlier runs of the same pull request or branch; open ones first, 50 a page.

    `outdated` says why what a thread of an earlier run speaks of is no longer there.
    """
    asking = caller(request)
    run = asking.run(pk)
    return _page(queries.threads(run, asking.who, page), page, run)


@router.get("/requests/{key}/comments", response=ANSWERS, summary="The threads of a change request")
def of_request(request: HttpRequest, key: str, page: int = 1) -> dict[str, Any]:
    """Of all its runs that the caller reaches; open ones first, 50 a page."""
    asking = caller(request)
    found = queries.change_request(asking.who, key)
    if found is None:
        raise Http404
    return _page(queries.threads_of_request(found, asking.who, page), page)


@router.post("/runs/{int:pk}/comments", response={201: dict[str, Any], **PROBLEMS}, summary="Comment on a run")
def create(request: HttpRequest, pk: int, told: CommentIn) -> Status[dict[str, Any]]:
    """Answers with the whole thread. Only a person can comment: a token is refused."""
    asking = caller(request)
    run, by, address = asking.run(pk), _person(asking), asking.actor.address
    if told.thread is None:
        place = Place(told.address, told.attribute, told.whole_request)
        return Status(201, _thread(comments.add(run, told.text, by=by, place=place, address=address)))
    if told.address or told.attribute or told.whole_request:
        raise Invalid("A reply belongs to its thread: send neither address nor attribute with it.")
    found = _found(run, told.thread)
    thread = found.thread or found
    comments.reply(thread, told.text, by=by, address=address)
    return Status(201, _thread(_found(run, thread.pk)))


@router.post("/runs/{int:pk}/comments/{int:comment}/resolve", response=ANSWERS, summary="Resolve a thread")
def resolve(request: HttpRequest, pk: int, comment: int) -> dict[str, Any]:
    """For who began it, or a reviewer; 409 where it is resolved already."""
    asking = caller(request)
    run = asking.run(pk)
    comments.resolve(_found(run, comment), by=_person(asking), address=asking.actor.address)
    return _thread(_found(run, comment))


@router.post("/runs/{int:pk}/comments/{int:comment}/reopen", response=ANSWERS, summary="Reopen a thread")
def reopen(request: HttpRequest, pk: int, comment: int) -> dict[str, Any]:
    """For who began it, or a reviewer; 409 where it is open."""
    asking = caller(request)
    run = asking.run(pk)
    comments.reopen(_found(run, comment), by=_person(asking), address=asking.actor.address)
    return _thread(_found(run, comment))


def _person(asking: Caller) -> Person:
    if asking.person is None:
        raise Refused("Only a person can comment: sign in. A token reads comments, and writes none.")
    return asking.person


def _found(run: Run, pk: int) -> Comment:
    try:
        return queries.comment(run, pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _page(found: Page[Comment], page: int, run: Run | None = None) -> dict[str, Any]:
    rows = list(found) if found.number == page else []
    old = discussion.outdated(rows, run)
    return {
        "total": found.paginator.count,
        "page": page,
        "pages": found.paginator.num_pages,
        "threads": [_thread(row, old[row.pk]) for row in rows],
    }


def _thread(row: Comment, outdated: str = "") -> dict[str, Any]:
    return {
        "id": row.pk,
        "run": {"id": row.run_id, "number": row.run.number, "workspace": row.run.workspace.slug},
        "address": row.address,
        "attribute": row.attribute,
        "whole_request": row.whole_request,
        "outdated": outdated,
        "resolved_at": row.resolved_at.isoformat() if row.resolved_at else None,
        "resolved_by": row.resolved_by,
        "comments": [_comment(each) for each in (row, *row.replies.all())],
    }


def _comment(row: Comment) -> dict[str, Any]:
    moments = ("created_at", "edited_at", "removed_at")
    return {
        "id": row.pk,
        "by": row.name,
        "text": row.text,
        "mentions": sorted(each.name for each in row.mentioned.all()),
        **{name: at.isoformat() if (at := getattr(row, name)) else None for name in moments},
    }
