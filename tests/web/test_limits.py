"""Large bodies are refused by their length, before anything reads them; files of forms are kept nowhere."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gitops_portal.web.limits import SMALL

pytestmark = pytest.mark.django_db


class Untouchable(io.BytesIO):
    def read(self, _: int | None = -1, /) -> bytes:
        raise AssertionError("the body was read")


def sent(path: str, length: str, method: str = "POST") -> Any:
    client = Client(enforce_csrf_checks=True)
    more = {"CONTENT_LENGTH": length, "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Untouchable()}
    return client.generic(method, path, **more)  # type: ignore[arg-type]  # entries of the WSGI environment


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/", "/admin/login/", "/nowhere", "/api/v1/runs/1/decisions", "/api/v1/x"]
)
@pytest.mark.parametrize("length", ["300000000", str(SMALL + 1), "9" * 5_000, "many", "-1"])
def test_refused_by_its_length(path: str, length: str) -> None:
    answer = sent(path, length)
    assert answer.status_code == 413
    assert answer["Content-Type"].startswith("application/problem+json" if path.startswith("/api/") else "text/html")
    assert b"only an upload of a plan may" in answer.content


def test_an_upload_without_a_token_is_refused_unread() -> None:
    assert sent("/api/v1/workspaces/network/runs", "200000000").status_code == 401


def test_a_small_form_goes_through() -> None:
    assert Client().post("/sign-in/", {"username": "a@example.org", "password": "x"}).status_code == 200


def test_a_file_in_a_form_is_read_past() -> None:
    answer = Client().post("/sign-in/", {"username": "a", "file": SimpleUploadedFile("a.bin", b"x" * 100_000)})
    assert answer.status_code == 200
    assert not answer.wsgi_request.FILES
