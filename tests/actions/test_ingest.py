"""Plans arrive: kept once, numbered, evaluated, and superseded by newer ones; what is no plan leaves a line only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gitops_portal.actions import ingest
from gitops_portal.actions.metadata import Metadata
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Run, RunBlock
from tests.actors import CI
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


@pytest.mark.parametrize(
    ("flags", "state", "verdict", "verified"),
    [
        ("", "auto_approved", "passed", True),
        ("-var password=hunter2 -replace=a.b", "auto_approved", "passed", True),
        ("-target=a.b", "awaiting", "needs_approval", False),
        ("-refresh=false", "auto_approved", "passed", False),
    ],
)
def test_a_plan_is_no_more_than_its_flags_let_it_be(
    upload: Upload, workspace: Workspace, flags: str, state: str, verdict: str, verified: bool
) -> None:
    run = upload(NOTHING, flags=flags)
    workspace.refresh_from_db()
    assert (run.state, run.verdict) == (state, verdict)
    assert (workspace.verified_at is not None) is verified
    assert "hunter2" not in f"{run.flags} {AuditEvent.objects.get(verb='run.uploaded').detail}"


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


NOON, LATER = "2026-11-20T12:00:00+01:00", "2026-11-20T12:00:01Z"


@pytest.mark.parametrize(
    ("first", "second", "late"),
    [
        ({"committed_at": LATER}, {"committed_at": NOON}, "of a newer commit"),
        ({"committed_at": "2026-11-20T12:00:00Z"}, {"committed_at": "2026-11-20T12:00:00+01:00"}, "of a newer commit"),
        ({"pipeline": "10"}, {"pipeline": "9"}, "of a later pipeline"),
        ({"pipeline": "10", "committed_at": NOON}, {"pipeline": "9", "committed_at": NOON}, "of a later pipeline"),
        ({"pipeline": "9", "committed_at": LATER}, {"pipeline": "10", "committed_at": NOON}, "of a newer commit"),
        ({"pipeline": "10", "committed_at": LATER}, {"pipeline": "9"}, "of a later pipeline"),
        ({"pipeline": "10"}, {"pipeline": "9", "committed_at": LATER}, "of a later pipeline"),
        ({"pipeline": "1", "kind": "drift"}, {"pipeline": "0", "kind": "drift"}, "of a later pipeline"),
        ({"pipeline": "10"}, {"pipeline": "10"}, ""),
        ({"pipeline": "9"}, {"pipeline": "10"}, ""),
        ({"committed_at": NOON}, {"committed_at": LATER}, ""),
        ({"pipeline": "10", "committed_at": NOON}, {"pipeline": "1", "committed_at": LATER}, ""),
        ({"pipeline": "10", "committed_at": LATER}, {}, ""),
        ({}, {"pipeline": "1", "committed_at": NOON}, ""),
        ({"committed_at": LATER}, {"pipeline": "1"}, ""),
    ],
)
def test_what_is_of_an_older_commit_or_an_earlier_pipeline_supersedes_nothing(
    upload: Upload, first: dict[str, str], second: dict[str, str], late: str
) -> None:
    """It is superseded itself, and says by what; where CI does not tell, what arrives later is newer."""
    old, new = upload(branch="main", **first), upload(branch="main", **second)
    old.refresh_from_db()
    assert (new.state == State.SUPERSEDED) is bool(late)
    ended, other = (new, old) if late else (old, new)
    if old.kind == "plan" or late:
        assert (ended.superseded_by, other.superseded_by) == (other, None)
        assert late in ended.successor
        event = AuditEvent.objects.get(verb="run.superseded")
        assert (event.run_number, event.detail["by"]) == (ended.number, other.number)
        assert late in event.reason
    assert not late or (new.evaluated_at, new.attempts) == (None, 0)


def test_what_arrives_late_is_held_against_all_that_came_before_whatever_became_of_it(upload: Upload) -> None:
    newest = upload(branch="main", pipeline="10")
    Run.objects.filter(pk=newest.pk).update(state=State.APPLIED)
    assert upload(branch="main", pipeline="9").superseded_by == newest
    assert upload(branch="other", pipeline="8").state == State.AWAITING


def test_a_plan_that_arrives_late_verifies_nothing_and_the_newest_still_does(
    upload: Upload, workspace: Workspace
) -> None:
    waiting = ingest.accept(NOTHING, workspace=workspace, by=CI, metadata=Metadata(pipeline="2"))
    upload(pipeline="1")
    ingest.process(waiting.pk)
    workspace.refresh_from_db()
    waiting.refresh_from_db()
    assert workspace.verified_at == waiting.created_at


def test_the_same_key_and_bytes_are_the_same_run(upload: Upload) -> None:
    said = {"pipeline": "7", "committed_at": NOON}
    assert upload(key="job-1", **said) == upload(key="job-1", **said)
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
        ({"flags": "-target='a"}, "quotation mark"),
        ({"pipeline": "-1"}, "pipeline is not a number"),
        ({"pipeline": "٣"}, "pipeline is not a number"),
        ({"pipeline": "9" * 19}, "pipeline is not a number"),
        ({"committed_at": "yesterday"}, "committed_at is not a time"),
        ({"committed_at": "2026-11-20T12:00:00"}, "committed_at is not a time"),
        ({"committed_at": "0001-01-01T00:00:00+14:00"}, "committed_at is not a time"),
        ({"committed_at": "9999-12-31T23:59:59-12:00"}, "in the future"),
    ],
)
def test_metadata_that_cannot_be_kept_is_refused(said: dict[str, str], match: str) -> None:
    with pytest.raises(Invalid, match=match):
        Metadata(**said)


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
    assert run.document.report["graph"]["edge_list"] == [["aws_subnet.a", "aws_vpc.main"]]


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


def test_a_key_that_comes_again_knows_its_graph_though_a_secret_was_masked_in_it(upload: Upload) -> None:
    secret = "correct-horse-battery"
    body = plan(entry("aws_ssm_parameter.a", after={"value": secret}, sensitive={"value": True}))
    drawn = f'digraph G {{\n  "aws_ssm_parameter.a" -> "aws_x.y[{secret}]"\n}}'
    run = upload(body, key="job-7", dot=drawn)
    assert upload(body, key="job-7", dot=drawn) == run
    for other in (drawn.replace("aws_x", "aws_z"), ""):
        with pytest.raises(Invalid, match="another graph before"):
            upload(body, key="job-7", dot=other)
    assert Run.objects.count() == 1
