"""The JSON Schema of a guardrails file takes what the reader takes, and refuses the shapes that it refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS31Validator  # of the draft that OpenAPI 3.1 uses: 2020-12

from gitops_portal.adapters import cel, rule_files
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.rules.book import read
from gitops_portal.core.rules.book_schema import schema
from gitops_portal.core.rules.own_kinds import OWN_KINDS
from tests.commands.test_guardrails import FILE
from tests.core.rules import test_book
from tests.portal import ROOT

PUBLISHED = ROOT / "docs" / "guardrails.schema.json"
EXAMPLES = re.findall(
    r"^```yaml\n(.*?)^```", (ROOT / "docs" / "guardrails.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


SCHEMA = schema(guardrails())


def refused(document: Any) -> list[str]:
    return [error.message for error in OAS31Validator(SCHEMA).iter_errors(document)]


def own(kind: str, parameters: Any, **beside: Any) -> dict[str, Any]:
    return {"rules": {"own": {"title": "Own", "severity": "low", "kind": kind, "parameters": parameters, **beside}}}


def test_what_is_published_is_what_holds() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == SCHEMA, (
        "manage.py guardrails schema > docs/guardrails.schema.json"
    )


OWN = "rules: {own: {title: Own, severity: low, "


@pytest.mark.parametrize(
    "text",
    [
        *EXAMPLES,
        FILE,
        "{}",
        "version: 1\nguardrails:\nrules:",
        "guardrails: {rds-public: off, sg-open-ssh: {scopes: [{organisation: true, enforcement: off}]}}",
        "guardrails: {rds-public: {scopes: [{labels: {tier: 1}, enforcement: off}]}}",
        "lists: {old: [1.30]}\nguardrails: {eks-retired-version: {parameters: {versions: {list: old}}}}",
        "guardrails: {rds-no-backup: {enforcement: off, parameters: {days: 7}}, sg-open-ssh: {parameters: {port: '22'}}}",
        OWN + "kind: change_limit, parameters: {changes: 3, destroys: '0'}}}",
        OWN + "kind: cost_limit, parameters: {monthly: 100.50, increase_percent: '10'}}}",
        OWN + "kind: attribute, types: [t_x], message: too few,"
        " parameters: {path: a, operator: is at least, expected: [7]}}}",
    ],
    ids=lambda text: text[:60],
)
def test_what_the_reader_takes_is_valid_as_editors_read_yaml(text: str) -> None:
    read(rule_files.read(text).document, guardrails(), cel.evaluators)
    assert refused(yaml.safe_load(text)) == []


@pytest.mark.parametrize(("document", "place", "why"), test_book.MISTAKES)
def test_a_mistake_of_shape_is_refused(document: Any, place: Any, why: str) -> None:
    assert refused(document)


@pytest.mark.parametrize(("document", "place", "why"), test_book.BEYOND_SHAPE)
def test_what_a_schema_cannot_say_is_left_to_the_reader(document: Any, place: Any, why: str) -> None:
    assert refused(document) == []


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_every_kind_says_what_its_parameters_are(kind: str) -> None:
    assert refused(own(kind, {"colour": "red"}, types=["t_x"], message="it is red"))
