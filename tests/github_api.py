"""What was asked of GitHub in, what its published OpenAPI document has against it out: of a few operations alone.

And the name of a webhook in, what GitHub sends by it out, as its other document has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from openapi_schema_validator import OAS30Validator, OAS31Validator

from tests.hooks import Asked
from tests.portal import ROOT

DOCUMENT = ROOT / "node_modules" / "@octokit" / "openapi" / "generated" / "api.github.com.json"
"""13 MB, without a reference followed."""


@lru_cache(maxsize=1)
def _document() -> Any:
    return json.loads(DOCUMENT.read_bytes())


def problems(asked: Asked) -> list[str]:
    """Everything that GitHub would not take, or not know: the address, a field, a value."""
    document = _document()
    found = [path for path in document["paths"] if _fits(path, asked.path)]
    fewest = min(found, key=lambda path: path.count("{"), default="")
    operation = document["paths"].get(fewest, {}).get(asked.method.lower())
    if operation is None:
        return [f"{asked.method} {asked.path}: no such operation"]
    if "requestBody" not in operation:
        return ["a body that nothing takes"] if asked.body else []
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    body = json.loads(asked.body)
    validator = OAS30Validator({**schema, "components": document["components"]})
    return [*(one.message for one in validator.iter_errors(body)), *_unknown(body, schema, document)]


def _fits(path: str, asked: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\\{[a-z_]+\\}", "[^/]+", re.escape(path)), asked))


def _unknown(body: Any, schema: Any, document: Any) -> Iterator[str]:
    """Fields that the schema does not name: GitHub says nothing of them, and drops them."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    choices = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    if isinstance(body, list):
        for one in body:
            yield from _unknown(one, schema.get("items", {}), document)
    if not isinstance(body, dict) or schema.get("additionalProperties") is True:  # what a workflow declares, say
        return
    named: dict[str, Any] = {}
    for one in choices:
        whole = document["components"]["schemas"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        named |= whole.get("properties", {})
    for name, value in body.items():
        if name not in named:
            yield f"{name} is no field of it"
        else:
            yield from _unknown(value, named[name], document)


WEBHOOKS = ROOT / "node_modules" / "@octokit" / "openapi-webhooks" / "generated" / "api.github.com.json"
_OF_FORMATS = {"uri": "https://github.example.org/", "date-time": "2026-11-29T12:00:00Z", "email": "ana@example.org"}
_OF_TYPES: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": False, "array": [], "null": None}


@lru_cache(maxsize=1)
def _webhooks() -> Any:
    return json.loads(WEBHOOKS.read_bytes())


def sent_by(webhook: str, *names: str) -> dict[str, Any]:
    """What GitHub sends by a webhook: all that it says is always there, and the members of these names."""
    schema = _body_of(webhook)
    asked = {name: _example(_followed(schema)["properties"][name]) for name in names}
    return {**_example(schema), **asked}


def problems_of_webhook(webhook: str, told: Any) -> list[str]:
    """Everything in which it differs from what GitHub says that it sends."""
    validator = OAS31Validator({**_body_of(webhook), "components": _webhooks()["components"]})
    return [one.message for one in validator.iter_errors(told)]


def _body_of(webhook: str) -> Any:
    return _webhooks()["webhooks"][webhook]["post"]["requestBody"]["content"]["application/json"]["schema"]


def _followed(schema: Any) -> Any:
    while "$ref" in schema:
        schema = _webhooks()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _example(schema: Any) -> Any:
    """GitHub's own example of a value where it gives one."""
    schema = _followed(schema)
    for choice in ("examples", "enum"):
        if schema.get(choice):
            return schema[choice][0]
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            return _example(schema[choice][0])
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: _example(schema["properties"][name]) for name in schema.get("required", ())}
    return _OF_FORMATS.get(schema.get("format", ""), "x") if kind == "string" else _OF_TYPES[kind]
