"""A guardrail counts what a scanner finds: a run that waits is judged again when it is sent, the gate tells the rest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import channels, deliver, gate, guardrail_backtest, guardrail_book, heard, tool_reports
from gitops_portal.actions.decide import decide
from gitops_portal.records.models import RunFinding
from tests.actors import CI, OPERATOR
from tests.documents import HARMLESS, plan
from tests.hooks import server

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Person, Run

    Upload = Callable[..., Run]

ADDRESS = "aws_sns_topic_policy.alerts"
BOOK = {
    "rules": {
        "scanned": {
            "title": "Scanned",
            "severity": "high",
            "enforcement": "mandatory",
            "kind": "tool_findings",
            "parameters": {"tool": "checkov", "rules": ["CKV_AWS_*"]},
        }
    }
}


def sarif(*rules: str, suppressed: str = "", tool: str = "checkov") -> bytes:
    place = {"logicalLocations": [{"fullyQualifiedName": ADDRESS}]}
    why = {"suppressions": [{"kind": "inSource", "justification": suppressed}]} if suppressed else {}
    results = [{"ruleId": one, "message": {"text": "open"}, "locations": [place], **why} for one in rules]
    return json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": tool}}, "results": results}]}).encode()


@pytest.fixture
def counted(db: None) -> None:
    guardrail_book.apply(OPERATOR, BOOK)


def found(run: Run) -> list[tuple[str, str, str]]:
    rows = RunFinding.objects.filter(run=run, guardrail="scanned")
    return sorted(rows.values_list("status", "address", "message"))


SILENT = [("undetermined", "", "checkov has said nothing of this plan")]
OPEN = [("violated", ADDRESS, "CKV_AWS_1: open")]


def test_a_run_waits_for_the_tool_and_is_judged_when_it_speaks(
    counted: None, upload: Upload, tell: Callable[[Run, bytes], Run]
) -> None:
    run = upload()
    assert (run.state, found(run)) == ("awaiting", SILENT)
    before = run.evidence
    assert (tell(run, sarif("CKV_AWS_1")).state, found(run)) == ("blocked", OPEN)
    assert run.evidence != before
    assert "violates “Scanned”" in gate.ask(run).reason
    assert (tell(run, sarif("CKV2_1")).state, found(run)) == ("awaiting", [])
    assert (tell(run, sarif("CKV_AWS_1", suppressed="by design")).state, found(run)) == ("awaiting", [])
    assert "by design" in run.tool_reports.get().findings[0]["text"]


def test_what_another_tool_says_changes_nothing(
    counted: None, upload: Upload, tell: Callable[[Run, bytes], Run]
) -> None:
    assert found(tell(upload(), sarif("CKV_AWS_1", tool="trivy"))) == SILENT


def test_without_such_a_guardrail_nothing_is_judged_again(upload: Upload, tell: Callable[[Run, bytes], Run]) -> None:
    run = upload()
    before = (run.state, run.evaluated_at, run.attempts)
    tell(run, sarif("CKV_AWS_1"))
    assert (run.state, run.evaluated_at, run.attempts) == before


@pytest.mark.parametrize(("late", "allowed"), [("CKV2_1", True), ("CKV_AWS_1", False)])
def test_an_approval_stays_and_the_gate_tells_what_was_said_since(
    counted: None, upload: Upload, reviewer: Person, tell: Callable[[Run, bytes], Run], late: str, allowed: bool
) -> None:
    run = upload()
    decide(run, by=reviewer, action="approve", reason="looked at by hand", evidence=run.evidence)
    run.refresh_from_db()
    assert gate.ask(run).allowed
    assert tell(run, sarif(late)).state == "approved"
    answer = gate.ask(run)
    assert (answer.allowed, "said something else of its plan since" in answer.reason) == (allowed, not allowed)


@pytest.mark.parametrize(("second", "state"), [(sarif("CKV2_2"), "approved"), (sarif("CKV_AWS_1"), "blocked")])
def test_an_approval_carries_over_where_the_tool_has_nothing_new(
    counted: None, upload: Upload, reviewer: Person, tell: Callable[[Run, bytes], Run], second: bytes, state: str
) -> None:
    first = tell(upload(HARMLESS), sarif("CKV2_1"))
    decide(first, by=reviewer, action="approve", reason="fine", evidence=first.evidence)
    again = upload(plan(json.loads(HARMLESS)["resource_changes"][0], timestamp="2026-11-29T08:00:00Z"))
    assert again.state == "awaiting"  # for the tool: it said nothing of this plan yet
    assert tell(again, second).state == state


def test_what_is_said_while_a_run_is_judged_is_not_lost(
    counted: None, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = heard.of
    late = [sarif("CKV_AWS_1")]

    def of(run: Run, rules: RuleSet) -> heard.Heard:
        known = read(run, rules)
        if late:
            tool_reports.accept(run, CI, late.pop())
        return known

    monkeypatch.setattr(heard, "of", of)
    run = upload()
    assert (run.state, found(run)) == ("blocked", OPEN)


def test_a_backtest_counts_what_was_said(upload: Upload, tell: Callable[[Run, bytes], Run]) -> None:
    tell(upload(HARMLESS), sarif("CKV_AWS_1"))
    (tried,) = guardrail_backtest.backtest(BOOK, 10)
    assert (tried.before, tried.after) == ("passed", "blocked")


def test_people_are_told_again_only_of_what_another_judgement_changes(
    counted: None, upload: Upload, tell: Callable[[Run, bytes], Run], settings: Any
) -> None:
    with server() as hook:
        settings.OUTBOUND_HOSTS = [hook.host]
        made, _ = channels.add(OPERATOR, "webhook", "everything", {"url": f"{hook.url}/in"})
        channels.subscribe(OPERATOR, made.pk)
        run = tell(upload(commit="c1"), sarif("CKV2_1"))
        deliver.turn()
        for said, expected in (
            ("CKV2_2", []),  # judged again, and no word of it is another one
            ("CKV_AWS_1", ["run.blocked"]),
            ("CKV2_1", ["run.awaiting"]),
        ):
            hook.asked.clear()
            before = run.tools_version
            run = tell(run, sarif(said))
            assert run.tools_version != before
            deliver.turn()
            assert [json.loads(asked.body)["data"]["event"] for asked in hook.asked] == expected
