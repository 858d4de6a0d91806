"""Two runs side by side: what is new, different and gone, and what the run page says of it before all else."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from gitops_portal.actions import ingest
from gitops_portal.core.difference.compare import Kind
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import RunChange, RunFinding
from gitops_portal.web.compare import FIRST, PAGE
from tests import organisation as org
from tests.actors import CI
from tests.documents import entry, plan

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from gitops_portal.records.models import Run, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def row(path: str, after: str = "2") -> dict[str, str]:
    return {"path": path, "before": "1", "after": after}


@pytest.fixture
def pair(workspace: Workspace) -> tuple[Run, Run]:
    """An approved run and the next one: one change stays, one is new, one goes, two are not what they were."""
    earlier = org.run(workspace, State.APPROVED, decided_at=timezone.now(), cost_after=Decimal(120))
    later = org.run(workspace, cost_after=Decimal(150))
    for run, rank, name, action, diff in [
        (earlier, 0, "stays", "update", [row("a")]),
        (later, 0, "stays", "update", [row("a")]),
        (earlier, 1, "goes", "delete", []),
        (later, 1, "comes", "create", []),
        (earlier, 2, "attribute", "update", [row("a"), row("b")]),
        (later, 2, "attribute", "update", [row("a"), row("b", "3")]),
        (earlier, 3, "action", "update", [row("a")]),
        (later, 3, "action", "replace", [row("a")]),
        (earlier, 4, "data", "read", [row("a")]),
    ]:
        org.change(run, rank, address=f"aws_x.{name}", block=f"aws_x.{name}", action=action, diff=diff)
    return later, earlier


def address(later: Run, earlier: Run, **query: str) -> str:
    return reverse("runs.compare", args=[later.workspace.slug, later.number, earlier.number], query=query)


def test_what_is_new_different_and_gone(pair: tuple[Run, Run]) -> None:
    later, earlier = pair
    found = {kind: [change.address for change in queries.apart_page(later, earlier, kind)] for kind in Kind}
    assert found == {
        Kind.NEW: ["aws_x.comes"],
        Kind.DIFFERENT: ["aws_x.attribute", "aws_x.action"],
        Kind.GONE: ["aws_x.goes"],
    }
    since = queries.since(later, earlier)
    assert (since.new, since.different, since.gone) == (1, 2, 1)
    assert not since.known


def test_the_page_says_in_what_they_differ(client: Client, pair: tuple[Run, Run]) -> None:
    text = client.get(address(*pair)).text
    for part in ("aws_x.comes", "aws_x.goes", "aws_x.attribute", "aws_x.action", "+$30.00", "(action)"):
        assert part in text
    assert "aws_x.stays" not in text
    assert "aws_x.data" not in text
    parted = text.partition("aws_x.attribute")[2].partition("</table>")[0]
    assert re.findall(r'class="diff-path" scope="row">(\w+)<', parted) == ["b"]
    only = client.get(address(*pair, show="gone")).text
    assert "aws_x.goes" in only
    assert "aws_x.comes" not in only


def test_the_same_plan_twice_says_so(client: Client, workspace: Workspace) -> None:
    text = client.get(address(*(org.run(workspace, change_digest="c" * 64) for _ in range(2)))).text
    assert "The same changes" in text


def test_what_was_never_evaluated_cannot_be_compared(client: Client, workspace: Workspace) -> None:
    earlier = org.run(workspace, State.ERRORED)
    text = client.get(address(org.run(workspace), earlier)).text
    assert "Run 1 was not evaluated" in text


def test_findings_that_came_and_went(client: Client, pair: tuple[Run, Run]) -> None:
    later, earlier = pair
    for run in pair:
        org.finding(run, message="stays")
    org.finding(later, address="aws_instance.fresh", message="came")
    org.finding(earlier, "sg-open-ssh", message="went")
    assert [found.message for found in queries.findings_apart(later, earlier)[0]] == ["came"]
    text = client.get(address(*pair)).text
    came, _, went = text.partition("New findings")[2].partition("Findings that are gone")
    assert "came" in came
    assert "went" in went
    assert "stays" not in came + went


def test_many_changes_come_in_pages_and_cost_no_more_questions(
    client: Client, workspace: Workspace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    earlier, later = org.run(workspace), org.run(workspace)
    for rank in range(PAGE + 5):
        org.change(earlier, rank)
        org.change(later, rank, diff=[row("a")])
    with django_assert_max_num_queries(25):
        text = client.get(address(later, earlier)).text
    assert text.count('<details class="change"') == FIRST
    assert f"All {PAGE + 5}" in text
    second = client.get(address(later, earlier, show="different", page="2")).text
    assert second.count('<details class="change"') == 5


def test_a_choice_leads_to_the_comparison(client: Client, pair: tuple[Run, Run]) -> None:
    later, earlier = pair
    page = reverse("runs.detail", args=[later.workspace.slug, later.number])
    text = client.get(f"{page}?tab=history").text
    assert f'<option value="{earlier.number}" selected>' in text
    choose = reverse("runs.against", args=[later.workspace.slug, later.number])
    assert client.get(choose, {"run": earlier.number}).headers["Location"] == address(later, earlier)
    for nonsense in ("", "x", "-1", "١", "9" * 40):
        assert client.get(choose, {"run": nonsense}).headers["Location"] == page


@pytest.mark.parametrize(
    ("state", "decided", "told"),
    [
        (State.APPROVED, True, "was approved:"),
        (State.AUTO_APPROVED, False, "was approved:"),
        (State.SUPERSEDED, True, "was approved:"),
        (State.APPLIED, True, "was approved and applied:"),
        (State.SUPERSEDED, False, ""),
        (State.REJECTED, True, ""),
        (State.AWAITING, False, ""),
    ],
)
def test_new_since_approval_is_said_first(
    client: Client, workspace: Workspace, state: State, decided: bool, told: str
) -> None:
    org.run(workspace, state, decided_at=timezone.now() if decided else None)
    run = org.run(workspace)
    org.change(run)
    text = client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text
    assert ("New since run 1" in text) is bool(told)
    if told:
        assert f"New since run 1 {told}" in text
        assert text.index("New since run 1") < text.index('class="facts"') < text.index('class="tabs"')
        assert re.search(r"</strong>\s+1 new\s+</span>", text)


def test_a_drift_check_is_compared_with_nothing(client: Client, workspace: Workspace) -> None:
    org.run(workspace, State.APPROVED)
    run = org.run(workspace, State.OBSERVED, kind="drift")
    assert "New since" not in client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text


def uploaded(workspace: Workspace, password: str) -> Run:
    body = plan(
        entry(
            "aws_db_instance.a",
            "update",
            before={"password": "of yesterday"},
            after={"password": password},
            sensitive={"password": True},
        )
    )
    run = ingest.accept(body, workspace=workspace, by=CI)
    if State(run.state).moving:
        ingest.process(run.pk)
    run.refresh_from_db()
    return run


def test_another_secret_is_another_change(client: Client, workspace: Workspace) -> None:
    first, second, third = (uploaded(workspace, word) for word in ("hunter2", "hunter2", "hunter3"))
    assert not queries.since(second, first).any
    assert queries.since(third, second).different == 1
    text = client.get(address(third, second)).text
    assert "(sensitive, changed)" in text
    assert "hunter" not in text


def test_runs_of_before_get_their_keys(pair: tuple[Run, Run]) -> None:
    org.finding(pair[0])
    known = list(RunChange.objects.order_by("pk").values_list("key", "block_key"))
    RunChange.objects.update(key="", block_key="")
    RunFinding.objects.update(key="")
    import_module("gitops_portal.records.migrations.0003_fill_digests").fill(apps, None)
    assert list(RunChange.objects.order_by("pk").values_list("key", "block_key")) == known
    assert not RunFinding.objects.filter(key="").exists()


def test_digests_of_what_was_shown_are_forgotten_and_then_nothing_is_the_same(pair: tuple[Run, Run]) -> None:
    later, earlier = pair
    import_module("gitops_portal.records.migrations.0010_digests_of_all_values").forget(apps, None)
    assert queries.since(later, earlier).different == 3
