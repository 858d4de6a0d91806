"""What reaches GitHub over the life of a change request: a status that ends for each commit, one comment for them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gitops_portal.actions import channels, deliver, ingest, workspaces
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.errors import Stale
from gitops_portal.records.models import Delivery, Workspace
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS
from tests.hooks import Behaviour, Server, server

pytestmark = pytest.mark.django_db
OLD, NEW = "a" * 40, "b" * 40


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    with server() as running:
        settings.OUTBOUND_HOSTS = [running.host]
        running.answers(Behaviour(201, body=b'{"id": 4711}'))
        yield running


@pytest.fixture
def places() -> list[Workspace]:
    return [workspaces.create(OPERATOR, slug, repository="example/orders") for slug in ("orders-prod", "web-prod")]


def told(kind: str, hook: Server, **subscription: Any) -> None:
    made, _ = channels.add(OPERATOR, kind, kind, {"token": "ghp_x", "api": hook.url})
    channels.subscribe(OPERATOR, made.pk, **subscription)


def sent(place: Workspace, commit: str, django_capture: Any, pull_request: str = "7") -> None:
    with django_capture(execute=True):
        said = Metadata(commit=commit, pull_request=pull_request, branch="change")
        ingest.accept(HARMLESS, workspace=place, by=CI, metadata=said)
    for _ in range(3):
        deliver.turn()


def test_the_status_of_a_commit_ends_when_a_newer_one_comes(
    hook: Server, places: list[Workspace], django_capture_on_commit_callbacks: Any
) -> None:
    told("github_status", hook)
    sent(places[0], OLD, django_capture_on_commit_callbacks)
    sent(places[0], NEW, django_capture_on_commit_callbacks)
    last = {asked.path.rpartition("/")[2]: json.loads(asked.body) for asked in hook.asked}
    assert last[OLD]["state"] == "error"
    assert last[OLD]["description"].startswith("Superseded. Run 2 is a newer plan")
    assert last[NEW]["state"] in {"pending", "success"}


def test_of_two_runs_of_one_commit_the_newer_ones_status_stands(
    hook: Server, places: list[Workspace], django_capture_on_commit_callbacks: Any
) -> None:
    told("github_status", hook)
    for _ in range(2):
        sent(places[0], OLD, django_capture_on_commit_callbacks)
    assert json.loads(hook.asked[-1].body)["target_url"].endswith("/runs/2/")
    assert "Superseded" not in str([asked.body for asked in hook.asked])


def test_one_comment_tells_of_every_workspace_of_the_change_request(
    hook: Server, places: list[Workspace], django_capture_on_commit_callbacks: Any
) -> None:
    told("github_comment", hook)
    for place in places:
        sent(place, OLD, django_capture_on_commit_callbacks)
    posted = [asked for asked in hook.asked if asked.method == "POST"]
    assert [asked.path for asked in posted] == ["/repos/example/orders/issues/7/comments"]
    assert hook.asked[-1].path == "/repos/example/orders/issues/comments/4711"
    said = json.loads(hook.asked[-1].body)["body"]
    assert "/workspaces/orders-prod/runs/1/" in said
    assert "/workspaces/web-prod/runs/1/" in said


def test_one_status_tells_of_every_workspace_of_the_change_request(
    hook: Server, places: list[Workspace], django_capture_on_commit_callbacks: Any
) -> None:
    told("github_request", hook)
    for place in places:
        sent(place, OLD, django_capture_on_commit_callbacks)
    sent(places[0], NEW, django_capture_on_commit_callbacks)
    last = {asked.path.rpartition("/")[2]: json.loads(asked.body) for asked in hook.asked}
    assert last[OLD]["description"].startswith("2 workspaces: 1 superseded")
    assert last[OLD]["state"] == "error"
    assert last[NEW]["description"].startswith("1 workspace: ")
    assert {one["context"] for one in last.values()} == {"gitops-portal"}


def test_it_tells_of_what_the_channel_is_told_of_alone(
    hook: Server, places: list[Workspace], django_capture_on_commit_callbacks: Any
) -> None:
    told("github_comment", hook, workspace=places[0])
    for place in places:
        sent(place, OLD, django_capture_on_commit_callbacks)
    assert "web-prod" not in str([asked.body for asked in hook.asked])


def test_a_run_without_commit_or_pull_request_is_not_told(
    hook: Server, places: list[Workspace], django_capture_on_commit_callbacks: Any
) -> None:
    for kind in ("github_status", "github_comment"):
        told(kind, hook)
    sent(places[0], "", django_capture_on_commit_callbacks, pull_request="")
    assert not Delivery.objects.exists()


def test_there_is_nothing_to_test_it_with(hook: Server) -> None:
    made, _ = channels.add(OPERATOR, "github_comment", "comment", {"token": "ghp_x", "api": hook.url})
    with pytest.raises(Stale, match="send a plan"):
        channels.test(OPERATOR, made)
