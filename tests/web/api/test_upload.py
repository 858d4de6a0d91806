"""The upload: every way in, every bound, and a sentence for each that is refused."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from django.core.handlers.asgi import ASGIRequest
from django.test import Client

from gitops_portal.actions import tokens
from gitops_portal.core.errors import CutOff
from gitops_portal.records.models import Run, Workspace
from gitops_portal.web.api.body import read
from tests.actors import OPERATOR
from tests.documents import HARMLESS, OPEN_SSH

if TYPE_CHECKING:
    from collections.abc import Callable

    Upload = Callable[..., Any]

ADDRESS = "/api/v1/workspaces/orders-prod/runs"


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [(bytes, ""), (gzip.compress, "gzip"), (zstandard.compress, "zstd")],
    ids=["plain", "gzip", "zstd"],
)
def test_a_plan_comes_in(upload: Upload, pack: Callable[[bytes], bytes], encoding: str) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    response = upload(pack(HARMLESS), **headers)
    run = Run.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": run.pk,
        "number": 1,
        "url": "http://testserver/workspaces/orders-prod/runs/1/",
        "status": "awaiting",
        "verdict": "passed",
    }
    assert response["Location"] == f"/api/v1/runs/{run.pk}"


def test_a_form_brings_plan_graph_and_fields(ci: Client) -> None:
    form = {"plan": BytesIO(HARMLESS), "graph": BytesIO(b"digraph G {}"), "commit": "3fa91c7", "branch": "main"}
    response = ci.post(ADDRESS, form)
    run = Run.objects.get()
    assert response.status_code == 201
    assert (run.commit, run.branch, bool(run.dot)) == ("3fa91c7", "main", True)


def test_metadata_comes_in_the_query(upload: Upload) -> None:
    upload(query="?commit=3fa91c7&pull_request=412&actor=ana&title=Move&ci_url=https://ci.example/1")
    run = Run.objects.get()
    assert (run.commit, run.pull_request, run.actor, run.title) == ("3fa91c7", "412", "ana", "Move")


def test_other_names_in_the_query_change_nothing(upload: Upload) -> None:
    assert upload(query="?state=approved&workspace=2&decided_at=2020-01-01&number=9").status_code == 201
    run = Run.objects.get()
    assert (run.state, run.number, run.decided_at) == ("awaiting", 1, None)


@pytest.mark.parametrize(
    ("body", "headers", "status", "told"),
    [
        (b"", {}, 400, "empty"),
        (b"not json", {}, 400, "JSON"),
        (gzip.compress(HARMLESS)[:-20], {"Content-Encoding": "gzip"}, 400, "unpack"),
        (zstandard.compress(HARMLESS)[:-5], {"Content-Encoding": "zstd"}, 400, None),
        (HARMLESS, {"Content-Encoding": "gzip"}, 400, "unpack"),
        (HARMLESS, {"Content-Encoding": "gzip, gzip"}, 422, "only one"),
        (HARMLESS, {"Content-Encoding": "br"}, 422, "gzip or zstd"),
        (HARMLESS, {"Idempotency-Key": "x" * 201}, 422, "200 characters"),
    ],
    ids=["empty", "no JSON", "half gzip", "half zstd", "no gzip", "two encodings", "brotli", "long key"],
)
def test_what_is_refused_gets_a_sentence(
    upload: Upload, body: bytes, headers: dict[str, str], status: int, told: str | None
) -> None:
    response = upload(body, **headers)
    problem = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert problem["status"] == status
    assert told is None or told in problem["detail"]
    assert not Run.objects.exists()


FORM = "multipart/form-data; boundary=x"
FORM_BODY = (
    b'--x\r\nContent-Disposition: form-data; name="plan"; filename="plan.json"\r\n\r\n%s\r\n--x--\r\n' % HARMLESS
)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (HARMLESS, {"content-type": "application/json"}),
        (gzip.compress(HARMLESS), {"content-type": "application/json", "content-encoding": "gzip"}),
        (zstandard.compress(HARMLESS), {"content-type": "application/json", "content-encoding": "zstd"}),
        (FORM_BODY, {"content-type": FORM}),
    ],
    ids=["plain", "gzip", "zstd", "form"],
)
@pytest.mark.parametrize("part", [0, 0.01, 0.5, 0.99])
def test_an_upload_of_which_a_part_came_is_one_to_send_again(body: bytes, headers: dict[str, str], part: float) -> None:
    """As a server hands it on whose worker is told to stop while it reads."""
    named = {**headers, "content-length": str(len(body))}
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": ADDRESS}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in named.items()]
    with pytest.raises(CutOff, match="send it again"):
        read(ASGIRequest(scope, BytesIO(body[: int(len(body) * part)])))
    whole = read(ASGIRequest(scope, BytesIO(body)))
    assert whole.plan == HARMLESS


def test_ci_is_told_a_status_that_it_repeats() -> None:
    """`curl --retry` repeats 408, 429 and 5xx alone (its manual, under --retry)."""
    assert CutOff.status == 408


@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
def test_the_size_is_bounded_while_reading(upload: Upload, settings: Any, encoding: str) -> None:
    settings.MAX_PLAN_BYTES = 1000
    body = b" " * 5000
    packed = {"": body, "gzip": gzip.compress(body), "zstd": zstandard.compress(body)}[encoding]
    response = upload(packed, **({"Content-Encoding": encoding} if encoding else {}))
    assert response.status_code == 413
    assert "1,000 bytes" in response.json()["detail"]


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_bomb_ends_at_the_ratio(upload: Upload, encoding: str) -> None:
    zeroes = b"\x00" * (40 * 1024 * 1024)
    packed = zlib.compress(zeroes, wbits=31) if encoding == "gzip" else zstandard.compress(zeroes)
    response = upload(packed, **{"Content-Encoding": encoding})
    assert response.status_code == 413
    assert "100 times" in response.json()["detail"]


def test_a_form_with_a_large_plan_ends_at_the_limit(ci: Client, settings: Any) -> None:
    settings.MAX_PLAN_BYTES = 4000
    response = ci.post(ADDRESS, {"plan": BytesIO(b" " * 3900 + b"{}"), "graph": BytesIO(b" " * 4100)})
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"commit": "abc"}, "no part “plan”"),
        ({"plan": [BytesIO(HARMLESS), BytesIO(HARMLESS)]}, "more than once"),
    ],
)
def test_a_form_without_one_plan_is_refused(ci: Client, form: dict[str, Any], told: str) -> None:
    response = ci.post(ADDRESS, form)
    assert response.status_code == 422
    assert told in response.json()["detail"]


def test_ten_thousand_parts_are_refused(ci: Client) -> None:
    response = ci.post(ADDRESS, {f"f{number}": "x" for number in range(10_000)})
    assert response.status_code in {400, 422}
    assert not Run.objects.exists()


def test_a_file_name_is_never_a_path(ci: Client) -> None:
    boundary = "x"
    part = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="plan"; filename="../../../tmp/evil\x00"\r\n\r\n'.encode()
        + HARMLESS
        + f"\r\n--{boundary}--\r\n".encode()
    )
    response = ci.post(ADDRESS, part, content_type=f"multipart/form-data; boundary={boundary}")
    assert response.status_code in {201, 400, 422}


def test_a_body_without_length_is_refused(ci: Client) -> None:
    response = ci.post(ADDRESS, b"", content_type="application/json", headers={"Transfer-Encoding": "chunked"})
    assert response.status_code == 422
    assert "Content-Length" in response.json()["detail"]


def test_a_retry_with_the_same_key_is_the_same_run(upload: Upload) -> None:
    key = {"Idempotency-Key": "job-7"}
    assert upload(**key).json() == upload(**key).json()
    assert upload(OPEN_SSH, **key).status_code == 422
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "told"), [("?branch=b", "branch"), ("?branch=a&commit=c", "commit"), ("", "branch"), ("?branch=a&kind=drift", "kind")]
)  # fmt: skip
def test_the_same_key_with_something_else_is_told(upload: Upload, query: str, told: str) -> None:
    key = {"Idempotency-Key": "job-7"}
    upload(query="?branch=a", **key)
    answer = upload(query=query, **key)
    assert answer.status_code == 422
    assert f"another {told} before" in answer.json()["detail"]
    assert Run.objects.count() == 1


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer gop_wrong", "Basic YTpi", "Token x"])
def test_without_a_living_token_nothing_is_read(workspace: Workspace, authorization: str) -> None:
    client = Client(headers={"Authorization": authorization} if authorization else {})
    response = client.post(ADDRESS, HARMLESS, content_type="application/json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_person_uploads_with_a_token_only(person: Any) -> None:
    _, client = person("owner")
    assert client.post(ADDRESS, HARMLESS, content_type="application/json").status_code == 401


def test_an_unknown_workspace_is_made_by_who_may(workspace: Workspace) -> None:
    def post(secret: str, query: str) -> int:
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        address = f"/api/v1/workspaces/new-one/runs{query}"
        return client.post(address, HARMLESS, content_type="application/json").status_code

    of_one = tokens.create(OPERATOR, name="a", workspace=workspace, may_create=True)[1]
    of_all = tokens.create(OPERATOR, name="b")[1]
    creating = tokens.create(OPERATOR, name="c", may_create=True)[1]
    assert [post(of_one, "?create=1"), post(of_all, "?create=1"), post(creating, "")] == [404, 404, 404]
    assert post(creating, "?create=1") == 201
    assert Workspace.objects.filter(slug="new-one").exists()


@pytest.mark.parametrize("slug", ["Upper", "a_b", "..", "a" * 64, "-a", "organisation"])
def test_a_malformed_slug_makes_no_workspace(workspace: Workspace, slug: str) -> None:
    secret = tokens.create(OPERATOR, name="c", may_create=True)[1]
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    response = client.post(f"/api/v1/workspaces/{slug}/runs?create=1", HARMLESS, content_type="application/json")
    assert response.status_code in {404, 422}
    assert Workspace.objects.count() == 1
