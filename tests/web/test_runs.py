"""The run page: what it says in each state, to whom it offers which decision, and what its parts hold."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from gitops_portal.actions import guardrails, ingest
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core import report
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Brief, Gravity, Kind, Role, Sentence
from gitops_portal.records.models import AuditEvent, Decision, RunChange
from gitops_portal.web import blocks
from gitops_portal.web.changes import PAGE
from gitops_portal.web.runs import TABS
from tests import organisation as org
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS, OPEN_SSH, entry, plan
from tests.portal import ROOT

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


def address(run: Run, name: str = "runs.detail", **query: str) -> str:
    return reverse(name, args=[run.workspace.slug, run.number], query=query)


def uploaded(workspace: Workspace, body: bytes, **said: Any) -> Run:
    run = ingest.accept(body, workspace=workspace, by=CI, metadata=Metadata(**said))
    run.refresh_from_db()
    if State(run.state).moving:
        ingest.process(run.pk)
        run.refresh_from_db()
    return run


def change(run: Run, rank: int = 0, **said: Any) -> RunChange:
    return org.change(run, rank, **said)


# ── in each state ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.QUEUED, "Waiting for a worker"),
        (State.EVALUATING, "Evaluating the plan"),
        (State.ERRORED, "This plan could not be evaluated"),
        (State.AWAITING, "Needs approval"),
        (State.BLOCKED, "Blocked"),
        (State.APPROVED, "Approved"),
        (State.REJECTED, "Rejected"),
        (State.SUPERSEDED, "Superseded"),
        (State.APPLY_FAILED, "Apply failed"),
    ],
)
def test_a_run_says_how_it_stands(client: Client, workspace: Workspace, state: str, said: str) -> None:
    assert said in client.get(address(org.run(workspace, state))).text


def test_a_run_that_was_superseded_before_it_was_judged_leads_to_its_successor(
    client: Client, workspace: Workspace
) -> None:
    successor = org.run(workspace)
    run = org.run(workspace, State.SUPERSEDED, evaluated_at=None, superseded_by=successor)
    text = client.get(address(run)).text
    assert "never evaluated" in text
    assert address(successor) in text


def test_a_run_that_another_ended_says_why(client: Client, workspace: Workspace) -> None:
    newest = org.run(workspace, State.APPLIED, pipeline=9)
    for state, said, told in (
        (State.OUTDATED, {}, "run 1 was applied after this plan was made, so the state has moved"),
        (State.SUPERSEDED, {"pipeline": 8}, "run 1 is of a later pipeline, though it arrived before"),
    ):
        run = org.run(workspace, state, superseded_by=newest, **said)
        assert told in client.get(address(run)).text


@pytest.mark.parametrize(
    ("state", "file", "required", "told"),
    [
        (State.AWAITING, "", True, "the gate will refuse it"),
        (State.APPROVED, "", True, "the gate will refuse it"),
        (State.AWAITING, "", False, "cannot check that CI applies this plan"),
        (State.APPLIED, "", True, ""),
        (State.AWAITING, "a" * 64, True, ""),
    ],
)
def test_what_is_bound_to_no_plan_file_is_told(
    client: Client, workspace: Workspace, state: str, file: str, required: bool, told: str
) -> None:
    workspace.requires_plan_file = required
    workspace.save()
    text = client.get(address(org.run(workspace, state, planfile_sha256=file))).text
    assert ("Not bound to a plan file" in text) is bool(told)
    assert told in text
    history = client.get(address(workspace.runs.get(), tab="history")).text
    assert ("not bound to one" in history) is (not file)


def test_an_errored_run_shows_its_reason(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace, State.ERRORED, error="This is a state file.")
    assert "This is a state file." in client.get(address(run)).text


def test_progress_is_a_part_that_ends_when_the_run_is_judged(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace, State.QUEUED)
    assert "<run-progress" in client.get(address(run, part="state")).text
    run.state = State.AWAITING
    run.save()
    text = client.get(address(run, part="state")).text
    assert "<run-progress" not in text
    assert "<html" not in text


def test_a_failed_plan_says_so_on_every_tab(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, plan(entry("aws_sns_topic.a", after={}), errored=True))
    for tab in TABS:
        assert "Planning failed: " in client.get(address(run, tab=tab)).text


@pytest.mark.parametrize("tab", [*TABS, "nonsense", ""])
def test_every_tab_stands_on_its_own(client: Client, workspace: Workspace, tab: str) -> None:
    run = uploaded(workspace, OPEN_SSH, title="Open it", actor="sam")
    answer = client.get(address(run, tab=tab))
    assert answer.status_code == 200
    current = re.search(r'<a\s+href="[^"]*\?tab=(\w+)"\s+aria-current="page"', answer.text)
    assert current is not None
    assert current[1] == (tab if tab in TABS else "graph")
    assert re.findall(r'<dialog id="decide-(\w+)"', answer.text) == ["request_changes", "reject", "override"]


def test_the_first_tab_needs_few_queries(
    client: Client, workspace: Workspace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run = uploaded(workspace, OPEN_SSH)
    with django_assert_max_num_queries(25):
        client.get(address(run))


# ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_secrets_and_unknown_values_are_told_as_what_they_are(client: Client, workspace: Workspace) -> None:
    before = {"password": "hunter2", "name": "a"}
    run = uploaded(
        workspace,
        plan(
            entry(
                "aws_db_instance.a",
                "update",
                before=before,
                after={**before, "password": "hunter3"},
                sensitive={"password": True},
                unknown={"endpoint": True},
            )
        ),
    )
    for page in (address(run), address(run, tab="changes"), address(run, "runs.node", address="aws_db_instance.a")):
        text = client.get(page).text
        assert "hunter" not in text
        assert "(sensitive, changed)" in text
        assert "known after apply" in text


def test_the_graph_is_a_table_without_script(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, OPEN_SSH)
    text = client.get(address(run)).text
    rows = text.partition('data-part="rows"')[2].partition("</tbody>")[0]
    assert "aws_security_group.web" in rows
    assert "blocks" in rows


def test_a_guardrail_says_why_and_how_to_mend_it(client: Client, workspace: Workspace) -> None:
    text = client.get(address(uploaded(workspace, OPEN_SSH), tab="guardrails")).text
    for part in ("Why it matters", "How to fix it", "Who can approve it", "aws_security_group.web"):
        assert part in text


def test_a_finding_tells_what_stands_at_its_attribute(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, OPEN_SSH)
    value = run.findings.get(guardrail="sg-open-ssh").value
    assert json.loads(value)["cidr_blocks"] == ["0.0.0.0/0"]
    shown = escape(value)
    assert shown in client.get(address(run, tab="guardrails")).text
    assert shown in client.get(address(run, "runs.node", address="aws_security_group.web")).text
    assert shown in client.get(address(run, "runs.report")).text
    run.findings.update(value="")
    assert shown not in client.get(address(run, tab="guardrails")).text, "runs of before have none"


def test_a_guardrail_of_a_run_says_whose_setting_its_enforcement_is(client: Client, workspace: Workspace) -> None:
    guardrails.enforce(OPERATOR, "sg-open-ssh", "workspace", workspace.slug, "advisory", weaker=True)
    run = uploaded(workspace, OPEN_SSH)
    assert run.summary["assigned"]["sg-open-ssh"] == f"set for workspace {workspace.slug}"
    text = client.get(address(run, tab="guardrails")).text
    assert f"advisory, set for workspace {workspace.slug}" in text


def test_many_findings_of_one_guardrail_are_a_link_away(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    for number in range(23):
        org.finding(run, address=f"aws_instance.web[{number}]")
    text = client.get(address(run, tab="guardrails")).text
    assert "3 more</a>" in text
    assert "3 more</a>" not in client.get(address(run, tab="guardrails", rule="ec2-public-ip")).text


def test_a_guardrail_the_portal_no_longer_has_is_still_told(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    org.finding(run, "a-rule-of-yesterday", message="it was so")
    text = client.get(address(run, tab="guardrails")).text
    assert "a-rule-of-yesterday" in text
    assert "it was so" in text


def test_an_empty_plan_has_nothing_to_draw_and_says_so(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, plan())
    assert "Nothing to draw" in client.get(address(run)).text
    assert "No changes" in client.get(address(run, tab="changes")).text
    assert "No output changes" in client.get(address(run, tab="outputs")).text


def test_outputs_are_told_by_what_differs_inside(client: Client, workspace: Workspace) -> None:
    outputs = {
        "subnets": {"actions": ["update"], "before": {"a": "s-1", "b": "s-2"}, "after": {"a": "s-1", "b": "s-3"}},
        "version": {"actions": ["update"], "before": "1.1", "after": "1.2"},
        "many": {"actions": ["create"], "before": None, "after": [f"id-{n}" for n in range(12)]},
    }
    text = client.get(address(uploaded(workspace, plan(output_changes=outputs)), tab="outputs")).text
    assert "subnets.<wbr>b" in text
    assert "s-1" not in text
    assert "1 unchanged" in text
    assert "version.<wbr>" not in text
    assert "2 more values" in text


def test_drift_is_told(client: Client, workspace: Workspace) -> None:
    drifted = entry("aws_sns_topic.a", "update", before={"a": 1}, after={"a": 2})
    run = uploaded(workspace, plan(entry("aws_sns_topic.a", after={}), resource_drift=[drifted]))
    assert "1 resource drifted" in client.get(address(run)).text


# ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_changes_come_in_pages_by_risk(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    for rank in range(PAGE + 5):
        change(run, rank, action="delete" if rank == 0 else "update")
    first, second = (client.get(address(run, "runs.changes", page=page)).text for page in ("1", "2"))
    assert first.index("aws_x.y[0]") < first.index("aws_x.y[1]")
    assert f"aws_x.y[{PAGE}]" not in first
    assert f"aws_x.y[{PAGE + 4}]" in second
    assert "<html" not in first
    assert f"1 to {PAGE} of {PAGE + 5}" in client.get(address(run, tab="changes")).text


def test_changes_can_be_narrowed(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    change(run, 0, action="delete")
    change(run, 1)
    text = client.get(address(run, "runs.changes", action="delete")).text
    assert "aws_x.y[0]" in text
    assert "aws_x.y[1]" not in text
    assert "No change matches these filters" in client.get(address(run, "runs.changes", text="zz")).text


def test_changes_are_narrowed_as_the_graph_is(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    change(run, 0, action="delete", cost_before=1)
    change(run, 1, action="create", cost_after=0)
    change(run, 2, type="google_x", address='module.a["k"].module.b.google_x.y', block="module.a.module.b.google_x.y")
    change(run, 3, type="aws", address="module.ab.aws.y", block="module.ab.aws.y", cost_before=1, cost_after=1)
    org.finding(run, address="aws_x.y[1]")
    org.finding(run, address="aws_x.y[0]", status="waived")
    for filters, ranks in (
        ({"action": "delete,create"}, [0, 1]),
        ({"provider": "aws"}, [0, 1, 3]),
        ({"provider": "google"}, [2]),
        ({"within": "module.a"}, [2]),
        ({"findings": "1"}, [1]),
        ({"cost": "1"}, [0]),
        ({"type": "google_x", "text": "MODULE.B"}, [2]),
    ):
        page = client.get(address(run, tab="changes", **filters))
        assert [one.rank for one in page.context["page"]] == ranks, filters
    html = client.get(address(run, tab="changes", within="module.a", provider="google", cost="1", text="b")).text
    assert "#view=all&amp;provider=google&amp;module=module.a&amp;cost=1&amp;q=b" in html


def test_noise_is_folded_at_the_end_with_its_rule(client: Client, workspace: Workspace) -> None:
    tagged = [
        entry(f"aws_x.t{n}", "update", before={"tags": {"a": "x"}}, after={"tags": {"a": "y"}}) for n in range(22)
    ]
    moved = entry("aws_x.new", "no-op", before={"a": 1}, after={"a": 1}) | {"previous_address": "aws_x.old"}
    made = entry("aws_x.made", "create", after={"a": 1})
    run = uploaded(workspace, plan(*tagged, moved, made))
    assert run.summary["noise"] == {"moved": 1, "tags": 22}
    page = client.get(address(run, tab="changes"))
    assert [one.address for one in page.context["page"]] == ["aws_x.made"]
    assert [(fold.noise, fold.page.paginator.count) for fold in page.context["folds"]] == [("tags", 22), ("moved", 1)]
    html = page.content.decode()
    assert "22 changes only touch tags" in html and "Only tags or labels change" in html and "moved only" in html
    assert "aws_x.old" in html
    rest = client.get(address(run, tab="changes", noise="tags"))
    assert rest.context["page"].paginator.count == 22
    assert rest.context["folds"] == []
    narrowed = client.get(address(run, tab="changes", text="t2"))
    assert [fold.page.paginator.count for fold in narrowed.context["folds"]] == [3]
    assert client.get(address(run, tab="changes", noise="nonsense")).context["page"].paginator.count == 0


def test_what_is_marked_is_told(client: Client, workspace: Workspace) -> None:
    token = "Zk3vQ9xT7mB2" + "nW5rL8pY4cH6"
    kept = {"rules": ["a", "b"], "pin": "same-secret", "api_key": token, "size": 1}
    change = entry(
        "aws_x.y", "update", before=kept, after=kept | {"rules": ["b", "a"], "api_key": token[::-1], "size": 2}
    )
    change["change"] |= {"before_sensitive": {"pin": True}, "after_sensitive": {"pin": True}}
    later = entry("aws_x.later", "create", after={"a": 1})
    body = plan(
        change,
        resource_drift=[change],
        complete=False,
        deferred_changes=[{"reason": "absent_prereq", "resource_change": later}],
    )
    run = uploaded(workspace, body)
    html = client.get(address(run, tab="changes")).content.decode()
    for words in (
        "(suspected secret, changed)",
        "unmarked",
        "1 of them sensitive",
        "same value in another order or format: rules",
        "changed outside of this configuration",
        "1 change deferred",
        "aws_x.later",
    ):
        assert words in html, words
    assert token not in html
    drifted = html.partition("<strong>1 resource drifted")[2].partition("</details>")[0]
    assert "size" in drifted and "(suspected secret, changed)" in drifted and token not in drifted


def test_a_replacement_that_keeps_the_old_object_and_the_tool_that_plans_it_are_named(
    client: Client, workspace: Workspace
) -> None:
    kept = entry("aws_x.y", "forget", "create", before={"a": 1}, after={"a": 2})
    run = uploaded(workspace, plan(kept, terraform_version="1.12.0"))
    html = client.get(address(run, tab="changes")).text
    assert "keeps the old object" in html and "OpenTofu 1.12.0" in html
    assert "OpenTofu 1.12.0" in client.get(address(run, "runs.report")).text
    either = uploaded(workspace, plan(kept | {"change": {"actions": ["no-op"]}}, complete=None, applyable=None))
    assert "Terraform or OpenTofu 1.11.4" in client.get(address(either)).text


def test_blocks_without_an_instance_are_named_and_not_drawn(client: Client, workspace: Workspace) -> None:
    blocks = [{"mode": "managed", "type": "aws_x", "name": name} for name in ("y", "ghost")]
    body = plan(entry("aws_x.y", after={}), configuration={"root_module": {"resources": blocks}})
    run = uploaded(workspace, body)
    assert [node["address"] for node in run.document.view["nodes"]] == ["aws_x.y"]
    html = client.get(address(run)).text
    assert "1 block without an instance" in html and "aws_x.ghost" in html


@pytest.mark.parametrize(
    "body",
    [
        b'{"format_version":"1.2","resource_changes":[]}',
        plan(complete=False),
        plan(entry("aws_x.y", "ponder", before={}, after={})),
        plan(entry("aws_x.y", "delete", before={"a": 1}), entry("aws_x.y", "update", before={"a": 1}, after={"a": 2})),
        plan(entry("aws_x.y", "no-op", before={"a": 1}, after={"a": 1})).replace(b'"actions":', b'"actions":["read"],"actions":'),
    ],
)  # fmt: skip
def test_what_can_t_be_checked_waits_for_a_person_though_nobody_need_approve(
    client: Client, workspace: Workspace, body: bytes
) -> None:
    workspace.required_approvals = 0
    workspace.save()
    run = uploaded(workspace, body)
    assert (run.verdict, run.state) == ("needs_approval", State.AWAITING)
    assert str(escape(run.summary["reasons"][0])) in client.get(address(run)).text


def test_two_entries_of_one_address_have_a_row_each(client: Client, workspace: Workspace) -> None:
    gone = entry("aws_x.y", "delete", before={"a": 1})
    run = uploaded(workspace, plan(gone, entry("aws_x.y", "update", before={"a": 1}, after={"a": 2})))
    rows = run.changes.order_by("rank").values_list("action", "digest")
    assert [action for action, _ in rows] == ["delete", "update"]
    assert len({digest for _, digest in rows}) == 2
    assert "is 2 times" in client.get(address(run)).text


def test_a_long_diff_is_cut_and_says_by_how_much(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    change(run, diff=[{"path": f"a{number}", "before": "1", "after": "2"} for number in range(30)])
    assert "6 more attributes" in client.get(address(run, tab="changes")).text
    assert "a29" in client.get(address(run, "runs.node", address="aws_x.y")).text


def test_a_node_tells_its_neighbours_and_its_past(client: Client, workspace: Workspace) -> None:
    for earlier in (False, True):
        run = org.run(workspace, title="the first" if not earlier else "")
        change(run, block=org.BLOCK, address=org.BLOCK)
    nodes = [
        {**run.document.view["nodes"][0], "address": name, "name": name} for name in (org.BLOCK, "aws_subnet.a", "aws_alarm.a")
    ]  # fmt: skip
    run.document.view = {
        **run.document.view,
        "nodes": nodes,
        "edges": [[0, 1, "state"]],
        "hub_edges": [[2, 0, "state"]],
    }
    run.document.save()
    text = client.get(address(run, "runs.node", address=org.BLOCK)).text
    needs, _, needed_by = text.partition("Is depended on by")
    assert "aws_subnet.a" in needs
    assert "aws_alarm.a" in needed_by
    assert "“the first”" in text


def many(kind: str, count: int, action: str, **attributes: Any) -> list[dict[str, Any]]:
    side = {"before" if action == "delete" else "after": attributes}
    return [entry(f"{kind}.this[{number}]", action, **side) for number in range(count)]


def test_the_instances_of_all_blocks_come_at_once(
    client: Client, workspace: Workspace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    still = [entry(f"aws_x.still[{n}]", "no-op", before={}, after={}) for n in range(3)]
    ssh = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    open_ = [entry(f'aws_security_group.this["{n}"]', after={"ingress": [ssh]}) for n in ("a", "b")]
    run = uploaded(
        workspace,
        plan(*many("aws_z", 3, "delete"), *many("aws_y", 50, "create"), *still, *open_, entry("aws_one.this")),
    )
    with django_assert_max_num_queries(12):
        told = client.get(address(run, "runs.scene", level="instances")).json()
    assert told["rolled"] == 0
    inside = opened(told)
    assert [row["address"] for row in inside["aws_z.this"]] == [f"aws_z.this[{n}]" for n in range(3)]
    assert len(inside["aws_y.this"]) == blocks.PICTURED + 1
    assert inside["aws_y.this"][-1]["name"] == "10 more: create"
    assert [row["finding"] for row in inside["aws_security_group.this"]] == ["blocks", "blocks"]
    assert set(inside) == {"aws_z.this", "aws_y.this", "aws_security_group.this"}


def opened(scene: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Per block what is told of its instances."""
    found: dict[str, list[dict[str, Any]]] = {}
    for spot in scene["spots"]:
        if "block" in spot:
            found.setdefault(spot["block"], []).append(spot["told"])
    return found


def test_the_panel_of_a_block_says_what_it_stands_in(client: Client, workspace: Workspace) -> None:
    both = {"vpc_config": [{"vpc_id": "vpc-1", "subnet_ids": ["subnet-1", "<b>"]}]}
    run = uploaded(workspace, plan(entry("aws_lambda_function.f", after=both)))
    text = client.get(address(run, "runs.node", address="aws_lambda_function.f")).text
    assert "In AWS account not known · region eu-west-1 › VPC vpc-1, not in this plan" in text
    assert "tied to subnets &lt;b&gt;, subnet-1" in text


@pytest.mark.parametrize(
    ("asked", "spots"),
    [
        ({}, 2),  # what changes, and what stands beside it
        ({"everything": "1"}, 3),
        ({"level": "0"}, 2),
        ({"topology": "1"}, 2),  # both in the region
        ({"level": "<b>"}, 2),
        ({"level": "9999"}, 2),
        ({"fold": "module.nowhere", "unfold": "\0", "instances": "aws_x.\0"}, 2),
        ({"node": "aws_nowhere.at_all"}, 2),
    ],
)
def test_a_scene_is_drawn_of_any_address(
    client: Client, workspace: Workspace, asked: dict[str, str], spots: int
) -> None:
    still = entry("aws_still.this", "no-op", before={}, after={})
    run = uploaded(workspace, plan(entry("aws_new.a"), entry("aws_new.b"), still))
    assert len(client.get(address(run, "runs.scene", **asked)).json()["spots"]) == spots


def test_where_there_is_no_room_the_gravest_come_first_and_the_rest_is_counted(
    client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = uploaded(
        workspace, plan(*many("aws_a", 4, "create"), *many("aws_b", 4, "create"), *many("aws_z", 4, "delete"))
    )
    monkeypatch.setattr(blocks, "EVERY", 9)
    told = client.get(address(run, "runs.scene", level="instances")).json()
    assert told["rolled"] == 1
    assert set(opened(told)) == {"aws_z.this", "aws_a.this"}


def test_what_the_graph_leaves_out_is_found_told_and_drawn_with_its_surroundings(
    client: Client, workspace: Workspace
) -> None:
    run = org.run(workspace)
    run.document.view = {**run.document.view, "left_out": 1}
    run.document.save()
    far = {**run.document.view["nodes"][0], "address": "module.far.aws_x.<i>", "name": "<i>", "module": "module.far"}
    far |= {"action": "no-op", "dependants": 7}
    rows = [[org.BLOCK, "create", 1, ["state"]]]
    beside = {"needs": rows, "needed_by": [], "more": {"needs": 0, "needed_by": 3}}
    org.inside(run, far["address"], {"node": far, "beside": beside})
    found = client.get(address(run, "runs.find", text="FAR aws")).text
    assert "module.far.aws_x.&lt;i&gt;" in found
    assert "No address" in client.get(address(run, "runs.find", text="nowhere")).text
    panel = client.get(address(run, "runs.node", address=far["address"])).text
    for words in ("7 depend on it", org.BLOCK, "state", "3 more that are not drawn"):
        assert words in panel, words
    page = client.get(address(run, node=far["address"])).text
    assert "this shows its direct neighbours" in page
    assert "runs/1/find/" in page
    assert "here is what stands" not in client.get(address(run)).text


def test_an_instance_stands_with_its_own_finding(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    instances = [[f"{org.BLOCK}[{n}]", "create"] for n in range(60)]
    for n, status in ((58, "violated"), (3, "waived"), (4, "undetermined")):
        org.finding(run, address=f"{org.BLOCK}[{n}]", status=status)
    org.inside(run, org.BLOCK, {"instances": instances, "more": 0, "needs": [], "needed_by": []})
    (block,) = run.document.view["nodes"]
    run.document.view = {**run.document.view, "nodes": [{**block, "count": 60, "actions": {"create": 60}}]}
    run.document.save()
    told = opened(client.get(address(run, "runs.scene", instances=org.BLOCK)).json())[org.BLOCK]
    assert [(row["address"], row["finding"]) for row in told[:3]] == [
        (f"{org.BLOCK}[58]", "blocks"),
        (f"{org.BLOCK}[4]", "cannot-tell"),
        (f"{org.BLOCK}[0]", ""),
    ]
    assert [row["count"] for row in told] == [1] * blocks.PICTURED + [20]


@pytest.mark.parametrize("where", ["", "aws_no.such"])
def test_no_such_node(client: Client, workspace: Workspace, where: str) -> None:
    run = org.run(workspace)
    assert client.get(address(run, "runs.node", address=where)).status_code == 404
    assert client.get(address(run, node=where)).status_code == 200


def test_others_see_nothing(workspace: Workspace) -> None:
    run = org.run(workspace)
    stranger = org.signed_in(org.person("stranger"))
    for name in ("runs.detail", "runs.changes", "runs.graph", "runs.node"):
        assert stranger.get(address(run, name, address=org.BLOCK)).status_code == 404
    assert stranger.post(address(run, "runs.decide"), {"action": "approve"}).status_code == 404


# ── what guardrails say of a change ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("attribute", "said", "at"),
    [
        ("ingress[0].cidr_blocks", {}, "ingress[0].cidr_blocks[0]"),
        ("ingress[0].cidr_blocks[0].x", {}, "ingress[0].cidr_blocks[0]"),
        ("ingress", {}, "ingress[0].cidr_blocks[0]"),
        ("name", {}, "name"),
        ("name", {"status": "undetermined"}, "name"),
        ("nam", {}, ""),
        ("", {}, ""),
        ("name", {"standing": True}, None),
        ("name", {"status": "waived"}, None),
        ("name", {"address": "aws_instance.other"}, None),
    ],
)
def test_a_finding_stands_at_the_attribute_that_it_objects_to(
    client: Client, workspace: Workspace, attribute: str, said: dict[str, Any], at: str | None
) -> None:
    """At the first listed attribute that is it, or a part of it; on top where none is; not at all where it is no news."""
    run = org.run(workspace)
    diff = [{"path": path, "before": None, "after": '"x"'} for path in ("ingress[0].cidr_blocks[0]", "name", "names")]
    change = org.change(run, diff=diff)
    org.finding(run, attribute=attribute, address=said.pop("address", change.address), **said)
    answer = client.get(address(run, tab="changes"))
    found = answer.context["objections"][change.pk]
    assert ({path: len(told) for path, told in found.at.items()}, len(found.others)) == (
        {at: 1} if at else {},
        int(at == ""),
    )
    assert ("1 finding<" in answer.text) is (at is not None)


def test_a_finding_about_what_is_folded_stands_on_top(client: Client, workspace: Workspace) -> None:
    """A fold hides names, never what a guardrail says of one of them; and it takes no row from those that are listed."""
    run = org.run(workspace)
    folded = [{"path": f"arn{n}", "before": None, "after": "x", "unknown": True, "computed": True} for n in range(30)]
    change = org.change(run, diff=[*folded, {"path": "name", "before": None, "after": '"x"'}])
    org.finding(run, attribute="arn0", address=change.address, status="undetermined", message="it is not known yet")
    org.finding(run, attribute="name", address=change.address)
    answer = client.get(address(run, tab="changes"))
    found = answer.context["objections"][change.pk]
    assert ([each.attribute for each in found.others], list(found.at)) == (["arn0"], ["name"])
    assert "it is not known yet" in answer.text


def test_what_the_provider_fills_in_is_one_line(client: Client, workspace: Workspace) -> None:
    """What the configuration sets and is not known yet keeps its line; and where it is not told, everything does."""
    block = {
        "address": "aws_x.y",
        "mode": "managed",
        "type": "aws_x",
        "name": "y",
        "expressions": {"key": {"references": ["aws_kms_key.a.arn", "aws_kms_key.a"]}, "name": {"constant_value": "a"}},
    }
    made = entry("aws_x.y", after={"name": "a"}, unknown={"id": True, "arn": True, "key": True})
    untold = entry("aws_x.z", after={"name": "a"}, unknown={"id": True})
    body = plan(made, untold, configuration={"root_module": {"resources": [block]}})
    text = client.get(address(uploaded(workspace, body), tab="changes")).text
    assert re.search(r"<summary>2 attributes known after apply</summary>\s+arn, id\s", text)
    lines = re.findall(r'<th class="diff-path" scope="row">([^<]+)</th>', text)
    assert sorted(lines) == ["id", "key", "name", "name"]


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "state", "offered"),
    [
        (Role.VIEWER, State.AWAITING, set()),
        (Role.REVIEWER, State.AWAITING, {"approve", "request_changes", "reject"}),
        (Role.OWNER, State.AWAITING, {"approve", "request_changes", "reject"}),
        (Role.REVIEWER, State.BLOCKED, {"request_changes", "reject"}),
        (Role.OWNER, State.BLOCKED, {"request_changes", "reject", "override"}),
        (Role.OWNER, State.APPROVED, {"request_changes", "reject"}),
        (Role.OWNER, State.CHANGES_REQUESTED, {"request_changes", "reject"}),
        (Role.OWNER, State.SUPERSEDED, set()),
        (Role.OWNER, State.QUEUED, set()),
    ],
)
def test_decisions_are_offered_to_who_may(workspace: Workspace, role: Role, state: str, offered: set[str]) -> None:
    text = org.signed_in(org.member(workspace, role)).get(address(org.run(workspace, state))).text
    assert set(re.findall(r'<dialog id="decide-(\w+)"', text)) == offered


def test_who_may_not_is_told_why(workspace: Workspace) -> None:
    run = org.run(workspace, State.BLOCKED)
    text = org.signed_in(org.member(workspace, Role.REVIEWER)).get(address(run)).text
    assert "you need the role owner" in text


def test_without_script_the_dialog_is_a_page(client: Client, workspace: Workspace) -> None:
    text = client.get(address(org.run(workspace), decide="approve")).text
    assert re.search(r'<dialog id="decide-approve"[^>]* open>', text)


def decision(run: Run, **said: Any) -> dict[str, Any]:
    return {"action": "approve", "reason": "looked at it", "evidence": run.evidence, **said}


def test_requested_changes_hold_the_run_until_somebody_resolves_them(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, HARMLESS)
    said = decision(run, action="request_changes", reason="Name it <b>otherwise</b>.")
    answer = client.post(address(run) + "decide/", said, follow=True)
    assert "Changes requested</span>" in answer.text
    assert "“Name it &lt;b&gt;otherwise&lt;/b&gt;.”" in answer.text
    where = reverse("runs.resolve", args=[workspace.slug, run.number, run.decisions.get().pk])
    assert f'action="{where}"' in answer.text
    viewer = org.signed_in(org.member(workspace, Role.VIEWER, "vera"))
    assert where not in viewer.get(address(run)).text
    assert viewer.post(where).status_code == 403
    other = org.run(org.workspace("other"))
    foreign = reverse("runs.resolve", args=[workspace.slug, run.number, decided(other).pk])
    assert client.post(foreign).status_code == 404
    assert client.post(foreign.replace(foreign.split("/")[-3], "9" * 30)).status_code == 404
    told = client.post(where, follow=True).text
    assert "Needs approval</span>" in told
    assert "resolved by" in told
    assert "nothing to resolve" in client.post(where, follow=True).text


def decided(run: Run) -> Decision:
    return Decision.objects.create(run=run, identity="x", name="x", action="request_changes", created_at=run.created_at)


def test_an_approval_stands_in_the_history(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    answer = client.post(address(run, "runs.decide"), decision(run), follow=True)
    assert "Approved." in answer.text
    assert "looked at it" in client.get(address(run, tab="history")).text
    assert AuditEvent.objects.filter(verb="run.approved", run_number=run.number).count() == 1


@pytest.mark.parametrize(
    ("said", "status"),
    [({"evidence": "0" * 64}, 409), ({"reason": " "}, 422), ({"action": "dance"}, 422), ({"action": "override"}, 409)],
)
def test_what_cannot_be_decided_is_told_and_keeps_what_was_written(
    client: Client, workspace: Workspace, said: dict[str, str], status: int
) -> None:
    run = org.run(workspace)
    answer = client.post(address(run, "runs.decide"), decision(run, **said))
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    if said.get("action", "approve") == "approve" and "reason" not in said:
        assert "looked at it</textarea>" in answer.text
    run.refresh_from_db()
    assert run.state == State.AWAITING


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ({}, "An owner of the workspace"),
        ({"status": "undetermined"}, "A reviewer"),
        ({"enforcement": "soft_mandatory"}, "A reviewer"),
        ({"enforcement": "advisory"}, "Nobody has to"),
    ],
)
def test_who_may_let_a_finding_through_is_told(
    client: Client, workspace: Workspace, said: dict[str, str], who: str
) -> None:
    run = org.run(workspace)
    org.finding(run, **said)
    told = client.get(address(run, tab="guardrails")).text.partition("Who can approve it")[2]
    assert told.partition("</p>")[0].split("<p>")[1].strip().startswith(who)


def saying(workspace: Workspace, state: str, *sentences: Sentence) -> Run:
    """A run whose brief says this."""
    run = org.run(workspace, state, blocking=1)
    run.summary["brief"] = report.brief(Brief("", sentences))
    run.save(update_fields=["summary"])
    return run


LOST = Sentence(Gravity.LOSES_DATA, Kind.DESTROYED, "Destroys database orders.", ("aws_db_instance.orders",))
OPEN = Sentence(Gravity.BLOCKS, Kind.VIOLATED, "“SSH is not open” is violated by a.", ("a",), "ec2-public-ip")
UNTOLD = Sentence(
    Gravity.CANNOT_BE_TOLD, Kind.UNDETERMINED, "“Disks are encrypted” is undetermined for b.", ("b",), "x"
)
NOTED = Sentence(Gravity.INFORMS, Kind.COST, "Costs $1.00 a month more.")


@pytest.mark.parametrize(("action", "state"), [("approve", State.AWAITING), ("override", State.BLOCKED)])
def test_a_decision_lists_all_that_it_lets_through(
    client: Client, workspace: Workspace, action: str, state: str
) -> None:
    """Each sentence that loses data or blocks has a box to tick; what informs is no matter of a decision."""
    text = client.get(address(saying(workspace, state, LOST, OPEN, UNTOLD, NOTED))).text
    dialog = text.partition(f'<dialog id="decide-{action}"')[2].partition("</dialog>")[0]
    assert re.findall(r'name="sentences" value="([^"]+)" required', dialog) == [LOST.text, OPEN.text]
    assert (escape(UNTOLD.text) in dialog, NOTED.text in dialog) == (True, False)


def test_what_was_ticked_stands_in_decision_trail_and_page(client: Client, workspace: Workspace) -> None:
    run = saying(workspace, State.BLOCKED, LOST, OPEN, UNTOLD)
    org.finding(run)
    org.finding(run, "s3-unencrypted", enforcement="soft_mandatory")
    ticked = [LOST.text, OPEN.text]
    override = decision(run, action="override", guardrails=["ec2-public-ip"], sentences=ticked)
    assert client.post(address(run, "runs.decide"), override).status_code == 302
    event = AuditEvent.objects.get(verb="run.overridden")
    assert (event.detail["guardrails"], event.detail["lets_through"]) == (["ec2-public-ip"], ["s3-unencrypted"])
    assert event.detail["sentences"] == ticked == run.decisions.get().sentences
    told = client.get(address(run))
    assert [said.accepted_by for said in told.context["brief"].sentences] == ["chief", "chief", ""]
    assert "accepted by chief" in told.text


def test_what_is_not_ticked_is_not_let_through(client: Client, workspace: Workspace) -> None:
    run = saying(workspace, State.AWAITING, LOST, OPEN)
    answer = client.post(address(run, "runs.decide"), decision(run, sentences=[OPEN.text]))
    assert answer.status_code == 422
    assert f"Tick what you accept: {LOST.text}" in answer.text
    assert re.findall(r'name="sentences" value="([^"]+)" required( checked)?', answer.text) == [
        (LOST.text, ""),
        (OPEN.text, " checked"),
    ]
    assert not run.decisions.exists()


def test_rejecting_lets_nothing_through(client: Client, workspace: Workspace) -> None:
    run = saying(workspace, State.AWAITING, LOST)
    assert client.post(address(run, "runs.decide"), decision(run, action="reject")).status_code == 302
    assert run.decisions.get().sentences == []


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        ("", "CI sent no name"),
        ("@", "no account has the CI name @"),
        ("ghost", "no account has the CI name ghost"),
        ("@CHIEF", ""),
        ("github:chief", ""),
    ],
)
def test_an_unknown_author_is_told(client: Client, workspace: Workspace, actor: str, told: str) -> None:
    run = org.run(workspace, actor=actor)
    text = client.get(address(run)).text
    assert told in text
    assert ("Unknown author" in text) is bool(told)
    assert "Only an owner" not in text


def test_only_owners_approve_what_an_unknown_author_wants(client: Client, workspace: Workspace) -> None:
    """Where the workspace says so; the page offers no button, the form is refused, and nothing waits."""
    workspace.owners_for_unknown = True
    workspace.save()
    reviewer, run = org.signed_in(org.member(workspace, Role.REVIEWER, "rita")), org.run(workspace, actor="ghost")
    text = reviewer.get(address(run)).text
    assert "Only an owner may approve it." in text
    assert 'id="decide-approve"' not in text
    assert 'id="decide-reject"' in text
    assert "Waiting for you <strong data-waiting>0</strong>" in text
    assert reviewer.post(address(run, "runs.decide"), decision(run)).status_code == 403
    known = org.run(workspace, actor="chief")
    assert reviewer.post(address(known, "runs.decide"), decision(known)).status_code == 302
    assert client.post(address(run, "runs.decide"), decision(run)).status_code == 302


def test_an_override_names_what_it_overrules(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace, State.BLOCKED)
    org.finding(run)
    text = client.get(address(run)).text
    assert '<input type="hidden" name="guardrails" value="ec2-public-ip">' in text
    client.post(address(run, "runs.decide"), decision(run, action="override", guardrails=["ec2-public-ip"]))
    assert "Overruled: ec2-public-ip" in client.get(address(run, tab="history")).text


def test_the_legend_comes_with_the_page_and_counts_what_there_is(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, OPEN_SSH)
    legend = client.get(address(run)).text.partition('class="graph-legend"')[2].partition('class="graph-zoom"')[0]
    said = re.findall(r'data-(?:action|weight|flag)="[^"]*".*?</span>\s*([^<]*)</button>', legend, re.DOTALL)
    assert said == ["1 create", "1 blocks"]


def test_the_graph_is_data_that_the_page_does_not_wait_for(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    text = client.get(address(run)).text
    assert f'data-view="{address(run, "runs.graph")}"' in text
    assert re.search(rf'<link rel="preload" as="fetch" crossorigin\s+href="{address(run, "runs.graph")}"', text)
    answer = client.get(address(run, "runs.graph"))
    assert answer["Content-Type"] == "application/json"
    kept = json.loads(json.dumps(run.document.view))
    del kept["containment"]  # only the server reads it
    assert json.loads(answer.content) == kept


def test_what_is_unseen_is_escaped_in_the_data_of_the_graph(client: Client, workspace: Workspace) -> None:
    name = "aws_x.\u202e\x9b\U000e0041<é"
    run = uploaded(workspace, plan(entry(f'aws_x.y["{name}"]', after={}), entry("aws_x.z", after={"a": name})))
    run.document.view["nodes"][0]["name"] = name
    run.document.save()
    text = client.get(address(run, "runs.graph")).text
    assert r"\u202e\u009b\udb40\udc41\u003c" in text
    assert not set("\u202e\x9b\U000e0041<") & set(text)
    assert name in {node["name"] for node in json.loads(text)["nodes"]}


def test_the_panel_tells_which_instance_needs_which(client: Client, workspace: Workspace) -> None:
    run = org.run(workspace)
    org.inside(
        run,
        org.BLOCK,
        {
            "instances": [["aws_instance.web[0]", "create"], ["aws_instance.web[1]", "create"]],
            "more": 0,
            "needs": [[1, "aws_subnet.a[1]"]],
            "needed_by": [[0, "aws_eip.ip[0]"]],
            "pairs_left_out": 7,
        },
    )
    panel = client.get(address(run, "runs.node") + f"?address={org.BLOCK}").text
    assert (
        '<code class="wrap-anywhere">aws_instance.web[1]</code> needs <code class="wrap-anywhere">aws_subnet.a[1]</code>'
        in panel
    )
    assert (
        '<code class="wrap-anywhere">aws_eip.ip[0]</code> needs <code class="wrap-anywhere">aws_instance.web[0]</code>'
        in panel
    )
    assert "7 more are not listed" in panel


def test_what_no_guardrail_knows_is_not_called_passed(client: Client, workspace: Workspace) -> None:
    run = uploaded(workspace, plan(entry("google_compute_route.a", after={}) | {"provider_name": "hashicorp/google"}))
    assert run.verdict == "passed"
    for tab in ("graph", "guardrails"):
        page = client.get(address(run, tab=tab)).content.decode()
        assert "knows what changes here (1 of hashicorp/google)" in page
        assert "all passed" not in page and "Every guardrail" not in page
        assert "0 of 1 checked,\n    no google_*" in page and "nothing checked" in page
    report = client.get(address(run, "runs.report")).content.decode()
    assert "knows what changes here" in report and "Every guardrail" not in report
    told = client.get(f"/api/v1/runs/{run.pk}/report").json()["guardrails"]
    coverage = (
        f"0 of {told['in_force']} guardrails for its providers looked at 0 of 1 resource; none looked at google_*."
    )
    assert (told["coverage"], told["nothing_of"], told["nothing_of_left_out"]) == (coverage, ["google_*"], 0)
    assert coverage in page and coverage in report


def test_guardrails_that_looked_at_nothing_did_not_pass(client: Client, workspace: Workspace) -> None:
    """Nor where nothing changes that one of them would have to know."""
    network = entry("google_compute_route.a", "no-op", before={}, after={})
    page = client.get(address(uploaded(workspace, plan(network)), tab="guardrails")).content.decode()
    assert "nothing checked" in page and "looked at anything here" in page
    assert "all passed" not in page and "Every guardrail" not in page


@pytest.mark.parametrize(
    ("name", "mark", "said"), [("action-of-tomorrow", "?1", "1 unknown action"), ("forgotten", "⊘1", "1 to forget")]
)
def test_a_plan_that_only_forgets_or_does_something_unknown_has_changes(
    client: Client, workspace: Workspace, name: str, mark: str, said: str
) -> None:
    run = uploaded(workspace, (ROOT / "tests" / "plans" / name / "plan.json").read_bytes())
    page = client.get(address(run)).text
    assert f'title="{said}">{mark}<' in page and "no changes" not in page
    assert f'title="{said}">{mark}<' in client.get(reverse("workspaces.detail", args=[workspace.slug])).text
