"""What the OpenAPI document says is what is sent and answered: generated calls, and a few by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 20
"""Of each call; more are tried by hand when the API changes."""


def closing(application: Callable[..., Any]) -> Callable[..., list[bytes]]:
    """The application as a server drives it: what is answered is closed once it is sent (a file, above all)."""

    def served(environ: dict[str, Any], start: Any) -> list[bytes]:
        answer = application(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return served


def test_every_call_answers_as_described(transactional_db: None, secret: str, upload: Callable[..., Any]) -> None:
    """A run stands there, so that a number may lead to one."""
    here = {"pk": upload().json()["id"], "slug": "orders-prod"}
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", closing(get_wsgi_application()))
    calls: Any = described.get_all_operations()
    for call in calls:

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=call.ok().as_strategy(), real=st.booleans())
        def answers(case: Any, real: bool) -> None:
            if real:
                case.path_parameters |= {name: here[name] for name in case.path_parameters if name in here}
            case.call_and_validate(headers=headers, checks=CHECKS)

        answers()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_method_that_is_not_spoken(ci: Client, method: str) -> None:
    answer = getattr(ci, method)("/api/v1/workspaces")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, "application/problem+json", "GET")
    assert method.upper() in answer.json()["detail"]


def test_a_browser_without_the_token_of_the_page(person: Callable[[str], tuple[Any, Client]], upload: Any) -> None:
    pk = upload().json()["id"]
    _, client = person("reviewer")
    client.handler.enforce_csrf_checks = True
    answer = client.post(f"/api/v1/runs/{pk}/decisions", {}, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_the_upload_says_what_is_sent(ci: Client) -> None:
    call = ci.get("/api/v1/openapi.json").json()["paths"]["/api/v1/workspaces/{slug}/runs"]["post"]
    assert set(call["requestBody"]["content"]) == {
        "application/json",
        "application/octet-stream",
        "multipart/form-data",
    }
    named = {parameter["name"] for parameter in call["parameters"]}
    assert {"create", "commit", "branch", "actor", "planfile_sha256", "Idempotency-Key"} <= named
    assert "408" in call["responses"]


def test_every_error_is_described_as_a_problem(ci: Client) -> None:
    for methods in ci.get("/api/v1/openapi.json").json()["paths"].values():
        for call in methods.values():
            errors = {status: set(answer["content"]) for status, answer in call["responses"].items() if status >= "400"}
            errors.pop("409", None)  # the gate's refusal is an answer of its own
            assert {"400", "401", "404", "405", "503"} <= errors.keys()
            assert set().union(*errors.values()) == {"application/problem+json"}
