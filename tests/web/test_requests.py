"""A pull request over several workspaces: one page, one decision, and nothing of what one may not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gitops_portal.core import report
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Brief, Gravity, Kind, Role, Sentence
from gitops_portal.records import queries
from gitops_portal.records.models import AuditEvent, Comment, Person, StateRead
from tests import organisation as org
from tests.documents import HARMLESS

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Run, Workspace

pytestmark = pytest.mark.django_db

KEY = "c" * 32
LOST = Sentence(Gravity.LOSES_DATA, Kind.DESTROYED, "Destroys database orders.", ("aws_db_instance.orders",))
NOTED = Sentence(Gravity.INFORMS, Kind.COST, "Costs $1.00 a month more.")
PAGE = reverse("requests.detail", args=[KEY])


@pytest.fixture
def workspaces() -> list[Workspace]:
    return [org.workspace(name, state_address=f"s3://states/{name}") for name in ("apps", "data", "network")]


@pytest.fixture
def rita(workspaces: list[Workspace]) -> Client:
    """Reviews two of the three, looks at none of the third."""
    rita = org.member(workspaces[0], Role.REVIEWER, "rita")
    workspaces[1].memberships.create(person=rita, role=Role.REVIEWER)
    return org.signed_in(rita)


@pytest.fixture
def chief() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def planned(workspace: Workspace, state: str = State.AWAITING, *sentences: Sentence, **told: Any) -> Run:
    run = org.run(workspace, state, **({"request": KEY, "pull_request": "7", "title": "Split it"} | told))
    run.summary["brief"] = report.brief(Brief("", sentences))
    run.save(update_fields=["summary"])
    return run


def together(action: str, *runs: Run, reason: str = "fine", sentences: tuple[str, ...] = ()) -> dict[str, Any]:
    evidence = {f"evidence-{run.pk}": run.evidence for run in runs}
    return {"action": action, "reason": reason, "run": [run.pk for run in runs], "sentences": sentences, **evidence}


def test_plans_of_one_pull_request_meet_in_one_change_request(chief: Client) -> None:
    for name in ("apps", "data"):
        workspace = org.workspace(name, repository="git@example.org:northwind/infra.git")
        org.uploaded(workspace, HARMLESS, pull_request="7", title="Split it")
    org.uploaded(org.workspace("other"), HARMLESS, commit="abc1234")
    org.uploaded(org.workspace("none"), HARMLESS)
    answer = chief.get(reverse("requests.index"))
    found = [sorted(run.workspace.slug for run in each.runs) for each in answer.context["page"]]
    assert found == [["other"], ["apps", "data"]]
    assert "PR 7" in answer.text
    assert "Commit abc1234" in answer.text


def test_what_waits_stands_first_and_older_runs_give_way(chief: Client, workspaces: list[Workspace]) -> None:
    planned(workspaces[0], State.BLOCKED)
    newest = planned(workspaces[0])
    planned(workspaces[1], State.APPLIED, request="d" * 32)
    found = list(chief.get(reverse("requests.index")).context["page"])
    assert [(each.key, each.waits, [run.pk for run in each.runs][:1]) for each in found] == [
        (KEY, True, [newest.pk]),
        ("d" * 32, False, [found[1].runs[0].pk]),
    ]


def test_drift_runs_are_no_change_requests(chief: Client) -> None:
    org.uploaded(org.workspace(), HARMLESS, kind="drift", commit="abc1234")
    assert "No change requests yet" in chief.get(reverse("requests.index")).text


def test_one_brief_over_all_workspaces(chief: Client, workspaces: list[Workspace]) -> None:
    planned(workspaces[0], State.AWAITING, NOTED)
    planned(workspaces[1], State.AWAITING, LOST, NOTED)
    told = [(one.run.workspace.slug, one.said.text) for one in chief.get(PAGE).context["sentences"]]
    assert told == [("data", LOST.text), ("apps", NOTED.text), ("data", NOTED.text)]


def test_the_order_of_applies_follows_what_is_read(chief: Client, workspaces: list[Workspace]) -> None:
    for workspace in workspaces:
        planned(workspace)
    apps, data, _ = workspaces
    StateRead.objects.create(workspace=apps, address="s3://states/data", block="a")
    StateRead.objects.create(workspace=data, address="s3://states/network", block="b")
    answer = chief.get(PAGE)
    assert [line.run.workspace.slug for line in answer.context["lines"]] == ["network", "data", "apps"]
    assert "in the order of applies" in answer.text
    StateRead.objects.create(workspace=workspaces[2], address="s3://states/apps", block="c")
    assert "apps, data, network read each other" in chief.get(PAGE).text


def test_one_decision_over_all_that_one_may(rita: Client, workspaces: list[Workspace]) -> None:
    runs = [planned(workspace, State.AWAITING, LOST) for workspace in workspaces]
    page = rita.get(PAGE)
    assert [run.pk for run in page.context["mine"]] == [run.pk for run in runs[:2]]
    assert "network" not in page.text
    values = re.findall(r'name="sentences" value="([^"]+)"', page.text)
    assert values == [f"{run.pk} {LOST.text}" for run in runs[:2]]
    answer = rita.post(f"{PAGE}decide/", together("approve", *runs[:2], sentences=tuple(values)), follow=True)
    assert "Approved: apps run 1, data run 1." in answer.text
    for run, state in zip(runs, (State.APPROVED, State.APPROVED, State.AWAITING), strict=True):
        run.refresh_from_db()
        assert run.state == state
    assert AuditEvent.objects.filter(verb="run.approved", reason="fine").count() == 2


@pytest.mark.parametrize(
    ("spoil", "status", "told"),
    [
        ({"sentences": ()}, 422, "data run 1: Tick what you accept"),
        ({"reason": " "}, 422, "apps run 1: A decision needs a reason"),
        ({"run": []}, 422, "choose one at least"),
        ({"action": "override"}, 422, "override each by itself"),
        ({"stale": True}, 409, "data run 1: The run has changed since you opened it"),
    ],
)
def test_it_is_all_of_them_or_none(
    rita: Client, workspaces: list[Workspace], spoil: dict[str, Any], status: int, told: str
) -> None:
    runs = [planned(workspaces[0]), planned(workspaces[1], State.AWAITING, LOST)]
    sent = together("approve", *runs, sentences=(f"{runs[1].pk} {LOST.text}",))
    if spoil.pop("stale", False):
        sent[f"evidence-{runs[1].pk}"] = "0" * 64
    answer = rita.post(f"{PAGE}decide/", sent | spoil)
    assert answer.status_code == status
    assert told in answer.text
    assert not AuditEvent.objects.filter(verb="run.approved").exists()
    for run in runs:
        run.refresh_from_db()
        assert (run.state, run.decisions.count()) == (State.AWAITING, 0)


def test_what_is_refused_stands_in_the_trail(workspaces: list[Workspace]) -> None:
    run = planned(workspaces[0])
    viewer = org.signed_in(org.member(workspaces[0], Role.VIEWER))
    assert viewer.post(f"{PAGE}decide/", together("approve", run)).status_code == 403
    assert AuditEvent.objects.filter(verb="run.decision_refused").count() == 1


def test_approvals_are_counted_alike_for_one_run_and_for_a_change_request(chief: Client) -> None:
    """A rule approved both when nobody was asked for; two people are by now, and only what changes something waits."""
    for name, creates in (("idle", 0), ("busy", 1)):
        run = planned(org.workspace(name, required_approvals=2), State.AUTO_APPROVED)
        run.summary["plan"]["changes"] = {"create": creates, "read": 1}
        run.save(update_fields=["summary"])
    planned(org.workspace("done", required_approvals=2), State.APPLIED)  # nobody is asked for any more
    lines = {line.run: str(line.approvals) for line in chief.get(PAGE).context["lines"]}
    assert sorted(lines.values()) == ["0 approvals", "0 of 0 approvals", "0 of 2 approvals"]
    assert lines == {run: str(queries.approvals(run)) for run in lines}


def test_queries_do_not_grow_with_workspaces(
    chief: Client, workspaces: list[Workspace], django_assert_max_num_queries: Any
) -> None:
    for workspace in workspaces:
        planned(workspace, State.AWAITING, LOST)
    for number in range(20):
        planned(org.workspace(f"more-{number}"), State.AWAITING if number % 2 else State.AUTO_APPROVED, LOST)
    with django_assert_max_num_queries(16):
        chief.get(PAGE)
    with django_assert_max_num_queries(12):
        chief.get(reverse("requests.index"))


def test_scripts_read_the_same(chief: Client, workspaces: list[Workspace]) -> None:
    planned(workspaces[0])
    planned(workspaces[1])
    StateRead.objects.create(workspace=workspaces[0], address="s3://states/data", block="a")
    listed = chief.get("/api/v1/requests").json()
    assert (listed["total"], [each["id"] for each in listed["requests"]]) == (1, [KEY])
    found = chief.get(f"/api/v1/requests/{KEY}").json()
    assert [run["workspace"] for run in found["runs"]] == ["apps", "data"]
    assert (found["order"], found["circle"], found["waits"]) == ([["data"], ["apps"]], [], True)
    read = {"workspace": "apps", "reads": "data", "outputs": [], "all_outputs_known": False, "outside": False}
    assert found["edges"] == [read]
    assert [run["apply_first"] for run in found["runs"]] == [["data"], []]
    assert (found["other_states"], found["other_readers"]) == ({}, {})
    assert chief.get("/api/v1/requests?page=9").json()["requests"] == []
    assert chief.get(f"/api/v1/requests/{'0' * 32}").status_code == 404


def test_what_waits_stands_first_on_every_page(chief: Client, workspaces: list[Workspace]) -> None:
    """Of three that wait and three that do not, two a page; the newest of each kind first."""
    for number, state in enumerate(
        [State.APPLIED, State.AWAITING, State.APPLIED, State.BLOCKED, State.AWAITING, State.REJECTED]
    ):
        org.run(workspaces[0], state, request=f"r{number}")
    org.run(workspaces[1], State.APPLIED, request="r1")
    person = Person.objects.get(organisation_role=Role.OWNER)
    pages = [queries.change_requests_of(person, page, size=2) for page in (1, 2, 3)]
    assert [[found.key for found in page] for page in pages] == [["r4", "r3"], ["r1", "r5"], ["r2", "r0"]]
    assert pages[0].paginator.count == 6
    assert [run.workspace.slug for run in pages[1][0].runs] == sorted(each.slug for each in workspaces[:2])


def test_a_list_tells_how_many_workspaces_of_a_change_request_it_leaves_out(chief: Client) -> None:
    for number in range(25):
        state = State.BLOCKED if number == 24 else State.APPLIED
        org.run(org.workspace(f"w{number:02}"), state, request="r")
    (found,) = chief.get("/api/v1/requests").json()["requests"]
    assert (len(found["runs"]), found["left_out"], found["waits"]) == (20, 5, True)
    assert "w24" in [run["workspace"] for run in found["runs"]]
    assert "+21" in chief.get("/requests/").text


def test_a_change_request_is_talked_about_with_whoever_sees_the_chosen_workspace(
    rita: Client, chief: Client, workspaces: list[Workspace]
) -> None:
    runs = [planned(workspace) for workspace in workspaces]
    answer: Any = rita.post(f"{PAGE}comments/", {"text": "Which goes first?", "run": runs[1].pk, "back": "request"})
    made = Comment.objects.get()
    assert (made.run, made.whole_request, answer.url) == (runs[1], True, f"{PAGE}#comment-{made.pk}")
    assert "Which goes first?" in rita.get(PAGE).text
    assert "Which goes first?" in rita.get(reverse("runs.detail", args=["apps", 1]) + "?tab=discussion").text
    for run in (runs[2].pk, 0, "", "x", 10**30):
        assert rita.post(f"{PAGE}comments/", {"text": "x", "run": run}).status_code == 404
    chief.post(f"{PAGE}comments/", {"text": "Of the network.", "run": runs[2].pk})
    assert "Of the network." in chief.get(PAGE).text
    assert "Of the network." not in rita.get(PAGE).text
    assert "Of the network." not in rita.get(reverse("runs.detail", args=["apps", 1]) + "?tab=discussion").text


def test_a_thread_is_resolved_on_the_page_of_the_change_request(rita: Client, workspaces: list[Workspace]) -> None:
    run = planned(workspaces[0])
    rita.post(f"{PAGE}comments/", {"text": "Why?", "run": run.pk})
    made = Comment.objects.get()
    where = reverse("runs.comment", args=["apps", 1, made.pk])
    assert f'action="{where}"' in rita.get(PAGE).text
    answer: Any = rita.post(where, {"act": "resolve", "back": "request"})
    assert answer.url == f"{PAGE}#comment-{made.pk}"
    assert "Resolved by rita" in rita.get(PAGE).text
    planned(workspaces[0])
    assert "Resolved by rita" not in rita.get(PAGE).text, "of a run that another took the place of"


def test_an_open_page_is_told_what_happens_to_its_workspaces(rita: Client, workspaces: list[Workspace]) -> None:
    runs = [planned(workspace) for workspace in workspaces]
    org.event(workspaces[0])
    news = f"{reverse('news')}?{rita.get(PAGE).context['news']}"
    assert rita.get(news).status_code == 204
    rita.post(f"{PAGE}comments/", {"text": "Why?", "run": runs[1].pk})
    org.event(workspaces[0], "workspace.unverified")
    org.event(workspaces[2], run=runs[2])
    told = rita.get(news).json()
    assert told["news"] == ["data: Run 1 comment added by rita"]
    asks = {"request": KEY, "own": told["own"], "all": told["all"]}
    assert rita.get(reverse("news"), asks).status_code == 204
    org.event(workspaces[2])
    late = planned(workspaces[2])
    assert rita.get(reverse("news"), asks).status_code == 204, f"{late} is not for these eyes"


def test_changes_are_requested_of_several_runs(rita: Client, workspaces: list[Workspace]) -> None:
    runs = [planned(workspace, State.AWAITING, LOST) for workspace in workspaces[:2]]
    answer = rita.post(f"{PAGE}decide/", together("request_changes", *runs, reason="Split it."), follow=True)
    assert "Changes requested: apps run 1, data run 1." in answer.text
    table = answer.text[answer.text.index("<tbody>") :]
    assert table.count("0 of 1 approvals, changes requested by rita") == 2


def test_the_graph_draws_who_reads_whose_outputs(chief: Client, workspaces: list[Workspace]) -> None:
    gone = {"rows": [{"address": "aws_db_instance.orders", "action": "delete", "blocks": True}], "left_out": 7}
    apps, data, _ = workspaces
    planned(apps, State.AWAITING, creates=3)
    planned(data, State.BLOCKED, deletes=8, blocking=1, gravest=gone)
    StateRead.objects.create(workspace=apps, address="s3://states/data", block="a", outputs=["endpoint"])
    StateRead.objects.create(workspace=data, address="s3://states/network", block="b", outputs=["vpc_id"])
    page = chief.get(PAGE)
    boxes = {shown.box.name: shown for shown in page.context["boxes"]}
    assert [name for name, shown in boxes.items() if shown.box.outside] == ["network"]
    assert boxes["data"].told == "data: Blocked, 8 to delete, number 1 in the order of applies, guardrails: blocks"
    assert boxes["data"].current, "the gravest is selected first"
    assert "apps reads from data: endpoint" in page.text
    assert page.text.count("not in this change request") > 1
    assert page.context["card"].more == 7
    chosen = chief.get(PAGE, {"workspace": "apps"}).context["card"]
    assert (chosen.name, list(chosen.first), [read.read for read in chosen.reads]) == ("apps", ["data"], ["data"])


def test_what_stands_beside_the_graph_is_of_one_box(chief: Client, rita: Client, workspaces: list[Workspace]) -> None:
    beside = reverse("requests.workspace", args=[KEY])
    apps, data, _ = workspaces
    planned(apps)
    StateRead.objects.create(workspace=apps, address="s3://states/network", block="a", outputs=["vpc_id"])
    StateRead.objects.create(workspace=data, address="s3://states/apps", block="a")
    assert "run 1" in chief.get(beside, {"address": "apps"}).text
    assert "Not changed by this change request" in chief.get(beside, {"address": "network"}).text
    assert chief.get(beside, {"address": "elsewhere"}).status_code == 404
    assert rita.get(beside, {"address": "network"}).status_code == 404, "she does not see it"
    assert "network" not in rita.get(PAGE).text
    assert "are not named here" in rita.get(beside, {"address": "other states"}).text


def test_one_workspace_alone_has_no_graph(chief: Client, workspaces: list[Workspace]) -> None:
    planned(workspaces[0])
    assert "request-graph" not in chief.get(PAGE).text


def test_names_in_the_graph_are_text(chief: Client, workspaces: list[Workspace]) -> None:
    evil = "</text><script>alert(1)</script>"
    rows = [{"address": f'aws_x.y["{evil}"]', "action": "delete", "blocks": False}]
    planned(workspaces[0], gravest={"rows": rows, "left_out": 0})
    planned(workspaces[1])
    StateRead.objects.create(workspace=workspaces[0], address="s3://states/data", block="a", outputs=[evil, "b"])
    page = chief.get(PAGE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_page_grows_no_faster_than_what_it_shows(chief: Client, workspaces: list[Workspace]) -> None:
    """Each workspace is read by five others; twice as many weigh at most twice as much, packed or not."""
    weights = []
    for many in (60, 120):
        for number in range(many):
            workspace = org.workspace(f"w{many}-{number}", state_address=f"s3://{many}/{number}")
            planned(workspace, request=f"{many:032}")
            StateRead.objects.create(workspace=workspace, address=f"s3://{many}/{number // 5}", block="a")
        weights.append(len(chief.get(reverse("requests.detail", args=[f"{many:032}"])).content))
    assert weights[1] < 2 * weights[0]
    assert weights[1] / 120 < 6_000
