"""The history of a resource over workspaces: what is found, who sees it, and how much is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import outcome
from gitops_portal.core.difference import compare
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import Decision, Outcome, ResourceOutcome, Run
from gitops_portal.records.queries import history
from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from gitops_portal.records.models import Person, Workspace

pytestmark = pytest.mark.django_db
ADDRESS = 'module.net["a"].aws_subnet.main[0]'
BLOCK = "module.net.aws_subnet.main"


@pytest.fixture
def workspaces() -> list[Workspace]:
    return [org.workspace("one"), org.workspace("two")]


@pytest.fixture
def chief() -> Person:
    return org.person("chief", Role.OWNER)


@pytest.fixture
def client(chief: Person) -> Client:
    return org.signed_in(chief)


def changed(workspace: Workspace, state: str = State.APPROVED, address: str = ADDRESS, **fields: Any) -> Run:
    run = org.run(workspace, state, actor="github:ana", **fields)
    org.change(run, 0, address=address, block=BLOCK, module='module.net["a"]', type="aws_subnet", action="replace")
    return run


def approve(run: Run, reason: str = "<i>needed</i>") -> None:
    Decision.objects.create(
        run=run,
        name="Rita",
        identity="r@example.org",
        action="approve",
        reason=reason,
        evidence="e",
        created_at=timezone.now(),
    )


def told(run: Run, result: str) -> None:
    kept = Outcome.objects.create(run=run, outcome="applied", digest="d", created_at=timezone.now())
    row = outcome.Row(0, ADDRESS, compare.key(ADDRESS), "replace", result, 3, "")
    ResourceOutcome.objects.create(outcome=kept, **row._asdict())


def numbers(caller: Any, asked: dict[str, str]) -> list[tuple[str, int]]:
    found = history.resource_changes(caller, history.Asked(**asked), "", 50)
    return [(line.change.run.workspace.slug, line.change.run.number) for line in found.lines]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"address": ADDRESS}, 2),
        ({"address": BLOCK}, 2),
        ({"address": "aws_subnet.main"}, 0),
        ({"type": "aws_sub"}, 2),
        ({"type": "aws_subnet_"}, 0),
        ({"module": "module.net"}, 2),
        ({"module": "net"}, 0),
        ({"address": ADDRESS, "type": "aws_vpc"}, 0),
        ({"type": "aws_", "module": "module.net"}, 2),
        ({}, 0),
    ],
)
def test_what_is_found(workspaces: list[Workspace], chief: Person, asked: dict[str, str], found: int) -> None:
    for workspace in workspaces:
        changed(workspace)
        org.change(org.run(workspace), address="aws_vpc.x", block="aws_vpc.x", type="aws_vpc")
    assert len(numbers(chief, asked)) == found


def test_the_newest_comes_first_over_all_workspaces(workspaces: list[Workspace], chief: Person) -> None:
    for workspace in (*workspaces, workspaces[0]):
        changed(workspace)
    assert numbers(chief, {"address": ADDRESS}) == [("one", 2), ("two", 1), ("one", 1)]


@pytest.mark.parametrize("asked", [{"address": ADDRESS}, {"type": "aws_sub"}])
def test_nobody_sees_other_workspaces(workspaces: list[Workspace], asked: dict[str, str]) -> None:
    for workspace in workspaces:
        changed(workspace)
    assert numbers(org.member(workspaces[0], Role.VIEWER), asked) == [("one", 1)]
    assert numbers(org.person("stranger"), asked) == []


@pytest.mark.parametrize("asked", [{"address": ADDRESS}, {"type": "aws_sub"}])
def test_pages_follow_each_other_without_a_gap(
    workspaces: list[Workspace], chief: Person, asked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "WINDOW", 3)
    for _ in range(7):
        changed(workspaces[0])
    for _ in range(5):
        org.run(workspaces[1])
    seen: list[int] = []
    behind = ""
    for _ in range(20):
        page = history.resource_changes(chief, history.Asked(**asked), behind, 2)
        seen += [line.change.run.number for line in page.lines]
        behind = page.following
        if not behind:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_the_page_says_who_why_and_whether_it_was_applied(workspaces: list[Workspace], client: Client) -> None:
    run = changed(workspaces[0], State.APPLIED, applied_at=timezone.now() - timedelta(hours=1), title="Split <b>")
    approve(run)
    told(run, "failed")
    text = client.get("/history/", {"address": ADDRESS}).text
    for said in ("one\n", "run 1", "github:ana", "claimed", "Approved by Rita", "&lt;i&gt;needed&lt;/i&gt;", "Failed"):
        assert said in text, said
    assert "<i>needed" not in text


def test_what_the_apply_did_not_tell_is_the_runs_state(workspaces: list[Workspace], client: Client) -> None:
    changed(workspaces[0], State.SUPERSEDED)
    text = client.get("/history/", {"address": ADDRESS}).text
    assert ("Superseded" in text, "nobody" in text) == (True, True)


@pytest.mark.parametrize("query", ["", "?address=&behind=x.y", "?type=%00", "?behind=9.9&address=aws_x.y"])
def test_a_page_without_a_find_says_what_to_do(client: Client, query: str) -> None:
    answer = client.get(f"/history/{query}")
    assert answer.status_code == 200
    assert "Which resource?" in answer.text or "No run changed this" in answer.text


@pytest.mark.parametrize("runs", [1, 30])
def test_no_query_per_row(
    workspaces: list[Workspace], chief: Person, runs: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(runs):
        approve(changed(workspaces[0]))
    with django_assert_max_num_queries(3):
        found = history.resource_changes(chief, history.Asked(address=ADDRESS), "", 50)
        assert len([one.name for line in found.lines for one in line.change.run.decisions.all()]) == runs


def test_the_api_tells_the_same(workspaces: list[Workspace], client: Client) -> None:
    run = changed(workspaces[0], State.APPLIED, applied_at=timezone.now())
    approve(run, "needed")
    told(run, "done")
    answer = client.get("/api/v1/history", {"address": BLOCK}).json()
    [one] = answer["changes"]
    assert answer["next"] is None
    assert (one["workspace"], one["run"]["number"], one["action"], one["result"]) == ("one", 1, "replace", "done")
    assert (one["decisions"][0]["by"], one["decisions"][0]["reason"]) == ("Rita", "needed")
    assert client.get("/api/v1/history").status_code == 422
