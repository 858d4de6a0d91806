"""A person writes about a run, edits or removes what they wrote, and resolves a thread; each stands in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from gitops_portal.actions import audit, clock, secrets
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import comments, permits
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.runs import Commented, ThreadMoved
from gitops_portal.core.view.differences import at_path
from gitops_portal.records import queries
from gitops_portal.records.models import Comment
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from gitops_portal.records.models import Person, Run


@dataclass(frozen=True, slots=True)
class Place:
    """What a thread speaks of: the run where nothing is named, a resource of it, or an attribute of that."""

    address: str = ""
    attribute: str = ""
    whole_request: bool = False


RUN = Place()


@in_one_transaction()
def add(run: Run, text: str, *, by: Person, place: Place = RUN, address: str = "") -> Comment:
    """Begin a thread. `address` is the network's.

    Raises Invalid (no text, too long, a place that the run does not have), Refused (role), Stale (not evaluated).
    """
    held, person = _may_comment(run.pk, by)
    return _keep(held, person, Comment(**_placed(held, place)), text, address)


@in_one_transaction()
def reply(thread: Comment, text: str, *, by: Person, address: str = "") -> Comment:
    """Answer in a thread. Raises as `add` does; Invalid also where the thread is full."""
    held, person = _may_comment(thread.run_id, by)
    if queries.replies(thread) >= comments.REPLIES:
        raise Invalid(f"This thread holds {comments.REPLIES} replies, the most there can be: begin another one.")
    return _keep(held, person, Comment(thread=thread), text, address)


def _may_comment(run: int, by: Person) -> tuple[Run, Person]:
    held, person = locks.run(run), queries.person(by.pk)
    if error := permits.objection_to_comment(queries.standing(held, person)):
        raise error
    if held.evaluated_at is None:
        raise Stale("This run is not evaluated: there is nothing to comment on yet.")
    return held, person


def _placed(run: Run, place: Place) -> dict[str, object]:
    """The place as it is kept. Raises Invalid where the run has no such."""
    if place.whole_request and not run.request:
        raise Invalid(f"{run} belongs to no change request: comment on the run.")
    if place.whole_request and place.address:
        raise Invalid("A comment is about one resource, or about the whole change request: name one of them.")
    if place.attribute and not place.address:
        raise Invalid("An attribute is one of a resource: send its address too.")
    if not place.address:
        return {"whole_request": place.whole_request}
    found = queries.diffs(run, [place.address]).get(place.address)
    if found is None:
        raise Invalid(f"{run} changes no resource of that address: comment on one that it changes, or on the run.")
    told: dict[str, object] = {"address": place.address, "attribute": place.attribute}
    if not place.attribute:
        return told
    row = at_path(found, place.attribute)
    if row is None:
        raise Invalid(f"That attribute of {place.address} does not change in {run}: comment on the resource.")
    return {**told, "seen": comments.seen(row)}


def _keep(run: Run, person: Person, comment: Comment, text: str, address: str) -> Comment:
    comment.run, comment.person, comment.identity, comment.name = run, person, person.identity, person.name
    comment.created_at = clock.now()
    _write(comment, text)
    _tell(Verb.RUN_COMMENT_ADDED, comment, person, address)
    return comment


def _write(comment: Comment, text: str) -> None:
    comment.text, comment.salt = comments.kept(text), secrets.fresh()
    comment.save()
    known = comments.handles(queries.mentionable(comment.run.workspace))
    comment.mentioned.set(comments.mentioned(comment.text, known))


@in_one_transaction()
def edit(comment: Comment, text: str, *, by: Person, address: str = "") -> None:
    """Edit a comment. Raises Invalid, Refused (somebody else's), Stale (removed)."""
    held, person = _own(comment, by)
    held.edited_at = clock.now()
    _write(held, text)
    _tell(Verb.RUN_COMMENT_EDITED, held, person, address)


@in_one_transaction()
def remove(comment: Comment, *, by: Person, address: str = "") -> None:
    """Take the text away for good; that there was one stays. Raises Refused (somebody else's), Stale (removed)."""
    held, person = _own(comment, by)
    held.text, held.salt, held.removed_at = "", "", clock.now()
    held.save(update_fields=["text", "salt", "removed_at"])
    held.mentioned.clear()
    _tell(Verb.RUN_COMMENT_REMOVED, held, person, address)


def _own(comment: Comment, by: Person) -> tuple[Comment, Person]:
    """The comment with its run locked, and its author."""
    run, person = locks.run(comment.run_id), queries.person(by.pk)
    held = queries.comment(run, comment.pk)
    held.run = run
    mine = held.identity == person.identity
    if error := permits.objection_to_rewrite(queries.standing(run, person), mine=mine):
        raise error
    if held.removed_at:
        raise Stale("This comment was removed.")
    return held, person


def _tell(verb: Verb, comment: Comment, person: Person, address: str) -> None:
    place = comment.thread or comment
    detail = Commented(
        comment=comment.pk,
        thread=place.pk,
        address=place.address,
        attribute=place.attribute,
        text=comments.digest(comment.salt, comment.text) if comment.text else "",
        mentioned=sorted(each.email for each in comment.mentioned.all()),
    )
    audit.record(as_actor(person, address), verb, str(comment.run), run=comment.run, detail=detail)


def resolve(thread: Comment, *, by: Person, address: str = "") -> None:
    """Say that a thread is done with. Raises Refused, Stale (resolved already), Invalid (a reply)."""
    _move(thread, by, address, resolved=True)


def reopen(thread: Comment, *, by: Person, address: str = "") -> None:
    """Say that it is not. Raises Refused, Stale (open), Invalid (a reply)."""
    _move(thread, by, address, resolved=False)


@in_one_transaction()
def _move(thread: Comment, by: Person, address: str, *, resolved: bool) -> None:
    run, person = locks.run(thread.run_id), queries.person(by.pk)
    if thread.thread_id is not None:
        raise Invalid("A thread is resolved by its first comment, not by a reply.")
    mine = thread.identity == person.identity
    if error := permits.objection_to_resolve(queries.standing(run, person), mine=mine):
        raise error
    now, name = (clock.now(), person.name) if resolved else (None, "")
    still = Q(pk=thread.pk, resolved_at__isnull=resolved)
    if not Comment.objects.filter(still).update(resolved_at=now, resolved_by=name):
        raise Stale(f"This thread is {'resolved' if resolved else 'open'} already.")
    verb = Verb.RUN_THREAD_RESOLVED if resolved else Verb.RUN_THREAD_REOPENED
    detail = ThreadMoved(thread=thread.pk, address=thread.address, attribute=thread.attribute)
    audit.record(as_actor(person, address), verb, str(run), run=run, detail=detail)
