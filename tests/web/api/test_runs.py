"""What CI and scripts ask about runs, and who gets no answer."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gitops_portal.actions import tokens, workspaces
from gitops_portal.core.model import Role
from gitops_portal.records.models import Run, RunDocument
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import HARMLESS, NOTHING, OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Workspace

    Upload = Callable[..., Any]

FILE = "a" * 64


def test_the_report_is_the_public_one(ci: Client, upload: Upload) -> None:
    pk = upload(OPEN_SSH).json()["id"]
    report = ci.get(f"/api/v1/runs/{pk}/report").json()
    assert report["report_version"] == 1
    assert report["verdict"] == "blocked"
    assert report["plan"]["changes"]["create"] == 1
    assert set(report) >= {"plan", "graph", "cost", "guardrails"}
    assert [found["guardrail"] for found in report["guardrails"]["findings"] if found["enforcement"] == "mandatory"]


def test_there_is_no_report_before_the_evaluation(ci: Client, upload: Upload) -> None:
    pk = upload().json()["id"]
    Run.objects.filter(pk=pk).update(state="queued")
    RunDocument.objects.all().delete()
    assert ci.get(f"/api/v1/runs/{pk}/report").status_code == 409
    assert ci.get(f"/api/v1/runs/{pk}").json()["status"] == "queued"


def test_the_changes_are_filtered(ci: Client, upload: Upload) -> None:
    pk = upload(OPEN_SSH).json()["id"]
    found = ci.get(f"/api/v1/runs/{pk}/changes?action=create&q=web").json()
    assert [change["address"] for change in found["changes"]] == ["aws_security_group.web"]
    assert ci.get(f"/api/v1/runs/{pk}/changes?action=delete").json()["total"] == 0
    assert ci.get(f"/api/v1/runs/{pk}/changes?action=destroy").status_code == 422, "a word that is no action"


def test_the_changes_end_where_the_pages_end(ci: Client, upload: Upload) -> None:
    pk = upload(OPEN_SSH).json()["id"]
    assert len(ci.get(f"/api/v1/runs/{pk}/changes?page=1").json()["changes"]) == 1
    assert ci.get(f"/api/v1/runs/{pk}/changes?page=2").json()["changes"] == []


@pytest.mark.parametrize("address", ["/api/v1/runs/one", "/api/v1/nothing", "/api/"])
def test_an_address_that_leads_nowhere_is_a_problem_too(ci: Client, address: str) -> None:
    response = ci.get(address)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert "openapi" in response.json()["detail"]
    assert "html" in Client().get("/nothing/")["Content-Type"]


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=99999", "?action='; DROP TABLE--", "?wait=-1", "?order_by=pk", "?q=%00"]
)
def test_hostile_queries_are_answered(ci: Client, upload: Upload, query: str) -> None:
    pk = upload().json()["id"]
    for address in (f"/api/v1/runs/{pk}{query}", f"/api/v1/runs/{pk}/changes{query}"):
        assert ci.get(address).status_code in {200, 400, 422}


@pytest.mark.parametrize(
    ("body", "sent", "asked", "status"),
    [
        (NOTHING, "", "", 200),
        (NOTHING, FILE, FILE, 200),
        (NOTHING, FILE, "", 409),
        (NOTHING, FILE, "b" * 64, 409),
        (HARMLESS, FILE, FILE, 409),
        (OPEN_SSH, "", "", 409),
    ],
)
def test_the_gate_answers(ci: Client, upload: Upload, body: bytes, sent: str, asked: str, status: int) -> None:
    pk = upload(body, f"?planfile_sha256={sent}" if sent else "").json()["id"]
    response = ci.get(f"/api/v1/runs/{pk}/gate?planfile_sha256={asked}")
    answer = response.json()
    assert (response.status_code, answer["allowed"]) == (status, status == 200)
    assert bool(answer.get("attestation")) is (status == 200)
    line = ci.get(f"/api/v1/runs/{pk}/gate?planfile_sha256={asked}", headers={"Accept": "text/plain"})
    word, seen = (
        "allowed" if status == 200 else "refused",
        " ".join(filter(None, (answer["run"]["url"], answer["finding"]))),
    )
    assert line.content.decode() == f"{word}: {answer['reason']} {seen}\n"
    if body == OPEN_SSH:
        assert answer["finding"].endswith("/runs/1/?tab=guardrails&rule=sg-open-ssh")
        assert answer["headline"].startswith("Blocked: violates “SSH is not open to the internet”")


def test_the_gate_compares_what_ci_is_about_to_apply(ci: Client, upload: Upload) -> None:
    """Whatever of plan, plan file and commit CI names; and says when a run is bound to none."""
    pk = upload(NOTHING, "?commit=4b825dc642cb").json()["id"]
    digest = hashlib.sha256(NOTHING).hexdigest()
    for query, status in (
        (f"?plan_sha256={digest}&commit=4b825dc", 200),
        (f"?plan_sha256={digest.upper()}", 200),
        (f"?plan_sha256={FILE}", 409),
        ("?commit=0000000", 409),
    ):
        answer = ci.get(f"/api/v1/runs/{pk}/gate{query}")
        assert answer.status_code == status, query
        assert ("not bound to a plan file" in answer.json()["reason"]) is (status == 200)


@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
def test_the_digest_is_of_the_unpacked_plan(ci: Client, upload: Upload, encoding: str) -> None:
    packed = {"gzip": gzip.compress, "zstd": zstandard.ZstdCompressor().compress}.get(encoding, bytes)(NOTHING)
    pk = upload(packed, **({"Content-Encoding": encoding} if encoding else {})).json()["id"]
    query = f"?plan_sha256={hashlib.sha256(NOTHING).hexdigest()}"
    assert ci.get(f"/api/v1/runs/{pk}/gate{query}").status_code == 200


def test_a_new_workspace_refuses_what_is_bound_to_no_plan_file(upload: Upload) -> None:
    secret = tokens.create(OPERATOR, name="CI", may_create=True)[1]
    ci = Client(headers={"Authorization": f"Bearer {secret}"})
    for query, status in (("", 409), (f"&planfile_sha256={FILE}", 200)):
        address = f"/api/v1/workspaces/fresh/runs?create=1&branch=b{status}{query}"
        pk = ci.post(address, NOTHING, content_type="application/json").json()["id"]
        assert ci.get(f"/api/v1/runs/{pk}/gate?planfile_sha256={FILE if query else ''}").status_code == status
    assert ci.get("/api/v1/workspaces/fresh").json()["requires_plan_file"] is True


def test_a_plan_that_arrives_late_is_kept_and_says_so(ci: Client, upload: Upload) -> None:
    upload(query="?pipeline=7&committed_at=2026-11-20T12:00:00Z")
    late = upload(NOTHING, "?pipeline=6&committed_at=2026-11-20T11:00:00Z")
    assert (late.status_code, late.json()["status"], late.json()["verdict"]) == (201, "superseded", None)
    told = ci.get(f"/api/v1/runs/{late.json()['id']}").json()
    assert (told["pipeline"], told["committed_at"]) == (6, "2026-11-20T11:00:00+00:00")
    assert "run 1 is of a newer commit" in ci.get(f"/api/v1/runs/{late.json()['id']}/gate").json()["reason"]
    assert upload(query="?pipeline=six").status_code == 422


def test_the_outcome_is_told(ci: Client, upload: Upload) -> None:
    pk = upload(NOTHING).json()["id"]
    address = f"/api/v1/runs/{pk}/outcome"
    assert ci.post(address, {"outcome": "nonsense"}, content_type="application/json").status_code == 422
    told = ci.post(address, {"outcome": "applied", "serial": 4}, content_type="application/json")
    assert (told.status_code, told.json()["status"]) == (200, "applied")


def test_a_token_decides_nothing(ci: Client, upload: Upload) -> None:
    pk = upload().json()["id"]
    body = {"action": "approve", "reason": "x", "digest": Run.objects.get().evidence}
    assert ci.post(f"/api/v1/runs/{pk}/decisions", body, content_type="application/json").status_code == 403


def test_a_person_decides_on_what_stands(upload: Upload, person: Any) -> None:
    pk = upload().json()["id"]
    _, browser = person("reviewer")
    run = browser.get(f"/api/v1/runs/{pk}").json()
    address = f"/api/v1/runs/{pk}/decisions"

    def decide(**told: Any) -> Any:
        return browser.post(address, {"action": "approve", "reason": "fine", **told}, content_type="application/json")

    assert decide(digest="0" * 64).status_code == 409
    assert decide(digest=run["evidence"], reason="").status_code == 422
    assert decide(digest=run["evidence"]).json()["status"] == "approved"
    assert decide(digest=run["evidence"]).status_code == 409


def test_a_person_requests_changes_and_resolves_them(ci: Client, upload: Upload, person: Any) -> None:
    pk = upload(NOTHING).json()["id"]
    _, browser = person("reviewer")
    address = f"/api/v1/runs/{pk}/decisions"
    body = {"action": "request_changes", "reason": "Name it.", "digest": Run.objects.get().evidence}
    assert browser.post(address, body, content_type="application/json").json()["status"] == "changes_requested"
    assert browser.post(address, body, content_type="application/json").status_code == 409
    gate = ci.get(f"/api/v1/runs/{pk}/gate")
    assert (gate.status_code, "reviewer asked for “Name it.”" in gate.json()["reason"]) == (409, True)
    (asked,) = ci.get(address).json()
    assert (asked["action"], asked["by"], asked["resolved_at"]) == ("request_changes", "reviewer", None)
    where = f"{address}/{asked['id']}/resolve"
    assert ci.post(where).status_code == 403, "a token"
    assert browser.post(where).json()["status"] == "auto_approved"
    assert browser.post(where).status_code == 409
    assert {browser.post(f"{address}/{wrong}/resolve").status_code for wrong in (asked["id"] + 1, "9" * 30)} == {404}
    assert ci.get(address).json()[0]["resolved_by"] == "reviewer"
    assert ci.get(f"/api/v1/runs/{pk}/gate").status_code == 200


def test_a_decision_from_another_site_is_refused(upload: Upload, person: Any) -> None:
    pk = upload().json()["id"]
    found, _ = person("reviewer")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(found)
    body = {"action": "approve", "reason": "x", "digest": Run.objects.get().evidence}
    assert browser.post(f"/api/v1/runs/{pk}/decisions", body, content_type="application/json").status_code in {401, 403}
    assert Run.objects.get().state == "awaiting"


def test_what_is_another_workspaces_is_not_there(upload: Upload, workspace: Workspace, person: Any) -> None:
    pk = upload().json()["id"]
    other = workspaces.create(OPERATOR, "other")
    secret = tokens.create(OPERATOR, name="other", workspace=other)[1]
    stranger = Client(headers={"Authorization": f"Bearer {secret}"})
    _, nobody = person("")
    reads = [
        f"/api/v1/runs/{pk}{part}"
        for part in ("", "/report", "/changes", "/gate", "/decisions", "/comments", "/evidence.zip")
    ]
    reads += [f"/api/v1/workspaces/orders-prod{part}" for part in ("", "/audit", "/graph", "/usage")]
    for client in (stranger, nobody):
        assert {client.get(address).status_code for address in reads} == {404}
        for part in ("outcome", "decisions", "decisions/1/resolve"):
            body = {"outcome": "applied", "action": "approve", "reason": "x", "digest": "x"}
            address = f"/api/v1/runs/{pk}/{part}"
            assert client.post(address, body, content_type="application/json").status_code == 404


def test_the_lists_hold_what_the_caller_reaches(ci: Client, upload: Upload, workspace: Workspace) -> None:
    upload()
    workspaces.create(OPERATOR, "other")
    found = ci.get("/api/v1/workspaces").json()["workspaces"]
    assert [(each["slug"], each["last_run"]["status"]) for each in found] == [("orders-prod", "awaiting")]
    events = ci.get("/api/v1/workspaces/orders-prod/audit").json()
    assert [event["verb"] for event in events["events"]][:2] == ["workspace.created", "token.created"]
    assert ci.get("/api/v1/workspaces/orders-prod/graph").json()["nodes"]


@pytest.mark.django_db
def test_workspaces_come_by_the_hundred() -> None:
    chief = org.signed_in(org.person(organisation_role=Role.OWNER))
    for number in range(205):
        org.run(org.workspace(f"w{number:03}"))
    asked: str | None = ""
    seen: list[list[str]] = []
    while asked is not None:
        with CaptureQueriesContext(connection) as captured:
            answer = chief.get("/api/v1/workspaces", {"after": asked}).json()
        assert len(captured) <= 5
        seen.append([each["slug"] for each in answer["workspaces"]])
        assert answer["total"] == 205
        asked = answer["next"]
    assert [len(part) for part in seen] == [100, 100, 5]
    assert [slug for part in seen for slug in part] == [f"w{number:03}" for number in range(205)]


def test_the_document_describes_every_call(ci: Client) -> None:
    document = ci.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) == {
        "/api/v1/workspaces/{slug}/runs",
        "/api/v1/runs/{pk}",
        "/api/v1/runs/{pk}/evidence.zip",
        "/api/v1/runs/{pk}/report",
        "/api/v1/runs/{pk}/changes",
        "/api/v1/runs/{pk}/texts/{digest}",
        "/api/v1/runs/{pk}/decisions",
        "/api/v1/runs/{pk}/decisions/{decision}/resolve",
        "/api/v1/runs/{pk}/comments",
        "/api/v1/runs/{pk}/comments/{comment}/resolve",
        "/api/v1/runs/{pk}/comments/{comment}/reopen",
        "/api/v1/requests/{key}/comments",
        "/api/v1/runs/{pk}/gate",
        "/api/v1/runs/{pk}/reports",
        "/api/v1/runs/{pk}/outcome",
        "/api/v1/events/flux/{slug}",
        "/api/v1/budgets",
        "/api/v1/channels",
        "/api/v1/channels/{key}/asked",
        "/api/v1/channels/{pk}",
        *(f"/api/v1/channels/{{pk}}/{act}" for act in ("test", "pause", "resume", "times", "subscriptions")),
        "/api/v1/channels/{pk}/subscriptions/{subscription}",
        "/api/v1/history",
        "/api/v1/prices",
        "/api/v1/run-tasks/{key}",
        "/api/v1/run-tasks/{key}/notifications",
        "/api/v1/requests",
        "/api/v1/requests/{key}",
        "/api/v1/usage/from-infracost",
        "/api/v1/waivers",
        "/api/v1/workspaces",
        "/api/v1/workspaces/{slug}",
        "/api/v1/workspaces/{slug}/audit",
        "/api/v1/workspaces/{slug}/drift",
        "/api/v1/workspaces/{slug}/graph",
        "/api/v1/workspaces/{slug}/observations",
        "/api/v1/workspaces/{slug}/posture",
        "/api/v1/workspaces/{slug}/state",
        "/api/v1/workspaces/{slug}/usage",
        "/api/v1/workspaces/{slug}/waivers",
        "/api/v1/workspaces/{slug}/waivers/{waiver}/approve",
        "/api/v1/workspaces/{slug}/waivers/{waiver}/withdraw",
    }
    assert b"swagger" in ci.get("/api/v1/docs").content


def test_health_says_no_more_than_it_must(client: Client, workspace: Workspace) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").content == b"ok\n"
    assert client.get("/.well-known/jwks.json").json()["keys"][0]["kty"] == "OKP"
    assert client.get("/metrics").status_code == 401


def test_the_metrics_take_a_token_of_the_organisation(ci: Client, upload: Upload) -> None:
    upload()
    assert ci.get("/metrics").status_code == 401
    secret = tokens.create(OPERATOR, name="Prometheus")[1]
    text = Client(headers={"Authorization": f"Bearer {secret}"}).get("/metrics").content.decode()
    assert 'portal_runs{state="awaiting"} 1' in text
    assert text.endswith("\n")


def test_what_breaks_unexpectedly_is_a_problem_too(
    ci: Client, upload: Upload, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("hunter2")

    pk = upload().json()["id"]
    monkeypatch.setattr("gitops_portal.web.api.runs.run_out", broken)
    response = ci.get(f"/api/v1/runs/{pk}")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "hunter2" not in response.content.decode()
    caplog.clear()
