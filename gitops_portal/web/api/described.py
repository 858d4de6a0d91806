"""The OpenAPI document as the framework makes it in; the one that says what is really sent and answered out."""

from __future__ import annotations

from dataclasses import fields
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from ninja import NinjaAPI

from gitops_portal.actions.metadata import Metadata

if TYPE_CHECKING:
    from ninja.openapi.schema import OpenAPISchema

PROBLEM: Final = "application/problem+json"
_OF_EVERY_CALL: Final = (HTTPStatus.BAD_REQUEST, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.SERVICE_UNAVAILABLE)
_OF_CALLS_BY_SOMEBODY: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
_REFERENCE: Final = {"schema": {"$ref": "#/components/schemas/Problem"}}
_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}

TOLD: Final = [field.name for field in fields(Metadata)]
"""What CI may tell of a plan, as query or form fields."""

_OF_OUTCOMES: Final = ("outcome", "serial", "lineage")

UPLOAD: Final[dict[str, Any]] = {
    "parameters": [
        *({"in": "query", "name": name, "required": False, "schema": {"type": "string"}} for name in TOLD),
        {"in": "header", "name": "Idempotency-Key", "schema": {"type": "string", "maxLength": 200}},
        {"in": "header", "name": "Content-Encoding", "schema": {"type": "string", "enum": ["gzip", "zstd"]}},
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object", "description": "`terraform show -json PLANFILE`"}},
            "application/octet-stream": _BYTES,
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["plan"],
                    "properties": {
                        "plan": {"type": "string", "format": "binary"},
                        "graph": {"type": "string", "format": "binary", "description": "`terraform graph`"},
                        "findings": {"type": "array", "items": _BYTES["schema"], "description": "SARIF, any number"},
                        "infracost": {**_BYTES["schema"], "description": "`infracost breakdown --format json`"},
                        **{name: {"type": "string"} for name in TOLD},
                    },
                }
            },
        },
    },
}
"""The body and the fields of an upload, which is read as a stream and not by the framework."""


OBSERVATION: Final[dict[str, Any]] = {
    "parameters": [
        {"in": "header", "name": "Content-Encoding", "schema": {"type": "string", "enum": ["gzip", "zstd"]}}
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object", "description": "`terraform state pull`"}},
            "application/octet-stream": _BYTES,
        },
    },
}
"""The same of the body of an observation."""


OUTCOME: Final[dict[str, Any]] = {
    "parameters": [
        *({"in": "query", "name": name, "required": False, "schema": {"type": "string"}} for name in _OF_OUTCOMES),
        {"in": "header", "name": "Content-Encoding", "schema": {"type": "string", "enum": ["gzip", "zstd"]}},
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "outcome": {"type": "string", "enum": ["applied", "apply_failed"]},
                        "serial": {"type": "integer", "minimum": 0, "description": "Of the state after the apply"},
                        "lineage": {"type": "string", "maxLength": 200},
                        "log": {"type": "string", "description": "Measured, never kept"},
                    },
                }
            },
            "application/x-ndjson": {"schema": {"type": "string", "description": "`terraform apply -json`"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["stream"],
                    "properties": {
                        "stream": {"type": "string", "format": "binary"},
                        **{name: {"type": "string"} for name in _OF_OUTCOMES},
                    },
                }
            },
        },
    },
}
"""The same of what is told of an apply."""


REPORT: Final[dict[str, Any]] = {
    "parameters": OBSERVATION["parameters"],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object", "description": "SARIF 2.1.0, or Infracost's JSON"}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "`terraform plan -json`"}},
            "application/octet-stream": _BYTES,
        },
    },
}
"""The same of what another tool says."""


EVIDENCE: Final[dict[str, Any]] = {
    "responses": {HTTPStatus.OK.value: {"description": "The bundle", "content": {"application/zip": _BYTES}}}
}
"""What the call for a run's evidence answers."""


class DescribedAPI(NinjaAPI):
    """An API whose errors are described as they are answered: as problem documents, and on every call."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for call in methods.values():
                _describe(call)
        return schema


def _describe(call: dict[str, Any]) -> None:
    answers = call["responses"]
    for status, answer in answers.items():
        content = answer.get("content", {})
        if content.get("application/json") == _REFERENCE:
            answers[status] = {**answer, "content": {PROBLEM: _REFERENCE}}
    for status in (*_OF_EVERY_CALL, *(_OF_CALLS_BY_SOMEBODY if call.get("security") else ())):
        answers.setdefault(status.value, {"description": status.phrase, "content": {PROBLEM: _REFERENCE}})
