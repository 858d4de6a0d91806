"""Comments on pages: where they stand, where one is led after writing, and that hostile ones are text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gitops_portal.actions import comments
from gitops_portal.actions.comments import Place
from gitops_portal.core.model import Role
from gitops_portal.records.models import Comment
from tests import organisation as org
from tests.documents import OPEN_SSH

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Person, Run, Workspace

pytestmark = pytest.mark.django_db

GROUP = "aws_security_group.web"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}</textarea></title>\u202e"


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(requires_plan_file=False)


@pytest.fixture
def run(workspace: Workspace) -> Run:
    return org.uploaded(workspace, OPEN_SSH, pull_request="https://github.com/northwind/infra/pull/7")


@pytest.fixture
def rita(workspace: Workspace) -> Person:
    return org.member(workspace, Role.REVIEWER, "rita")


@pytest.fixture
def client(rita: Person) -> Client:
    return org.signed_in(rita)


def page(run: Run, tab: str) -> str:
    return reverse("runs.detail", args=[run.workspace.slug, run.number]) + f"?tab={tab}"


def box(run: Run) -> str:
    return reverse("runs.comments", args=[run.workspace.slug, run.number])


def path_of(run: Run) -> str:
    return str(run.changes.get(address=GROUP).diff[0]["path"])


def act(client: Client, run: Run, comment: Comment, **told: str) -> Any:
    return client.post(reverse("runs.comment", args=[run.workspace.slug, run.number, comment.pk]), told)


@pytest.mark.parametrize(
    ("back", "led"),
    [
        ("", "?tab=discussion"),
        ("tab=changes&page=2&text=a%26b", "?tab=changes&page=2&text=a%26b"),
        ("tab=history", "?tab=discussion"),
        ("tab=changes&decide=approve", "?tab=changes"),
        ("//evil.example/?tab=changes", "?tab=discussion"),
        ("tab=changes#x\r\nSet-Cookie: a=b", "?tab=discussion"),
    ],
)
def test_writing_leads_back_to_the_comment(client: Client, run: Run, back: str, led: str) -> None:
    answer: Any = client.post(box(run), {"text": "why?", "back": back})
    made = Comment.objects.get()
    assert (answer.status_code, answer.url) == (302, f"{page(run, '')[:-5]}{led}#comment-{made.pk}")
    assert f'id="comment-{made.pk}" tabindex="-1"' in client.get(page(run, "discussion")).text


def test_a_comment_stands_beside_its_attribute_and_in_the_discussion(client: Client, run: Run, rita: Person) -> None:
    path = path_of(run)
    comments.add(run, "Which network is that?", by=rita, place=Place(GROUP, path))
    comments.add(run, "Who needs it?", by=rita, place=Place(GROUP))
    text = client.get(page(run, "changes")).text
    assert text.index('<tr class="talk">') < text.index("Which network is that?") < text.index("Who needs it?")
    assert "2 comments" in text
    told = client.get(page(run, "discussion"))
    assert [(each.row.address, each.row.attribute) for each in told.context["threads"]] == [(GROUP, path), (GROUP, "")]
    assert re.search(r'data-tab="discussion"[^>]*>Discussion\s+<span class="tab-count">2</span>', told.text)


def test_a_resolved_thread_is_folded_where_it_stands_and_counts_no_more(client: Client, run: Run, rita: Person) -> None:
    thread = comments.add(run, "Which network is that?", by=rita, place=Place(GROUP))
    assert act(client, run, thread, act="resolve", back="tab=changes").url.endswith(f"tab=changes#comment-{thread.pk}")
    text = client.get(page(run, "changes")).text
    assert f'id="comment-{thread.pk}"' in text[text.index("Resolved by rita") :]
    assert "1 comment</span>" not in text
    assert "Resolved by rita" in client.get(page(run, "discussion")).text
    newer = org.uploaded(run.workspace, OPEN_SSH, pull_request=run.pull_request)
    assert "Which network" not in client.get(page(newer, "changes")).text


@pytest.mark.parametrize(
    ("attribute", "spoil", "told"),
    [
        (False, {}, ""),
        (True, {}, ""),
        (True, {"after": "other"}, "the attribute changes differently in this run"),
        (True, {"path": "renamed"}, "this run does not change the attribute"),
    ],
)
def test_in_a_newer_run_it_is_told_what_is_outdated(
    client: Client, workspace: Workspace, run: Run, rita: Person, attribute: bool, spoil: dict[str, str], told: str
) -> None:
    comments.add(run, "Why?", by=rita, place=Place(GROUP, path_of(run) if attribute else ""))
    newer = org.uploaded(workspace, OPEN_SSH, pull_request=run.pull_request)
    change = newer.changes.get(address=GROUP)
    change.diff[0] |= spoil
    change.save(update_fields=["diff"])
    (thread,) = client.get(page(newer, "discussion")).context["threads"]
    assert (thread.elsewhere, thread.outdated) == (True, told)
    text = client.get(page(newer, "changes")).text
    assert "from run 1" in text
    assert ("outdated" in text) is bool(told)


def test_what_a_newer_run_leaves_alone_is_outdated(
    client: Client, workspace: Workspace, run: Run, rita: Person
) -> None:
    comments.add(run, "Why?", by=rita, place=Place(GROUP))
    newer = org.uploaded(workspace, OPEN_SSH, pull_request=run.pull_request)
    newer.changes.all().delete()
    assert "this run does not change the resource" in client.get(page(newer, "discussion")).text


def test_hostile_text_is_text_wherever_it_stands(client: Client, run: Run, rita: Person) -> None:
    thread = comments.add(run, HOSTILE, by=rita, place=Place(GROUP, path_of(run)))
    comments.reply(thread, f"{HOSTILE} https://example.org/{HOSTILE}", by=rita)
    for address in (page(run, "changes"), page(run, "discussion"), page(run, "history")):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "\u202e" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(page(run, "discussion")).text


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://example.org/a?b=1&c=2", ["https://example.org/a?b=1&amp;c=2"]),
        ("http://example.org.", ["http://example.org"]),
        ("javascript:alert(1)//https.example.org", []),
        ("data:text/html,<b>", []),
        ("mail me@example.org, see www.example.org", []),
        ('https://a.example/"onmouseover="alert(1)', ["https://a.example/"]),
    ],
)
def test_links_lead_to_the_web_alone(client: Client, run: Run, rita: Person, text: str, links: list[str]) -> None:
    comments.add(run, text, by=rita)
    written = re.search(r'class="comment-text">(.*?)</div>', client.get(page(run, "discussion")).text, re.DOTALL)
    assert written
    assert re.findall(r'<a href="([^"]*)"', written[1]) == links


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"text": " "}, 422),
        ({"text": "x" * 4001}, 422),
        ({"text": "a\0b"}, 400),
        ({"text": "why?", "address": "aws_nothing.here"}, 422),
        ({"text": "why?", "address": GROUP, "attribute": "no.such"}, 422),
        ({}, 422),
    ],
)
def test_what_is_no_comment_is_told_and_kept_for_who_wrote_it(
    client: Client, run: Run, told: dict[str, str], status: int
) -> None:
    answer = client.post(box(run), told)
    assert answer.status_code == status
    assert not Comment.objects.exists()
    if status == 422:
        assert told.get("text", "").strip() in answer.text


@pytest.mark.parametrize("told", [{}, {"act": "delete"}, {"act": "resolve", "text": "\0"}])
def test_no_such_act(client: Client, run: Run, rita: Person, told: dict[str, str]) -> None:
    assert act(client, run, comments.add(run, "why?", by=rita), **told).status_code in {400, 404}


def test_a_comment_of_another_run_is_not_there(client: Client, workspace: Workspace, run: Run, rita: Person) -> None:
    other = org.uploaded(org.workspace("other", requires_plan_file=False), OPEN_SSH)
    chief = org.person("chief", Role.OWNER)
    foreign = comments.add(other, "secret plans", by=chief)
    mine = comments.add(run, "why?", by=rita)
    newer = org.uploaded(workspace, OPEN_SSH)
    for where, comment in ((run, foreign), (newer, mine), (other, foreign)):
        for what in ("reply", "edit", "remove", "resolve", "reopen"):
            assert act(client, where, comment, act=what, text="x").status_code == 404
    assert client.post(box(other), {"text": "x"}).status_code == 404
    assert client.get(box(other)).status_code == 404
    assert Comment.objects.count() == 2


def test_a_viewer_reads_and_is_offered_nothing(run: Run, rita: Person, workspace: Workspace) -> None:
    thread = comments.add(run, "Why?", by=rita, place=Place(GROUP))
    viewer = org.signed_in(org.member(workspace, Role.VIEWER, "vera"))
    for tab in ("changes", "discussion"):
        text = viewer.get(page(run, tab)).text
        assert "Why?" in text
        assert "/comments/" not in text
    assert act(viewer, run, thread, act="resolve").status_code == 403


def test_open_pages_are_told_that_somebody_wrote(client: Client, run: Run, rita: Person) -> None:
    asks = client.get(page(run, "changes")).context["news"]
    comments.add(run, "Why?", by=rita)
    answer = client.get(f"{reverse('news')}?{asks}")
    assert answer.json()["news"] == ["Run 1 comment added by rita"]


def test_names_are_suggested_of_who_may_see_the_workspace(client: Client, workspace: Workspace, rita: Person) -> None:
    org.member(org.workspace("other"), Role.OWNER, "rival")
    org.member(workspace, Role.VIEWER, "rick").delete()
    org.person("rich", Role.VIEWER, is_active=False)
    org.person("ria", Role.VIEWER)
    where = reverse("workspaces.people", args=[workspace.slug])
    assert client.get(where, {"q": "R"}).json() == {
        "people": [{"handle": "ria", "name": "ria"}, {"handle": "rita", "name": "rita"}]
    }
    for typed in ("\0", "%", "\u202e", "x" * 5000):
        assert client.get(where, {"q": typed}).json() == {"people": []}


def test_many_threads_take_no_more_queries_than_one(
    client: Client, run: Run, rita: Person, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    def asked(address: str) -> int:
        client.get(address)  # what is asked once for the process has been by then
        with django_assert_max_num_queries(60) as seen:
            client.get(address)
        return len(seen)

    addresses = [page(run, "changes"), page(run, "discussion"), reverse("requests.detail", args=[run.request])]
    first = comments.add(run, "why?", by=rita, place=Place(GROUP))
    comments.reply(first, "so @rita", by=rita)
    one = [asked(address) for address in addresses]
    for _ in range(12):
        comments.reply(comments.add(run, "why? @rita", by=rita, place=Place(GROUP, path_of(run))), "so", by=rita)
    assert [asked(address) for address in addresses] == one
