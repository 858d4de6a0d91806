"""A resource's own page: its history over the runs of one workspace, and of no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def page(workspace: Workspace, address: str) -> str:
    return reverse("resources.detail", args=[workspace.slug], query={"address": address})


def test_every_run_tells_what_it_did_and_who_decided(client: Client, workspace: Workspace) -> None:
    reviewer = org.member(workspace, Role.REVIEWER, "rita")
    for number, action in enumerate(("create", "update", "delete"), 1):
        run = org.run(workspace, State.APPLIED if number < 3 else State.AWAITING, title=f"title {number}")
        diff = [{"path": f"name{number}", "before": "1", "after": "2"} for _ in range(6)]
        org.change(run, address="aws_x.y[0]", action=action, diff=diff)
        org.change(run, 1, address="aws_x.y[1]")
        said = {"reason": "looked at it", "evidence": run.evidence, "created_at": run.created_at}
        run.decisions.create(person=reviewer, name="rita", action="approve", **said)
    foreign = org.run(org.workspace("foreign"), title="of others")
    org.change(foreign, address="aws_x.y[0]")

    text = client.get(page(workspace, "aws_x.y[0]")).text
    places = [text.index(f"title {number}") for number in (3, 2, 1)]
    assert places == sorted(places), "the newest first"
    for part in ("− delete", "name2", "2 more attributes", "Applied", "Approved by rita", "looked at it"):
        assert part in text
    assert "of others" not in text
    assert "aws_x.y[1]" not in text
    assert 'href="?address=aws_x.y"' in text
    assert "6 changes in all runs" in client.get(page(workspace, "aws_x.y")).text


def test_long_histories_come_in_pages(
    client: Client, workspace: Workspace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        org.change(org.run(workspace), address="aws_x.y", block="aws_x.y")
    with django_assert_max_num_queries(12):
        text = client.get(page(workspace, "aws_x.y")).text
    assert "1 to 25 of 30" in text


@pytest.mark.parametrize(
    ("address", "told"), [("", "Which resource?"), ("aws_no.such", "No run changed this"), ('[["', "No run changed")]
)
def test_no_history(client: Client, workspace: Workspace, address: str, told: str) -> None:
    assert told in client.get(page(workspace, address)).text


def test_nodes_and_changes_lead_here(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    org.change(run, address="aws_x.y[0]")
    listed = client.get(reverse("runs.changes", args=[workspace.slug, run.number])).text
    assert f'href="{reverse("resources.detail", args=[workspace.slug])}?address=aws_x.y%5B0%5D"' in listed
    panel = client.get(reverse("runs.node", args=[workspace.slug, run.number]), {"address": "aws_x.y"}).text
    assert "?address=aws_x.y" in panel


def test_modules_are_counted_and_lead_to_their_changes(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    for rank, (module, action) in enumerate(
        [("", "create"), ("module.a", "update"), ("module.a", "create"), ('module.b["x"]', "delete")]
    ):
        org.change(run, rank, module=module, action=action, address=f"{module}.aws_x.y" if module else "aws_x.y")
    where = reverse("runs.changes", args=[workspace.slug, run.number])
    text = client.get(where).text
    counters = text.partition('class="module-counts"')[2].partition("</details>")[0]
    assert counters.index("module.b") < counters.index("module.a") < counters.index("(root)"), "what is destroyed first"
    assert 'title="1 to update"' in counters
    narrowed = client.get(where, {"module": "module.a"}).text
    assert "2 resources, highest risk first" in narrowed
    assert "#view=all&amp;module=module.a" in narrowed
    assert "1 resource, highest risk first" in client.get(where, {"module": "root"}).text
