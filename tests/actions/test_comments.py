"""Comments: who may write, edit, remove and resolve, about which places, and what the trail tells of it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import comments, people, workspaces
from gitops_portal.actions.comments import Place
from gitops_portal.core.errors import Invalid, PortalError, Refused, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import AuditEvent, Comment, Run
from tests.actors import OPERATOR
from tests.documents import HARMLESS, OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Workspace

    Upload = Callable[..., Run]

GROUP = "aws_security_group.web"


def an_attribute(run: Run, address: str = GROUP) -> str:
    return str(run.changes.get(address=address).diff[0]["path"])


@pytest.mark.parametrize(
    ("role", "actor", "may"),
    [
        (Role.REVIEWER, "", True),
        (Role.OWNER, "", True),
        (Role.VIEWER, "", False),
        (Role.VIEWER, "somebody@example.org", True),
        (None, "somebody@example.org", False),
        (None, "", False),
    ],
)
def test_who_may_comment(
    upload: Upload, workspace: Workspace, member: Callable[[str, str], Person], role: str | None, actor: str, may: bool
) -> None:
    somebody = member("somebody", Role.VIEWER)
    people.set_member(OPERATOR, workspace, somebody, role)
    run = upload(actor=actor)
    if may:
        comments.add(run, "why?", by=somebody)
    else:
        with pytest.raises(Refused, match="To comment here"):
            comments.add(run, "why?", by=somebody)
    assert Comment.objects.exists() is may


def test_somebody_locked_out_writes_nothing(upload: Upload, reviewer: Person) -> None:
    run = upload()
    thread = comments.add(run, "why?", by=reviewer)
    people.deactivate(OPERATOR, reviewer)
    for act in (
        lambda: comments.add(run, "x", by=reviewer),
        lambda: comments.reply(thread, "x", by=reviewer),
        lambda: comments.edit(thread, "x", by=reviewer),
        lambda: comments.remove(thread, by=reviewer),
        lambda: comments.resolve(thread, by=reviewer),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (Place("aws_nothing.at_all"), "changes no resource"),
        (Place(GROUP, "no.such[0]"), "does not change"),
        (Place("", "", True), "no change request"),
        (Place("\u202e"), "changes no resource"),
    ],
)
def test_a_place_is_one_of_the_run(upload: Upload, reviewer: Person, place: Place, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        comments.add(upload(OPEN_SSH), "why?", by=reviewer, place=place)
    assert not Comment.objects.exists()


def test_a_run_that_is_not_evaluated_has_nothing_to_comment_on(upload: Upload, reviewer: Person) -> None:
    run = upload()
    Run.objects.filter(pk=run.pk).update(evaluated_at=None)
    with pytest.raises(Stale, match="not evaluated"):
        comments.add(run, "why?", by=reviewer)


def test_only_who_may_see_the_workspace_is_mentioned(
    upload: Upload, workspace: Workspace, reviewer: Person, owner: Person
) -> None:
    stranger = people.invite(OPERATOR, "stella@example.org", "Stella Stranger")
    people.set_member(OPERATOR, workspaces.create(OPERATOR, "other"), stranger, Role.OWNER)
    made = comments.add(upload(), "@omar and @stella and @StellaStranger, look", by=reviewer)
    assert [each.pk for each in made.mentioned.all()] == [owner.pk]
    comments.edit(made, "nobody", by=reviewer)
    assert not made.mentioned.exists()


@pytest.mark.parametrize(
    ("by", "expected"),
    [("rita", None), ("omar", None), ("ben", None), ("vera", Refused)],
)
def test_who_resolves_a_thread(
    upload: Upload, member: Callable[[str, str], Person], by: str, expected: type[PortalError] | None
) -> None:
    roles = {"rita": Role.REVIEWER, "omar": Role.OWNER, "ben": Role.VIEWER, "vera": Role.VIEWER}
    known = {name: member(name, role) for name, role in roles.items()}
    thread = comments.add(upload(actor="ben@example.org"), "mine", by=known["ben"])
    if expected is None:
        comments.resolve(thread, by=known[by])
        thread.refresh_from_db()
        assert (thread.resolved_at is not None, thread.resolved_by) == (True, by)
        with pytest.raises(Stale, match="resolved already"):
            comments.resolve(thread, by=known[by])
        comments.reopen(thread, by=known[by])
        thread.refresh_from_db()
        assert (thread.resolved_at, thread.resolved_by) == (None, "")
    else:
        with pytest.raises(expected):
            comments.resolve(thread, by=known[by])


def test_a_reply_is_no_thread_and_a_thread_has_an_end(
    upload: Upload, reviewer: Person, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = comments.add(upload(), "why?", by=reviewer)
    answer = comments.reply(thread, "therefore", by=owner)
    with pytest.raises(Invalid, match="first comment"):
        comments.resolve(answer, by=reviewer)
    monkeypatch.setattr("gitops_portal.core.comments.REPLIES", 1)
    with pytest.raises(Invalid, match="begin another"):
        comments.reply(thread, "and", by=owner)


def test_nobody_edits_what_somebody_else_wrote(upload: Upload, reviewer: Person, owner: Person) -> None:
    made = comments.add(upload(), "why?", by=reviewer)
    with pytest.raises(Refused, match="Only who wrote"):
        comments.edit(made, "because", by=owner)
    with pytest.raises(Refused, match="Only who wrote"):
        comments.remove(made, by=owner)
    comments.edit(made, "how?", by=reviewer)
    made.refresh_from_db()
    assert (made.text, made.edited_at is not None) == ("how?", True)


def test_what_was_removed_is_gone_and_its_place_stays(upload: Upload, reviewer: Person) -> None:
    secret = "the password is correct horse battery staple"
    made = comments.add(upload(), secret, by=reviewer)
    told = AuditEvent.objects.get(verb=Verb.RUN_COMMENT_ADDED).detail["text"]
    assert told == hashlib.sha256(f"{made.salt}\n{secret}".encode()).hexdigest()
    comments.remove(made, by=reviewer)
    made.refresh_from_db()
    assert (made.text, made.salt, made.removed_at is not None) == ("", "", True)
    with pytest.raises(Stale, match="removed"):
        comments.edit(made, "again", by=reviewer)
    trail = json.dumps([[event.reason, event.subject, event.detail] for event in AuditEvent.objects.all()])
    assert "horse" not in trail
    assert hashlib.sha256(secret.encode()).hexdigest() not in trail


def test_the_trail_tells_every_act(upload: Upload, reviewer: Person, owner: Person) -> None:
    run = upload(OPEN_SSH)
    path = an_attribute(run)
    thread = comments.add(run, "why? @omar", by=reviewer, place=Place(GROUP, path), address="192.0.2.1")
    answer = comments.reply(thread, "so", by=owner)
    comments.edit(answer, "therefore", by=owner)
    comments.resolve(thread, by=reviewer)
    comments.reopen(thread, by=owner)
    comments.remove(answer, by=owner)
    events = list(AuditEvent.objects.filter(run_number=run.number, actor_kind="person").order_by("sequence"))
    assert [event.verb.removeprefix("run.") for event in events] == [
        "comment_added",
        "comment_added",
        "comment_edited",
        "thread_resolved",
        "thread_reopened",
        "comment_removed",
    ]
    assert events[0].actor_address == "192.0.2.1"
    assert events[0].detail | {"text": ""} == {
        "comment": thread.pk,
        "thread": thread.pk,
        "address": GROUP,
        "attribute": path,
        "text": "",
        "mentioned": ["omar@example.org"],
    }
    assert events[1].detail["thread"] == thread.pk
    assert {event.detail["attribute"] for event in events} == {path}


def shown(run: Run, person: Person) -> list[str]:
    return [each.text for each in queries.threads(run, person)]


def test_open_threads_go_along_with_newer_runs_of_the_same_target(upload: Upload, reviewer: Person) -> None:
    first = upload(pull_request="7")
    for text in ("open", "done"):
        comments.add(first, text, by=reviewer)
    comments.resolve(Comment.objects.get(text="done"), by=reviewer)
    assert shown(first, reviewer) == ["open", "done"]
    assert shown(upload(pull_request="7"), reviewer) == ["open"]
    assert shown(upload(pull_request="8"), reviewer) == []
    assert shown(upload(), reviewer) == []
    assert shown(upload(pull_request="7", kind="drift"), reviewer) == []


def test_a_comment_on_a_change_request_stands_on_all_its_runs(upload: Upload, workspace: Workspace) -> None:
    said = {"pull_request": "https://github.com/northwind/infra/pull/7"}
    chief = people.invite(OPERATOR, "chief@example.org", "Chief", Role.OWNER)
    outsider = people.invite(OPERATOR, "out@example.org", "Out")
    other = workspaces.create(OPERATOR, "network")
    people.set_member(OPERATOR, other, outsider, Role.OWNER)
    run = upload(**said)
    comments.add(run, "all of it", by=chief, place=Place(whole_request=True))
    theirs = Run.objects.create(workspace=other, number=1, request=run.request, created_at=run.created_at)
    assert shown(theirs, chief) == ["all of it"]
    assert shown(theirs, outsider) == []


def test_a_page_of_threads_takes_few_queries(
    upload: Upload, reviewer: Person, owner: Person, django_assert_num_queries: Callable[[int], object]
) -> None:
    run = upload(HARMLESS)
    for number in range(6):
        thread = comments.add(run, f"{number} @omar", by=reviewer)
        comments.reply(thread, "so @rita", by=owner)
    with django_assert_num_queries(5):  # type: ignore[attr-defined]  # pytest-django's own fixture
        for each in queries.threads(run, reviewer):
            assert [len(one.mentioned.all()) for one in (each, *each.replies.all())] == [1, 1]
