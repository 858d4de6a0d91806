"""What OPA prints means objections by the conventions of Conftest, or it is no answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.rules.rego.reading import Said, asks_for, read
from gitops_portal.core.rules.rule import Unjudged


def printed(value: Any) -> bytes:
    return json.dumps({"result": [{"expressions": [{"value": value, "text": "data.main"}]}]}).encode()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"deny": []}, []),
        ({"deny": ["a"], "x": 1, "denied": ["b"]}, [Said("deny", "deny", "a")]),
        ({"violation": [{"msg": "a", "details": {}}]}, [Said("deny", "violation", "a")]),
        ({"warn_a_1": ["a"], "warn": []}, [Said("warn", "warn_a_1", "a")]),
        ({"deny": [{"msg": "a", "address": "b.c"}]}, [Said("deny", "deny", "a", "b.c")]),
        ({"deny": [{"msg": "a", "resource": {"b": 1}}]}, [Said("deny", "deny", "a")]),
        (["a"], [Said("deny", "deny_all", "a")]),
        ({"deny": ["a\n\u202eb" + "c" * 500]}, [Said("deny", "deny", "a \\u202eb" + "c" * 395 + "…")]),
    ],
)
def test_objections(value: Any, said: list[Said]) -> None:
    assert read(printed(value), "data.main.deny_all") == said


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"{}", "undefined"),
        (b'{"result": []}', "no single answer"),
        (b'{"errors": [{"message": "rego_parse_error: a\\u001b[31m"}]}', r"OPA says: rego_parse_error: a\\u001b\[31m"),
        (b"[]", "undefined"),
        (printed(True), "neither a package nor a set"),
        (printed({}), "holds nothing under deny, violation or warn"),
        (printed({"deny": True}), "deny is no set"),
        (printed({"deny": {"a": "b"}}), "deny is no set"),
        (printed({"deny": [{"message": "a"}]}), "neither a sentence nor an object with msg"),
        (printed({"warn": ["a"] * 10_001}), "10,001 things"),
    ],
)
def test_what_is_no_answer_says_why(body: bytes, why: str) -> None:
    with pytest.raises(Unjudged, match=why):
        read(body, "data.main")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x := input.configuration.root_module", "configuration"),
        ("x := input [ 'prior_state' ]", "prior_state"),
        ('input["variables"].a', "variables"),
        ("import input as tfplan\nx := tfplan.configuration", "configuration"),
        ("plan := input\nx := plan[`variables`]", "variables"),
        ('object.get(input, "configuration", {})', "configuration"),
        ('import input as tfplan\nobject.get(tfplan, ["prior_state", "values"], {})', "prior_state"),
        ("input.checks[_].status", "checks"),
        ("input.resource_changes[_].configuration", ""),
        ("import input as tfplan\nx := tfplan.resource_changes[_].change.after.variables", ""),
        ("change := input.resource_changes[_]\nx := change.configuration", ""),
        ('object.get(input.resource_changes[0], "configuration", {})', ""),
        ("input.variables_of", ""),
        ("my_input.variables", ""),
    ],
)
def test_a_part_of_the_plan_that_is_not_kept_is_noticed(text: str, part: str) -> None:
    assert asks_for(text) == part
