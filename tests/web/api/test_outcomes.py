"""What CI sends after an apply: a few words, or the tool's own lines in whichever wrapping."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Outcome
from gitops_portal.web import limits
from tests.documents import NOTHING, entry, plan
from tests.streams import done, failed, stream, summary, version

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ADDRESS = "aws_sns_topic_policy.alerts"
PLAN = plan(entry(ADDRESS, "no-op", before={"policy": "{}"}, after={"policy": "{}"}))
APPLIED = stream(version(), done(ADDRESS, "update", seconds=65), summary(at=70))
FAILED = stream(version(), failed(ADDRESS, "update", why="<b>quota</b> exceeded"))
LINES = "application/x-ndjson"


@pytest.fixture
def pk(ci: Client, upload: Callable[..., Any], settings: Any, tmp_path: Any) -> int:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    ci.raise_request_exception = False
    return int(upload(NOTHING).json()["id"])


def tell(ci: Client, pk: int, body: Any, kind: str | None = LINES, query: str = "", **headers: str) -> Any:
    typed: dict[str, Any] = {"content_type": kind} if kind else {}
    return ci.post(f"/api/v1/runs/{pk}/outcome{query}", body, headers=headers, **typed)


@pytest.mark.parametrize("packed", [False, True])
def test_the_lines_of_an_apply_are_told_with_the_run(ci: Client, pk: int, packed: bool) -> None:
    headers = {"Content-Encoding": "gzip"} if packed else {}
    answer = tell(ci, pk, gzip.compress(APPLIED) if packed else APPLIED, query="?serial=12", **headers)
    assert (answer.status_code, answer.json()["status"]) == (200, "applied"), answer.content
    told = ci.get(f"/api/v1/runs/{pk}").json()["apply"]
    assert (told["outcome"], told["serial"], told["seconds"], told["tool"]) == ("applied", 12, 70, "Terraform 1.11.4")
    assert told["counts"] == {"failed": 0, "unfinished": 0, "not_reached": 0, "done": 1}
    assert told["resources"] == [{"address": ADDRESS, "action": "update", "result": "done", "seconds": 65, "error": ""}]


def test_as_a_part_of_a_form(ci: Client, pk: int) -> None:
    body = {"stream": SimpleUploadedFile("apply.ndjson", FAILED), "serial": "3", "lineage": "0a-b"}
    answer = tell(ci, pk, body, kind=None)
    assert (answer.status_code, answer.json()["status"]) == (200, "apply_failed"), answer.content
    assert Outcome.objects.values_list("serial", "lineage", "failed").get() == (3, "0a-b", 1)


def test_a_field_that_is_left_blank_is_not_told(ci: Client, pk: int) -> None:
    """The state could not be pulled: what became of the apply is told nevertheless."""
    body = {"stream": SimpleUploadedFile("apply.ndjson", FAILED), "serial": "", "lineage": ""}
    assert tell(ci, pk, body, kind=None).status_code == 200
    assert Outcome.objects.values_list("serial", "lineage", "failed").get() == (None, "", 1)


def test_of_json_alone_no_resource_is_claimed(ci: Client, pk: int) -> None:
    tell(ci, pk, {"outcome": "applied", "serial": 4}, kind="application/json")
    told = ci.get(f"/api/v1/runs/{pk}").json()["apply"]
    assert (told["serial"], told["counts"], told["resources"]) == (4, None, None)


@pytest.mark.parametrize(
    ("body", "kind", "query", "headers", "status"),
    [
        (b"\n", LINES, "", {}, 422),
        (b"not a line of it", LINES, "", {}, 422),
        (APPLIED, LINES, "?outcome=apply_failed", {}, 422),
        (APPLIED, LINES, "?serial=-1", {}, 422),
        (APPLIED, LINES, "?serial=9223372036854775808", {}, 422),
        (APPLIED, LINES, "?lineage=" + "x" * 201, {}, 422),
        (APPLIED, LINES, "", {"Content-Encoding": "gzip"}, 400),
        (APPLIED, LINES, "", {"Content-Encoding": "br"}, 422),
        (gzip.compress(b" " * 80_000_000), LINES, "", {"Content-Encoding": "gzip"}, 413),
        (APPLIED, "application/json", "", {}, 400),
        (b'{"outcome": 3}', "application/json", "", {}, 422),
        (b"{" + b" " * limits.SMALL + b"}", "application/json", "", {}, 413),
    ],
)
def test_what_cannot_be_read_is_refused_and_stands_in_the_trail(
    ci: Client, pk: int, body: bytes, kind: str, query: str, headers: dict[str, str], status: int
) -> None:
    answer = tell(ci, pk, body, kind, query, **headers)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert AuditEvent.objects.filter(verb="outcome.refused").count() == 1
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("parts", [{}, {"log": SimpleUploadedFile("x", b"x")}, {"stream": "text"}])
def test_a_form_without_the_stream_is_refused(ci: Client, pk: int, parts: dict[str, Any]) -> None:
    assert "-F stream=@" in tell(ci, pk, parts, kind=None).json()["detail"]


def test_the_page_tells_what_failed_first(ci: Client, pk: int, person: Callable[[str], tuple[Any, Client]]) -> None:
    _, browser = person(Role.VIEWER)
    page = "/workspaces/orders-prod/runs/1/"
    assert 'id="apply"' not in browser.get(page).text
    tell(ci, pk, FAILED, query="?serial=5")
    text = browser.get(page).text
    assert "Apply: failed" in text
    assert "&lt;b&gt;quota&lt;/b&gt; exceeded" in text
    assert "<b>quota" not in text
    assert ("1 failed" in text, ADDRESS in text, "state serial 5" in text) == (True, True, True)
    assert "serial 5, as reported by CI" in browser.get(f"{page}?tab=history").text
