"""What other tools say: recognised, read leniently, never taken for a pass, without the secrets of the plan."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.documents.secrecy.quoted import Quoted
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import ToolKind, ToolReport, ToolStatus
from gitops_portal.core.tool_reports import report
from gitops_portal.core.tool_reports.reading import read
from tests.streams import Json, error, line, stream, summary, version

MASK = Mask(b"k" * 32)
QUOTED = Quoted(MASK, frozenset())
PLANNED = summary(operation="plan")


def policy(result: str, rule: str = "p", place: str = "a.b", level: str = "mandatory") -> Json:
    about = {"policy_name": rule, "enforcement_level": level}
    return line("policy_result", policy_address=rule, policy_metadata=about, result=result, target_address=place)


def why(text: str, result: str = "DenyResult", rule: str = "p", place: str = "a.b") -> Json:
    said = {"severity": "error", "summary": text, "detail": ""}
    about = {"policy_name": rule, "enforcement_level": "mandatory"}
    return line("policy_diagnostic", policy_diagnostic=said, policy_metadata=about, result=result, target_address=place)


def one(body: bytes, quoted: Quoted = QUOTED) -> ToolReport:
    (found,) = read(body, quoted)
    return found


def lines(*told: Json) -> ToolReport:
    return one(stream(version(), *told, PLANNED))


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ("DenyResult", "violated"),
        ("UnknownResult", "undetermined"),
        ("PolicyErrorResult", "undetermined"),
        ("SetupErrorResult", "undetermined"),
        ("InvalidResult", "undetermined"),
        ("NewResult", "undetermined"),
        ("", "undetermined"),
    ],
)
def test_only_an_allowed_policy_has_passed(result: str, status: str) -> None:
    found = lines(policy(result), policy("AllowResult", place="a.c"))
    assert found.counts == {status: 1, "passed": 1}
    assert [(said.status, said.rule, said.address, said.level) for said in found.findings] == [
        (status, "p", "a.b", "mandatory")
    ]


@pytest.mark.parametrize("told", [[policy("DenyResult"), why("no")], [why("no"), policy("DenyResult")]])
def test_a_policy_and_what_it_says_are_one_finding(told: list[Json]) -> None:
    assert [(said.status, said.text) for said in lines(*told).findings] == [(ToolStatus.VIOLATED, "no")]


def test_what_the_tool_says_beside_a_plan() -> None:
    drift = line("resource_drift", change={"resource": {"addr": "a.b"}, "action": "update"})
    found = lines(drift, error("deprecated", "use x", address="a.b", severity="warning"))
    assert (found.kind, found.tool) == (ToolKind.PLAN_STREAM, "Terraform 1.11.4")
    assert [(said.level, said.address, said.text) for said in found.findings] == [
        ("warning", "a.b", "deprecated: use x")
    ]
    assert found.told == ["1 resource drifted, by its lines."]


def test_a_stream_that_ends_early_or_holds_other_lines_is_told() -> None:
    found = one(stream(version(), policy("DenyResult")) + b"[command] terraform plan\n")
    assert found.told == ["The stream ends before the plan did.", "1 line was not the tool's, and not read."]


def sarif(*results: Json, rules: list[Json] | None = None, **more: Any) -> bytes:
    driver = {"name": "checkov", "version": "3.3.13", "rules": rules or []}
    return json.dumps(
        {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results)}]} | more
    ).encode()


@pytest.mark.parametrize(
    ("result", "status", "level"),
    [
        ({"ruleId": "R"}, "violated", "warning"),
        ({"ruleId": "R", "level": "error"}, "violated", "error"),
        ({"ruleId": "D"}, "violated", "note"),
        ({"ruleIndex": 0}, "violated", "note"),
        ({"ruleIndex": True}, "violated", "warning"),
        ({"ruleId": "R", "level": "none"}, "noted", "none"),
        ({"ruleId": "R", "kind": "open"}, "undetermined", "warning"),
        ({"ruleId": "R", "kind": "review"}, "undetermined", "warning"),
        ({"ruleId": "R", "kind": "informational"}, "noted", "warning"),
        ({"ruleId": "R", "kind": "brand-new"}, "undetermined", "warning"),
        ({"ruleId": "R", "kind": ["fail"]}, "undetermined", "warning"),
        ({"ruleId": "R", "suppressions": [{"kind": "inSource"}]}, "waived", "warning"),
        ({"ruleId": "R", "suppressions": [{"kind": "external", "status": "rejected"}]}, "violated", "warning"),
    ],
)
def test_what_a_scanner_found(result: Json, status: str, level: str) -> None:
    found = one(sarif(result, rules=[{"id": "D", "defaultConfiguration": {"level": "note"}}]))
    assert [(said.status, said.level) for said in found.findings] == [(status, level)]


@pytest.mark.parametrize("result", [{"kind": "pass"}, {"kind": "notApplicable"}, {"baselineState": "absent"}])
def test_what_is_no_finding_is_not_listed(result: Json) -> None:
    assert one(sarif(result)).findings == []


def test_texts_and_places_of_a_scanner() -> None:
    rules = [{"id": "R", "messageStrings": {"m": {"text": "{0} is {1}, {7}"}}, "shortDescription": {"text": "short"}}]
    place = {"physicalLocation": {"artifactLocation": {"uri": "main.tf"}, "region": {"startLine": 7}}}
    named = {"logicalLocations": [{"fullyQualifiedName": "aws_x.y"}]}
    found = one(
        sarif(
            {"ruleId": "R", "message": {"id": "m", "arguments": ["a", "b"]}, "locations": [place]},
            {"ruleId": "R", "locations": [named]},
            rules=rules,
        )
    )
    assert (found.kind, found.tool) == (ToolKind.SARIF, "checkov 3.3.13")
    assert [(said.address, said.text) for said in found.findings] == [
        ("main.tf:7", "a is b, {7}"),
        ("aws_x.y", "short"),
    ]


def infracost(**more: Any) -> bytes:
    sums = {"totalMonthlyCost": "12.5", "pastTotalMonthlyCost": "10", "diffTotalMonthlyCost": "2.5"}
    return json.dumps({"version": "0.2", "currency": "USD", "projects": [], **sums} | more).encode()


def test_figures_of_infracost_stand_as_it_wrote_them() -> None:
    found = one(
        infracost(pastTotalMonthlyCost=None, summary={"totalUnsupportedResources": 2, "totalNoPriceResources": True})
    )
    assert (found.kind, found.findings) == (ToolKind.INFRACOST, [])
    assert found.figures == {"before": None, "after": "12.5000", "delta": "2.5000", "currency": "USD"}
    assert found.told == ["2 resources of a type that Infracost does not price."]


def priced(name: str, amount: str | None, *, missing: bool = False, **more: Any) -> Json:
    return {"name": name, "monthlyCost": amount, "costComponents": [{"priceNotFound": missing}], **more}


def test_what_resources_cost_as_infracost_says() -> None:
    inside = [{"name": "disk", "costComponents": [{"priceNotFound": True}]}]
    past = {"resources": [priced("a.x", "10"), priced("a.gone", "5")]}
    now = {"resources": [priced("a.x", "12.5"), priced("a.use", None), priced("a.part", "3", subresources=inside)]}
    found = one(infracost(projects=[{"pastBreakdown": past, "breakdown": now}]))
    assert [(each.address, each.before, each.after) for each in found.costs] == [
        ("a.x", Decimal(10), Decimal("12.5")),
        ("a.gone", Decimal(5), None),
        ("a.part", None, None),
        ("a.use", None, None),
    ]


def test_of_several_projects_no_resource_is_compared() -> None:
    project = {"breakdown": {"resources": [priced("a.x", "1")]}}
    found = one(infracost(projects=[project, project]))
    assert (found.costs, found.told) == ([], ["It is of 2 projects: their resources are not compared."])


def test_the_newer_shape_tells_what_stands_in_a_folder() -> None:
    parts = [{"total_monthly_cost": "1.5"}, {"total_monthly_cost": None}]
    inside = {"cost_components": [{"total_monthly_cost": 0.5}]}
    known = {"name": "a.x", "is_supported": True, "cost_components": parts, "subresources": [inside]}
    free, use = ({"name": name, "is_supported": True, "is_free": name == "a.free"} for name in ("a.free", "a.use"))
    unknown = {"name": "a.y", "is_supported": False}
    project = {"project_name": "p", "resources": [known, free, use, unknown]}
    found = one(json.dumps({"currency": "USD", "projects": [project], "guardrail_results": []}).encode())
    assert found.figures == {"before": None, "after": "2.0000", "delta": None, "currency": "USD"}
    assert {each.address: each.after for each in found.costs} == {"a.x": 2, "a.free": 0, "a.use": None}
    assert found.told == [
        "It is of `infracost scan`, which reads a folder and no plan: it tells nothing of before.",
        "1 resource of a type that Infracost does not price.",
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"a": 1}', "no report that the portal reads"),
        (b"not json", "JSON"),
        (stream(version()), "No line of it tells of a plan"),
        (stream(version(), summary()), "send them with the outcome"),
        (sarif({}, version="2.0.0"), "SARIF 2.0.0"),
        (sarif(runs=[]), "no run of any tool"),
        (sarif(runs=[{"tool": {"driver": {"name": str(n)}}} for n in range(11)]), "11 tools"),
        (infracost(totalMonthlyCost="NaN"), "out of bounds"),
        (infracost(totalMonthlyCost="lots"), "no decimal"),
        (infracost(currency="$"), "three letters"),
    ],
)
def test_what_is_none_of_these_is_refused(body: bytes, told: str) -> None:
    with pytest.raises(PortalError, match=told):
        read(body, QUOTED)


@pytest.mark.parametrize(
    "body", [stream(version(), why("it is s3cr3t-w0rd"), PLANNED), sarif({"message": {"text": "it is s3cr3t-w0rd"}})]
)
def test_secrets_of_the_plan_are_taken_out(body: bytes) -> None:
    found = one(body, Quoted(MASK, frozenset({MASK("s3cr3t-w0rd").mac})))
    assert "s3cr3t-w0rd" not in str(found)
    assert found.findings[0].text.startswith("it is")


def test_what_is_kept_is_bounded_the_gravest_first() -> None:
    many = [{"ruleId": "n" * 999, "level": "none", "message": {"text": "\\u202e" + "x" * 9_999}}] * report.MOST
    found = one(sarif(*many, {"ruleId": "R", "level": "error"}))
    assert (len(found.findings), found.findings[0].rule) == (report.MOST, "R")
    assert found.counts == {"noted": report.MOST, "violated": 1}
    assert found.told == ["1 more are not kept here."]
    assert all(
        len(said.text) <= report.LONGEST + 20 and len(said.rule) <= report.LONGEST_NAME for said in found.findings
    )
