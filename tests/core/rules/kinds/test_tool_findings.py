"""What another tool found, judged by a guardrail of the organisation."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Cost, Enforcement, Severity, ToolFinding, ToolKind, ToolReport, ToolStatus
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.kinds.tool_findings import ToolFindings
from gitops_portal.core.rules.rule import Judges, Rule, violated
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

BUCKET, LEFT = change("aws_s3_bucket.a"), change("aws_s3_bucket.b", Action.NO_OP)


def said(
    rule: str = "CKV_AWS_18", address: str = BUCKET.address, status: str = "violated", level: str = "high"
) -> ToolFinding:
    return ToolFinding(ToolStatus(status), level, rule, address, "it is open")


def report(*findings: ToolFinding, tool: str = "checkov 3.2.500", more: int = 0) -> ToolReport:
    counts = Counter(str(each.status) for each in findings) + Counter(noted=more)
    return ToolReport(ToolKind.CHECKOV, tool, [*findings], dict(counts))


def rule(told: ToolFindings, enforcement: Enforcement = Enforcement.MANDATORY) -> Rule:
    return Rule("scanner", "Scanned", Severity.HIGH, enforcement, frozenset(), "", "", (), Judges.PLAN, told)


def answers(*reports: ToolReport, beside: tuple[Rule, ...] = (), **told: Any) -> list[tuple[str, str, str]]:
    check = msgspec.convert({"tool": "checkov", **told}, ToolFindings)
    held = RuleSet.of((rule(check), *beside))
    found = guard.evaluate(held, Index(change_set(BUCKET, LEFT)), Cost(), reports=reports)
    return [(each.status, each.address, each.message) for each in found.findings if each.guardrail == "scanner"]


UNSURE = said("", "", "undetermined", "")
"""What a reader of reports says of a tool that did not look."""
HIGH = ("violated", BUCKET.address, "CKV_AWS_18: it is open")


@pytest.mark.parametrize(
    ("finding", "told", "answer"),
    [
        (said(), {}, [HIGH]),
        (said(), {"tool": "Checkov"}, [HIGH]),
        (said(), {"rules": ["CKV_AWS_*"]}, [HIGH]),
        (said(), {"rules": ["CKV_AWS_1", "CKV2_*"]}, []),
        (said(), {"except_rules": ["CKV_AWS_1*"]}, []),
        (said(), {"levels": ["critical", "HIGH"]}, [HIGH]),
        (said(level="low"), {"levels": ["high"]}, []),
        (
            said(level=""),
            {"levels": ["high"]},
            [("undetermined", BUCKET.address, f"{HIGH[2]}; how grave that is, checkov does not say")],
        ),
        (said(status="undetermined"), {}, [("undetermined", *HIGH[1:])]),
        (UNSURE, {"rules": ["CKV_AWS_*"]}, [("undetermined", "", "checkov: it is open")]),
        (UNSURE, {"levels": ["high"]}, [("undetermined", "", "checkov: it is open")]),
        (said(status="waived"), {}, []),
        (said(status="noted"), {}, []),
        (said(address="main.tf:3"), {}, [("violated", "", f"{HIGH[2]} (main.tf:3)")]),
        (said(address=""), {}, [("violated", "", HIGH[2])]),
        (said(rule=""), {}, [("violated", BUCKET.address, "checkov: it is open")]),
    ],
)
def test_which_findings_count(finding: ToolFinding, told: dict[str, Any], answer: list[tuple[str, str, str]]) -> None:
    assert answers(report(finding), **told) == answer


@pytest.mark.parametrize("others", [(), (report(said(), tool="checkov-like"),), (report(said(), tool="Trivy"),)])
def test_a_tool_that_said_nothing_let_nothing_pass(others: tuple[ToolReport, ...]) -> None:
    assert answers(*others) == [("undetermined", "", "checkov has said nothing of this plan")]


def test_a_tool_that_found_nothing_did() -> None:
    assert answers(report()) == []


def test_what_is_not_kept_of_a_report_is_told() -> None:
    told = ("undetermined", "", "checkov 3.2.500 found 1,200 more than are kept")
    assert answers(report(said(), more=1200)) == [told, HIGH]


def test_what_two_reports_say_alike_is_said_once() -> None:
    assert answers(report(said()), report(said(), tool="checkov")) == [HIGH]


@pytest.mark.parametrize(
    ("ours", "references", "objects", "counts"),
    [
        (Enforcement.MANDATORY, ("CKV_AWS_18",), True, False),
        (Enforcement.ADVISORY, ("CKV_AWS_18",), True, True),  # what blocks is not left to what only informs
        (Enforcement.MANDATORY, ("CKV_AWS_19",), True, True),
        (Enforcement.MANDATORY, ("CKV_AWS_18",), False, True),  # the two disagree
        (Enforcement.OFF, ("CKV_AWS_18",), True, True),
    ],
)
def test_what_a_guardrail_of_the_portal_says_is_said_once(
    ours: Enforcement, references: tuple[str, ...], objects: bool, counts: bool
) -> None:
    own = Rule(
        "own",
        "Own",
        Severity.HIGH,
        ours,
        frozenset({BUCKET.type}),
        "",
        "",
        references,
        Judges.STANDING,
        lambda *_: [violated("", "open")] if objects else [],
    )
    assert answers(report(said()), beside=(own,)) == ([HIGH] if counts else [])


def test_what_the_plan_does_not_touch_informs() -> None:
    held = RuleSet.of([rule(ToolFindings("checkov"))])
    of_both = report(said(), said(address=LEFT.address))
    found = guard.evaluate(held, Index(change_set(BUCKET, LEFT)), Cost(), reports=(of_both,)).findings
    assert {each.address: each.standing for each in found} == {BUCKET.address: False, LEFT.address: True}


def test_without_a_name_there_is_no_tool() -> None:
    with pytest.raises(ValueError, match="name a tool"):
        ToolFindings(" ")
