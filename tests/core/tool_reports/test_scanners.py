"""What checkov, Trivy, Conftest and `opa eval` write as JSON: recognised, never taken for a pass, without secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.documents.secrecy.quoted import Quoted
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import ToolKind, ToolReport, ToolStatus
from gitops_portal.core.tool_reports.reading import read

MASK = Mask(b"k" * 32)
QUOTED = Quoted(MASK, frozenset())
Json = dict[str, Any]


def one(document: Any, quoted: Quoted = QUOTED) -> ToolReport:
    (found,) = read(json.dumps(document).encode(), quoted)
    return found


def unsure(document: Any) -> list[str]:
    """What a tool that did not look says of that; nothing else."""
    found = one(document)
    assert {said.status for said in found.findings} <= {ToolStatus.UNDETERMINED}
    return [said.text for said in found.findings]


def check(result: str, **more: Any) -> Json:
    return {
        "check_id": "CKV_AWS_24",
        "check_name": "No SSH from everywhere",
        "check_result": {"result": result},
        "resource": "aws_security_group.web",
        "severity": None,
        **more,
    }


def checkov(*failed: Json, **more: Any) -> Json:
    results = {"failed_checks": list(failed), "passed_checks": [], "skipped_checks": [], "parsing_errors": [], **more}
    summary = {"passed": 0, "failed": 1, "skipped": 0, "parsing_errors": 0, "checkov_version": "3.3.30"}
    return {"check_type": "terraform_plan", "results": results, "summary": summary}


def test_what_checkov_found() -> None:
    skipped = check("SKIPPED", check_result={"result": "SKIPPED", "suppress_comment": "a bastion"})
    found = one(
        checkov(
            check("FAILED", resource_address="module.a.aws_security_group.web", severity="HIGH"),
            check("UNKNOWN"),
            passed_checks=[check("PASSED")],
            skipped_checks=[skipped],
            parsing_errors=["main.tf"],
        )
    )
    assert (found.kind, found.tool) == (ToolKind.CHECKOV, "checkov 3.3.30")
    assert found.counts == {"violated": 1, "undetermined": 2, "passed": 1, "waived": 1}
    assert [(said.status, said.level, said.address, said.text) for said in found.findings] == [
        ("violated", "high", "module.a.aws_security_group.web", "No SSH from everywhere"),
        ("undetermined", "", "aws_security_group.web", "No SSH from everywhere"),
        ("undetermined", "", "", "1 file could not be read by it."),
        ("waived", "", "aws_security_group.web", "No SSH from everywhere (a bastion)"),
    ]


def test_checkov_of_several_frameworks_and_of_none() -> None:
    found = one([checkov(check("FAILED")), checkov(check("FAILED", check_id="CKV_SECRET_6"))])
    assert [said.rule for said in found.findings] == ["CKV_AWS_24", "CKV_SECRET_6"]
    summary = {"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0, "resource_count": 0, "checkov_version": "3"}
    assert (one(summary).tool, unsure(summary)) == ("checkov 3", ["It looked at no resource."])


def trivy(*misconfigurations: Json, **more: Any) -> Json:
    result = {"Target": "main.tf", "Class": "config", "Misconfigurations": list(misconfigurations), **more}
    return {"SchemaVersion": 2, "ArtifactName": "plan.json", "Trivy": {"Version": "0.69.0"}, "Results": [result]}


def misconfiguration(status: str, **cause: Any) -> Json:
    named = {"ID": "AWS-0107", "Severity": "CRITICAL", "Title": "Open", "Message": "Open to the world"}
    return {**named, "Status": status, "CauseMetadata": cause}


def test_what_trivy_found() -> None:
    found = one(
        trivy(
            misconfiguration("FAIL", Resource="aws_security_group.web", StartLine=3),
            misconfiguration("FAIL", StartLine=3),
            misconfiguration("PASS"),
            misconfiguration("EXCEPTION"),
            misconfiguration("brand-new"),
            Secrets=[{"RuleID": "aws-access-key-id", "Match": "AKIA"}],
        )
    )
    assert (found.kind, found.tool) == (ToolKind.TRIVY, "Trivy 0.69.0")
    assert found.counts == {"violated": 2, "passed": 1, "waived": 1, "undetermined": 1}
    assert [(said.level, said.rule, said.address) for said in found.findings][:2] == [
        ("critical", "AWS-0107", "aws_security_group.web"),
        ("critical", "AWS-0107", "main.tf:3"),
    ]
    assert found.told == ["1 more about packages, secrets and licences: they are not kept here."]
    assert "AKIA" not in str(found)


def test_what_conftest_found() -> None:
    about = {"query": "data.main.deny", "resource": "aws_s3_bucket.logs"}
    part = {
        "filename": "plan.json",
        "namespace": "main",
        "successes": 2,
        "failures": [{"msg": "no logging", "metadata": about}],
        "warnings": [{"msg": "no tags"}],
        "exceptions": [{"msg": "agreed"}],
        "skipped": [{"msg": "not asked"}],
    }
    found = one([part])
    assert (found.kind, found.tool) == (ToolKind.CONFTEST, "Conftest")
    assert found.counts == {"violated": 2, "waived": 1, "undetermined": 1, "passed": 2}
    assert [(said.level, said.rule, said.address, said.text) for said in found.findings] == [
        ("failure", "data.main.deny", "aws_s3_bucket.logs", "no logging"),
        ("warning", "data.main", "plan.json", "no tags"),
        ("skipped", "data.main", "plan.json", "not asked"),
        ("exception", "data.main", "plan.json", "agreed"),
    ]


def answer(value: Any, text: str = "data.main") -> Json:
    return {"result": [{"expressions": [{"value": value, "text": text}]}]}


@pytest.mark.parametrize(
    ("document", "status", "rule"),
    [
        (answer({"deny": ["no logging"]}), "violated", "deny"),
        (answer([{"msg": "no logging"}], "data.main.deny"), "violated", "deny"),
        (answer({"warn_tags": ["no tags"]}), "violated", "warn_tags"),
        (answer({"allow": True}), "undetermined", "data.main"),
        (answer(True, "data.main.allow"), "undetermined", "data.main.allow"),
        (answer({"deny": "no set"}), "undetermined", "data.main"),
        ({"errors": [{"message": "rego_parse_error"}]}, "undetermined", "the query"),
        ({"result": []}, "undetermined", "the query"),
    ],
)
def test_what_opa_answered(document: Json, status: str, rule: str) -> None:
    found = one(document)
    assert (found.kind, found.tool) == (ToolKind.OPA, "OPA")
    assert [(said.status, said.rule) for said in found.findings] == [(status, rule)]


def test_only_an_empty_set_of_opa_has_passed() -> None:
    assert one(answer({"deny": []})).counts == {"passed": 1}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({}, "OPA writes it where the query is undefined"),
        ([], "no report that the portal reads"),
        ([1], "no report that the portal reads"),
        ("text", "no report that the portal reads"),
        ([checkov(), {"check": 1}], "Not all of it is of checkov"),
        ([{"successes": 1}, 7], "Not all of it is of Conftest"),
    ],
)
def test_what_is_none_of_these_is_refused(document: Any, told: str) -> None:
    with pytest.raises(PortalError, match=told):
        one(document)


@pytest.mark.parametrize(
    "document",
    [
        checkov(check("FAILED", check_name="it is s3cr3t-w0rd")),
        trivy(misconfiguration("FAIL") | {"Message": "it is s3cr3t-w0rd"}),
        [{"filename": "plan.json", "successes": 0, "failures": [{"msg": "it is s3cr3t-w0rd"}]}],
        answer({"deny": ["it is s3cr3t-w0rd"]}),
    ],
)
def test_secrets_of_the_plan_are_taken_out(document: Any) -> None:
    found = one(document, Quoted(MASK, frozenset({MASK("s3cr3t-w0rd").mac})))
    assert "s3cr3t-w0rd" not in str(found)
    assert found.findings[0].status is ToolStatus.VIOLATED


@pytest.mark.parametrize("odd", [None, 7, "x", [7], {"a": 1}])
def test_odd_shapes_raise_nothing_and_pass_nothing(odd: Any) -> None:
    documents = [
        checkov() | {"results": odd},
        checkov(failed_checks=odd),
        checkov(parsing_errors=odd),
        trivy(Misconfigurations=odd),
        trivy() | {"Results": odd},
        [{"successes": odd, "failures": odd}],
        answer(odd),
        {"result": [odd]},
    ]
    for document in documents:
        assert "passed" not in one(document).counts or odd == 7


def sarif(**run: Any) -> Json:
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scanner"}}, **run}]}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (sarif(results=[]), []),
        (sarif(results=[], invocations=[{"executionSuccessful": True}]), []),
        (sarif(results=[], invocations=[{"executionSuccessful": False}]), ["It says that its run failed."]),
        (sarif(), ["It has no results, so its run may not have started."]),
        (sarif(results=None), ["It has no results, so its run may not have started."]),
        (checkov(), []),
        (checkov(parsing_errors=["plan.json"]), ["1 file could not be read by it."]),
        (trivy(), []),
        (trivy() | {"Results": []}, ["It found nothing to look at."]),
        ({"SchemaVersion": 2, "ArtifactName": "plan.json"}, ["It found nothing to look at."]),
        ([{"filename": "plan.json", "successes": 0}], ["None of its rules was asked."]),
        ([{"filename": "a.json", "successes": 0}, {"filename": "b.json", "successes": 2}], []),
    ],
)
def test_a_tool_that_did_not_look_lets_nothing_pass(document: Any, told: list[str]) -> None:
    assert unsure(document) == told
