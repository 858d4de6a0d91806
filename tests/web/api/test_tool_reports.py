"""What other tools say of a plan, sent by CI: kept, shown beside the portal's own words, and counted nowhere."""

from __future__ import annotations

import gzip
import json
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import guardrail_book
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Run, ToolReport
from tests.actors import OPERATOR
from tests.documents import NOTHING, entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

DRIVER = {"tool": {"driver": {"name": "checkov"}}}
RESULT = {"ruleId": "CKV_AWS_1", "message": {"text": "<b>open</b>"}}
FOUND = json.dumps({"version": "2.1.0", "runs": [DRIVER | {"results": [RESULT]}]}).encode()
CLEAN = json.dumps({"version": "2.1.0", "runs": [DRIVER | {"results": []}]}).encode()
COSTS = json.dumps({"version": "0.2", "currency": "EUR", "projects": [], "totalMonthlyCost": "12.5"}).encode()


@pytest.fixture
def pk(ci: Client, upload: Callable[..., Any], settings: Any, tmp_path: Any) -> int:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    return int(upload(NOTHING).json()["id"])


def send(ci: Client, pk: int, body: bytes, **headers: str) -> Any:
    return ci.post(f"/api/v1/runs/{pk}/reports", body, content_type="application/octet-stream", headers=headers)


@pytest.mark.parametrize("packed", [False, True])
def test_a_scanner_is_shown_beside_the_guardrails(
    ci: Client, pk: int, person: Callable[[str], Any], packed: bool
) -> None:
    headers = {"Content-Encoding": "gzip"} if packed else {}
    answer = send(ci, pk, gzip.compress(FOUND) if packed else FOUND, **headers)
    assert (answer.status_code, answer.json()["reports"][0]["counts"]) == (201, {"violated": 1}), answer.content
    run = Run.objects.get()
    assert (run.state, run.blocking, run.warnings) == ("auto_approved", 0, 0)
    page = person(Role.VIEWER)[1].get("/workspaces/orders-prod/runs/1/?tab=guardrails").text
    assert "CKV_AWS_1" in page
    assert "&lt;b&gt;open" in page
    assert ci.get(f"/api/v1/runs/{pk}/reports").json()["reports"] == answer.json()["reports"]
    assert AuditEvent.objects.get(verb="run.tool_reported").detail["tools"] == ["checkov"]


def test_the_newest_word_of_a_tool_takes_the_place_of_the_one_before(ci: Client, pk: int) -> None:
    assert [send(ci, pk, body).status_code for body in (FOUND, CLEAN)] == [201, 201]
    assert ToolReport.objects.get().findings == []


def test_the_page_names_the_guardrails_that_count_it(ci: Client, pk: int, person: Callable[[str], Any]) -> None:
    viewer, page = person(Role.VIEWER)[1], "/workspaces/orders-prod/runs/1/?tab=guardrails"
    send(ci, pk, FOUND)
    assert "No guardrail counts this" in viewer.get(page).text
    rule = {"title": "S", "severity": "low", "kind": "tool_findings", "parameters": {"tool": "checkov"}}
    guardrail_book.apply(OPERATOR, {"rules": {"scanned": rule}})
    assert "Counted by" in viewer.get(page).text


def test_figures_of_infracost_stand_beside_the_costs(ci: Client, pk: int, person: Callable[[str], Any]) -> None:
    assert send(ci, pk, COSTS).status_code == 201
    page = person(Role.VIEWER)[1].get("/workspaces/orders-prod/runs/1/?tab=cost").text
    assert "Infracost" in page
    assert "12.50" in page


def test_where_infracost_prices_otherwise_is_listed_by_size(
    ci: Client, upload: Callable[..., Any], person: Callable[[str], Any], settings: Any, tmp_path: Any
) -> None:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    sizes = {"aws_instance.big": "m5.4xlarge", "aws_instance.small": "t3.micro"}
    made = [
        entry(name, after={"instance_type": size, "availability_zone": "eu-west-1a"}) for name, size in sizes.items()
    ]
    sent = int(upload(plan(*made)).json()["id"])
    told = [
        {"name": name, "monthlyCost": cost} for name, cost in (("aws_instance.small", "9"), ("aws_instance.big", "1"))
    ]
    report = {"totalMonthlyCost": "10", "projects": [{"breakdown": {"resources": told}}]}
    assert send(ci, sent, json.dumps({"version": "0.2", "currency": "USD", **report}).encode()).status_code == 201
    page = person(Role.VIEWER)[1].get("/workspaces/orders-prod/runs/1/?tab=cost").text
    (listed,) = re.findall(r'aria-label="What Infracost prices otherwise".*?</table>', page, re.DOTALL)
    assert re.findall(r"aws_instance\.\w+", listed) == list(sizes)
    assert "2 resources in both lists" in page


def test_what_is_no_report_leaves_a_line_in_the_trail_and_nothing_else(ci: Client, pk: int) -> None:
    assert send(ci, pk, b"{}").status_code == 422
    assert not ToolReport.objects.exists()
    assert AuditEvent.objects.get(verb="tool_report.refused").reason


@pytest.fixture
def form(ci: Client, settings: Any, tmp_path: Any) -> Callable[..., Any]:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    return lambda **parts: ci.post("/api/v1/workspaces/orders-prod/runs", {"plan": BytesIO(NOTHING), **parts})


def test_they_may_come_with_the_plan(form: Callable[..., Any], ci: Client) -> None:
    other = FOUND.replace(b"checkov", b"tflint")
    answer = form(findings=[BytesIO(FOUND), BytesIO(other)], infracost=BytesIO(COSTS), branch="main")
    assert answer.status_code == 201, answer.content
    told = ci.get(f"/api/v1/runs/{answer.json()['id']}/reports").json()["reports"]
    assert sorted(one["tool"] for one in told) == ["Infracost", "checkov", "tflint"]
    assert Run.objects.get().branch == "main"


def test_the_verdict_counts_what_came_with_the_plan(form: Callable[..., Any], ci: Client) -> None:
    scanned = {"title": "Scan", "severity": "high", "enforcement": "mandatory", "kind": "tool_findings"}
    guardrail_book.apply(OPERATOR, {"rules": {"scanned": {**scanned, "parameters": {"tool": "checkov"}}}})
    sent = form(findings=BytesIO(FOUND)).json()
    assert ci.get(f"/api/v1/runs/{sent['id']}?wait=5").json()["verdict"] == "blocked"


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"findings": BytesIO(b"{}")}, "is no answer"),
        ({"findings": [BytesIO(FOUND), BytesIO(b"not json")]}, "not valid JSON"),
        ({"infracost": BytesIO(b'{"a": 1}')}, "no report that the portal reads"),
        ({"sarif": BytesIO(FOUND)}, "Nothing reads the file part “sarif”"),
    ],
)
def test_with_one_that_can_not_be_read_nothing_is_kept(form: Callable[..., Any], parts: Any, says: str) -> None:
    answer = form(**parts)
    assert answer.status_code in {400, 422}, answer.content
    assert says in answer.json()["detail"]
    assert not Run.objects.exists()
    assert not ToolReport.objects.exists()
    assert AuditEvent.objects.get(verb="plan.refused").reason


def test_who_only_reads_tells_nothing(pk: int, person: Callable[[str], Any]) -> None:
    assert send(person(Role.OWNER)[1], pk, FOUND).status_code in {401, 403}
