"""Plans arrive: kept once, numbered, evaluated, and superseded by newer ones; what is no plan leaves a line only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import ingest
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Run, RunBlock
from tests.documents import HARMLESS, NOTHING, OPEN_SSH, entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Workspace

    Upload = Callable[..., Run]


@pytest.mark.parametrize(
    ("body", "state", "verdict"),
    [
        (HARMLESS, "awaiting", "passed"),
        (NOTHING, "auto_approved", "passed"),
        (OPEN_SSH, "blocked", "blocked"),
        (plan(errored=True), "blocked", "blocked"),
        (plan(entry("aws_sns_topic.t", "explode", after={})), "awaiting", "needs_approval"),
        (plan(entry("aws_sns_topic_policy.t", after={}), complete=False), "awaiting", "needs_approval"),
    ],
    ids=["harmless", "nothing to do", "open to the world", "errored", "unknown action", "incomplete"],
)
def test_what_a_plan_leads_to(upload: Upload, body: bytes, state: str, verdict: str) -> None:
    run = upload(body)
    assert (run.state, run.verdict, run.error) == (state, verdict, "")


def test_without_required_approvals_a_rule_approves(upload: Upload, workspace: Workspace) -> None:
    workspace.required_approvals = 0
    workspace.save()
    assert upload(HARMLESS).state == State.AUTO_APPROVED
    assert upload(OPEN_SSH).state == State.BLOCKED


def test_a_drift_run_is_only_looked_at(upload: Upload, workspace: Workspace) -> None:
    drift = [entry("aws_sns_topic.t", "update", before={"name": "a"}, after={"name": "b"})]
    run = upload(plan(resource_drift=drift), kind="drift")
    workspace.refresh_from_db()
    assert (run.state, run.drifted, workspace.drifted) == (State.OBSERVED, 1, 1)
    assert workspace.verified_at == run.created_at


def test_numbers_go_up(upload: Upload) -> None:
    assert [upload().number for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("first", "second", "superseded"),
    [
        ({}, {}, True),
        ({"branch": "main"}, {"branch": "main"}, True),
        ({"branch": "main"}, {"branch": "other"}, False),
        ({"pull_request": "4"}, {"pull_request": "4", "branch": "x"}, True),
        ({"pull_request": "4"}, {"pull_request": "5"}, False),
        ({"branch": "main"}, {"branch": "main", "pull_request": "5"}, False),
        ({"kind": "plan"}, {"kind": "drift"}, False),
    ],
)
def test_a_newer_plan_of_the_same_target_supersedes(
    upload: Upload, first: dict[str, str], second: dict[str, str], superseded: bool
) -> None:
    old, new = upload(**first), upload(**second)
    old.refresh_from_db()
    assert (old.state == State.SUPERSEDED) is superseded
    assert old.superseded_by == (new if superseded else None)


def test_the_same_key_and_bytes_are_the_same_run(upload: Upload) -> None:
    assert upload(key="job-1") == upload(key="job-1")
    assert Run.objects.count() == 1


def test_the_same_key_with_another_plan_is_refused(upload: Upload) -> None:
    upload(key="job-1")
    with pytest.raises(Invalid, match="another plan"):
        upload(OPEN_SSH, key="job-1")


def test_a_refused_document_leaves_a_line_in_the_trail_and_nothing_else(upload: Upload) -> None:
    with pytest.raises(PortalError):
        upload(b'{"version": 4, "serial": 1, "lineage": "x", "resources": []}')
    assert not Run.objects.exists()
    assert AuditEvent.objects.get(verb="plan.refused").reason


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"kind": "apply"}, "kind"),
        ({"planfile_sha256": "abc"}, "SHA-256"),
        ({"branch": "x" * 201}, "branch has 201"),
        ({"title": "a\x00b"}, "NUL"),
    ],
)
def test_metadata_that_cannot_be_kept_is_refused(said: dict[str, str], match: str) -> None:
    with pytest.raises(Invalid, match=match):
        ingest.Metadata(**said)


def test_a_run_that_is_done_is_not_done_again(upload: Upload) -> None:
    run = upload()
    evidence = run.evidence
    ingest.process(run.pk)
    run.refresh_from_db()
    assert (run.evidence, run.attempts) == (evidence, 1)


def test_a_worker_that_comes_late_changes_nothing(upload: Upload) -> None:
    run = upload()
    Run.objects.filter(pk=run.pk).update(state=State.SUPERSEDED)
    ingest.process(run.pk)
    run.refresh_from_db()
    assert run.state == State.SUPERSEDED


def test_what_breaks_in_the_pipeline_is_told_without_its_words(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("hunter2")

    monkeypatch.setattr("gitops_portal.actions.evaluate.evaluate", broken)
    run = upload()
    assert run.state == State.ERRORED
    assert "hunter2" not in run.error
    caplog.clear()


def test_the_same_plan_gives_the_same_evidence(upload: Upload) -> None:
    assert upload().evidence == upload().evidence


def test_a_graph_beside_the_plan_adds_its_edges(upload: Upload) -> None:
    body = plan(entry("aws_vpc.main", after={}), entry("aws_subnet.a", after={}))
    run = upload(body, dot='digraph G {\n  "aws_subnet.a" -> "aws_vpc.main"\n}')
    assert run.report["graph"]["edge_list"] == [["aws_subnet.a", "aws_vpc.main"]]


def test_a_graph_that_is_none_is_refused_at_the_door(upload: Upload) -> None:
    with pytest.raises(Invalid, match="digraph"):
        upload(HARMLESS, dot="<svg>")
    assert not Run.objects.exists()


def test_what_stands_inside_of_blocks_is_kept_once(upload: Upload) -> None:
    body = plan(
        entry("t.a[0]", module_address="", index=0),
        entry("t.a[1]", module_address="", index=1),
        entry("t.b"),
        configuration={
            "root_module": {
                "resources": [
                    {"address": "t.a", "mode": "managed", "type": "t", "name": "a"},
                    {"address": "t.b", "mode": "managed", "type": "t", "name": "b", "expressions": {"x": {"references": ["t.a[1].id", "t.a[1]", "t.a"]}}},
                ]
            }
        },
    )  # fmt: skip
    run = upload(body)
    assert run.error == ""
    kept = {found.block: found.document for found in RunBlock.objects.filter(run=run)}
    assert set(kept) == {"t.a", "t.b"}
    assert kept["t.b"]["needs"] == [[0, "t.a[1]"]]
