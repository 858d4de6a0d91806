"""Comments through the API: a token reads, a person writes, and what is malformed is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import people, workspaces
from gitops_portal.core.model import Role
from gitops_portal.records.models import Comment, Run
from tests.actors import OPERATOR
from tests.documents import OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from gitops_portal.records.models import Workspace

    Upload = Callable[..., Any]

GROUP = "aws_security_group.web"
PULL = "?pull_request=https://github.com/northwind/infra/pull/7"


@pytest.fixture
def run(upload: Upload) -> Run:
    return Run.objects.get(pk=upload(OPEN_SSH, PULL).json()["id"])


@pytest.fixture
def rita(person: Any) -> Client:
    client: Client = person("reviewer")[1]
    return client


def write(client: Client, run: Run, **told: Any) -> Any:
    return client.post(f"/api/v1/runs/{run.pk}/comments", {"text": "why?", **told}, content_type="application/json")


def test_a_person_writes_and_a_token_reads(ci: Client, rita: Client, run: Run, upload: Upload) -> None:
    path = run.changes.get(address=GROUP).diff[0]["path"]
    made = write(rita, run, text="why? @reviewer", address=GROUP, attribute=path)
    assert made.status_code == 201
    thread = made.json()
    answer = write(rita, run, text="so", thread=thread["id"]).json()
    assert [each["text"] for each in answer["comments"]] == ["why? @reviewer", "so"]
    nested = write(rita, run, text="and", thread=answer["comments"][1]["id"]).json()
    assert len(nested["comments"]) == 3, "an answer to an answer stands in the same thread"
    told = ci.get(f"/api/v1/runs/{run.pk}/comments").json()
    assert (told["total"], told["pages"]) == (1, 1)
    assert told["threads"] == [nested]
    assert (nested["address"], nested["attribute"], nested["outdated"]) == (GROUP, path, "")
    assert nested["comments"][0]["mentions"] == ["reviewer"]
    newer = Run.objects.get(pk=upload(OPEN_SSH, PULL).json()["id"])
    newer.changes.all().delete()
    (carried,) = ci.get(f"/api/v1/runs/{newer.pk}/comments").json()["threads"]
    assert (carried["run"]["number"], carried["outdated"]) == (1, "this run does not change the resource")
    assert ci.get(f"/api/v1/requests/{run.request}/comments").json()["threads"][0]["id"] == thread["id"]


def test_a_thread_is_resolved_once_and_reopened(rita: Client, run: Run) -> None:
    where = f"/api/v1/runs/{run.pk}/comments/{write(rita, run).json()['id']}"
    assert rita.post(f"{where}/reopen").status_code == 409
    assert rita.post(f"{where}/resolve").json()["resolved_by"] == "reviewer"
    assert rita.post(f"{where}/resolve").status_code == 409
    assert rita.post(f"{where}/reopen").json()["resolved_at"] is None


def test_a_token_writes_nothing(ci: Client, rita: Client, run: Run) -> None:
    pk = write(rita, run).json()["id"]
    assert write(ci, run).status_code == 403
    for act in ("resolve", "reopen"):
        assert ci.post(f"/api/v1/runs/{run.pk}/comments/{pk}/{act}").status_code == 403
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"text": ""}, 422),
        ({"text": None}, 422),
        ({"text": "x" * 4001}, 422),
        ({"text": "\ud800"}, 400),
        ({"text": ["x"]}, 422),
        ({"address": "aws_nothing.here"}, 422),
        ({"address": GROUP, "attribute": "no.such"}, 422),
        ({"attribute": "ingress"}, 422),
        ({"address": GROUP, "whole_request": True}, 422),
        ({"thread": 10**30}, 404),
        ({"thread": -1}, 404),
        ({"thread": "x"}, 422),
    ],
)
def test_what_is_malformed_is_told(rita: Client, run: Run, told: dict[str, Any], status: int) -> None:
    answer = write(rita, run, **told)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert not Comment.objects.exists()


def test_no_nul_is_kept(rita: Client, run: Run) -> None:
    assert write(rita, run, text="a\0b").json()["comments"][0]["text"] == "a\ufffdb"
    assert write(rita, run, address="a\0b").status_code == 422


def test_a_reply_has_no_place_of_its_own(rita: Client, run: Run) -> None:
    assert write(rita, run, thread=write(rita, run).json()["id"], address=GROUP).status_code == 422


def test_nobody_reaches_into_another_workspace(ci: Client, rita: Client, run: Run, workspace: Workspace) -> None:
    other = workspaces.create(OPERATOR, "other")
    theirs = Run.objects.create(workspace=other, number=1, request=run.request, created_at=run.created_at)
    said = {"identity": "x", "name": "x", "created_at": run.created_at, "whole_request": True}
    foreign = Comment.objects.create(run=theirs, text="secret plans", **said)
    assert write(rita, theirs).status_code == 404
    assert write(rita, run, thread=foreign.pk).status_code == 404
    for client in (ci, rita):
        for where in (f"runs/{run.pk}/comments", f"requests/{run.request}/comments"):
            assert "secret" not in client.get(f"/api/v1/{where}").text
    assert rita.post(f"/api/v1/runs/{run.pk}/comments/{foreign.pk}/resolve").status_code == 404
    viewer = people.invite(OPERATOR, "vera@example.org", "vera")
    people.set_member(OPERATOR, workspace, viewer, Role.VIEWER)
    rita.force_login(viewer)
    assert write(rita, run).status_code == 403
